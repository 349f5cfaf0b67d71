"""Finds blocks that are nearly equal: code, tables and quotes of two personas in sections of one title.

Blocks that are equal are said once. Those of which a line differs are never merged, as this line may be what
counts; but often one of them is outdated, so a person should look.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.merge_kinds import NEAR_BLOCK
from personac.extraction.section_streams import (
    Kept,
    Placed,
    block_lines,
    distinct_sections,
    section_streams,
)
from personac.matching.tokenizer import normal
from personac.model import Extracted, Persona, SectionRef
from personac.model.ast import Quote, Verbatim

_LEAST = 0.75  # share of lines that are equal
_FEWEST_LINES = 5  # with those of a fence, or below the titles of a table
_MOST_CANDIDATES = 20  # for a block that shares its lines with very many
_NAMES = {"code": "code", "table": "table", "html": "tagged text"}
_HINT = "both are kept; make them equal if they are meant to be, so that the canonical says it once"


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """A block: its place, its kind in words, and its lines without spaces that mean nothing."""

    persona: Persona
    line: int
    name: str
    digest: str
    lines: tuple[str, ...]
    counts: Counter[str]

    @property
    def place(self) -> str:
        """Its place in words."""
        return f"{self.persona.source.path}:{self.line}"


def near_blocks(extracted: Extracted) -> Iterator[Diagnostic]:
    """Yield a note for each block that nearly equals one of an earlier persona, in a section of its title."""
    if len(extracted.distinct) > 1:
        for blocks in _by_title_and_kind(extracted).values():
            yield from _Group(blocks).notes()


def _by_title_and_kind(extracted: Extracted) -> dict[tuple[str, str], list[_Block]]:
    """Return the different blocks, the first of equal ones, by the title of their section and by kind."""
    streams = section_streams(extracted)
    sections = {placed.ref: placed for placed in distinct_sections(extracted)}
    groups: dict[tuple[str, str], dict[str, _Block]] = defaultdict(dict)
    for placed in sections.values():
        title = _title(placed, sections)
        for kept in streams.kept_in(streams.sections[placed.ref]):
            block = _read(extracted, kept)
            if block is not None:
                groups[title, block.name].setdefault(block.digest, block)
    return {key: [*blocks.values()] for key, blocks in groups.items()}


def _title(placed: Placed, sections: dict[SectionRef, Placed]) -> str:
    """Return the title that content of a section stands under; none below a document title."""
    if placed.topical:
        return normal(placed.section.title)
    return normal(sections[placed.parent].section.title) if placed.parent else ""


def _read(extracted: Extracted, kept: Kept) -> _Block | None:
    block, persona = kept.block, extracted.personas[kept.persona]
    if isinstance(block, Quote):
        name = "quote"
    elif isinstance(block, Verbatim) and block.kind in _NAMES:
        name = _NAMES[block.kind]
    else:
        return None
    source, span = persona.source, block.span
    lines = tuple(line for line in block_lines(source, block) if line)
    if len(lines) < _FEWEST_LINES:
        return None
    return _Block(persona, source.line(span.start), name, kept.digest, lines, Counter(lines))


class _Group:
    """Blocks of one title and kind. Only those are compared that share a line which few others have."""

    def __init__(self, blocks: Sequence[_Block]) -> None:
        self._blocks = blocks
        self._counts = Counter(line for block in blocks for line in {*block.lines})
        self._seen: dict[str, list[_Block]] = defaultdict(list)

    def notes(self) -> Iterator[Diagnostic]:
        """Yield a note for each block that is near an earlier one of another persona."""
        for block in self._blocks:
            rare = self._rare_lines(block)
            near = max(self._candidates(block, rare), key=lambda found: found[0], default=None)
            if near is not None:
                yield _note(block, near[1])
            for line in rare:
                self._seen[line].append(block)

    def _rare_lines(self, block: _Block) -> list[str]:
        """Return lines of which two near blocks have to share one: more than may differ, the rarest."""
        lines = sorted({*block.lines}, key=lambda line: (self._counts[line], line))
        return lines[: int((1 - _LEAST) * 2 * len(block.lines)) + 1]

    def _candidates(self, block: _Block, rare: Sequence[str]) -> Iterator[tuple[float, _Block]]:
        others = dict.fromkeys(other for line in rare for other in self._seen[line][-_MOST_CANDIDATES:])
        for other in others:
            if other.persona is not block.persona:
                least = _LEAST * (len(other.lines) + len(block.lines)) / 2
                if (other.counts & block.counts).total() >= least:
                    share = SequenceMatcher(None, other.lines, block.lines, autojunk=False).ratio()
                    if share >= _LEAST:
                        yield share, other


def _note(block: _Block, other: _Block) -> Diagnostic:
    differing = _differing(other.lines, block.lines)
    lines = "1 line differs" if differing == 1 else f"{differing} lines differ"
    message = f"{block.name} of {len(block.lines)} lines is nearly that of {other.place}: {lines}"
    return Diagnostic(NEAR_BLOCK, block.persona.source.path, block.line, 1, message, _HINT)


def _differing(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many lines were changed, added or removed; a changed line counts once."""
    codes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in codes if tag != "equal")
