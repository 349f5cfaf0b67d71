"""The text of the canonical as passages: each with the text of the source that it is copied from.

The canonical is parsed again, as its readers read it, and its lines say where they are from. So a passage
knows what a reference in it meant in its source, and what is there now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, Kind
from personac.diagnostics.merge_kinds import LOST_REFERENCE
from personac.model import Canonical, Line, Origin
from personac.model.source import Source
from personac.parsing.parser import parse
from personac.parsing.prompt_tags import NO_NAMES, TagNames
from personac.references.regions import PersonaText, Region, read_text, spliced


@dataclass(frozen=True, slots=True)
class Own:
    """A text of a source."""

    source: PersonaText
    region: Region

    def lost(self, at: int, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic about the reference at a position in the text."""
        return self.diagnostic(at, LOST_REFERENCE, message, hint)

    def diagnostic(self, at: int, kind: Kind, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic about what is at a position in the text."""
        source = self.source.persona.source
        offset = source.byte_offset(source.index(self.region.span.start) + at)
        return source.diagnostic(offset, kind, message, hint)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of the canonical, the text that it is copied from, and those that were merged into it."""

    region: Region
    own: Own
    merged: tuple[Own, ...]


@dataclass(frozen=True, slots=True)
class Edit:
    """New text from `start` to `end` of the text of a passage."""

    passage: Passage
    start: int
    end: int
    text: str


Finding = Edit | Diagnostic


class Lead(NamedTuple):
    """A reference in a text of a source, its position, and what it leads to."""

    phrase: str
    at: int
    target: object


class Page:
    """A canonical as it is read, and the sources."""

    def __init__(
        self, sources: Sequence[PersonaText], canonical: Canonical, names: TagNames = NO_NAMES
    ) -> None:
        """Parse the canonical."""
        self.sources = sources
        self.canonical = canonical
        source = Source(f"{canonical.name}.md", canonical.data)
        self.text = read_text(parse(source, canonical.name, names)[0])
        self._by_id = {source.persona.id: source for source in sources}

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The passages in their order, without text that is from no source."""
        return tuple(self._passages())

    def _passages(self) -> Iterator[Passage]:
        for region in self.text.regions:
            owners = [own for origin in self._origins(region.line) for own in self._own(origin)]
            if owners:
                yield Passage(region, owners[0], tuple(owners[1:]))

    def _origins(self, line: int) -> tuple[Origin, ...]:
        return self.canonical.lines[line - 1].origins if line <= len(self.canonical.lines) else ()

    def _own(self, origin: Origin) -> Iterator[Own]:
        source = self._by_id[origin.persona]
        region = source.by_line.get(origin.line)
        if region is not None and origin.relation != "covered":
            yield Own(source, region)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, int], Sequence[int]]:
        """For each line of a persona where a text begins, the lines of the canonical where it begins."""
        lines: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for number, (above, line) in enumerate(pairwise((Line(""), *self.canonical.lines)), start=1):
            for origin in line.origins if line.origins != above.origins else ():
                lines[origin.persona, origin.line].append(number)
        return lines

    def lines_of(self, source: PersonaText, line: int) -> Sequence[int]:
        """Return the lines of the canonical that say what the text on a line of a source says."""
        return self._lines.get((source.persona.id, line), ())

    def edited(self, edits: Iterable[Edit]) -> Canonical:
        """Return the canonical with edits, which contain no line ends and do not overlap."""
        data, parts, done = self.canonical.data, list[bytes](), 0
        ordered = sorted(edits, key=lambda edit: (edit.passage.region.span, edit.start))
        for region, group in groupby(ordered, key=lambda edit: edit.passage.region):
            text = spliced(region.text, ((edit.start, edit.end, edit.text) for edit in group))
            parts += [data[done : region.span.start], text.encode()]
            done = region.span.end
        texts = b"".join([*parts, data[done:]]).decode("utf-8").split("\n")
        lines = zip(texts, self.canonical.lines, strict=False)  # a last line end starts no line
        return replace(self.canonical, lines=tuple(replace(line, text=text) for text, line in lines))
