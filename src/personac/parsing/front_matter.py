"""Read the front matter of a persona: every key, its value, and its lines.

The values are for decisions; what is emitted is copied from an entry's span,
so that a value that YAML would change (`version: 1.10`) is never lost. What no
YAML parser takes is read all the same, because agent tools take it, with a
warning that shows how to mend the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from personac.diagnostics.front_matter_kinds import (
    ALIAS_BOMB,
    DUPLICATE_KEY,
    LATE_FRONT_MATTER,
    NO_BODY,
    NO_FRONT_MATTER,
    NO_MAPPING,
    UNCLOSED_FRONT_MATTER,
    YAML_REFUSED,
)
from personac.diagnostics.input_kinds import EMPTY_SOURCE
from personac.diagnostics.model import Diagnostic, Kind
from personac.ir import Entry, FrontMatter
from personac.model.source import Source
from personac.parsing.fences import Fences, Opening, find_fences, visible_start
from personac.parsing.lenient_yaml import RawEntry, read_tolerantly
from personac.parsing.quoting import excerpt, quoting_hint, stumble
from personac.parsing.yaml_reader import (
    AliasBombError,
    NoMappingError,
    YamlEntry,
    YamlRefusedError,
    read_entries,
)


@dataclass(frozen=True, slots=True)
class FrontMatterReading:
    """A front matter, the character index in the text where the body begins, and what was found.

    A key that stands twice has two entries; `FrontMatter.values` holds the last.
    """

    front_matter: FrontMatter
    body_start: int
    diagnostics: tuple[Diagnostic, ...]


def read_front_matter(source: Source) -> FrontMatterReading:
    """Read the front matter of `source`. Raises `UndecodableError` where it is not UTF-8."""
    fences = find_fences(source.text)
    if isinstance(fences, Fences):
        return _Reader(source, fences).read()
    return FrontMatterReading(FrontMatter(), 0, (_without(source, fences),))


def _without(source: Source, opening: Opening | None) -> Diagnostic:
    if visible_start(source.text) == len(source.text):
        what = "the file holds only white space" if source.text else "the file is empty"
        return _at(source, 0, EMPTY_SOURCE, what, "write the persona, or leave this file out of the build")
    if opening is None:
        hint = "start the file with `---`, `name: ...`, `description: ...`, and `---` again"
        return _at(source, 0, NO_FRONT_MATTER, "there is no front matter", hint)
    line = source.line(source.byte_offset(max(opening.keys_end - 1, 0)))
    message = "the front matter that opens here is never closed; the whole file is read as body"
    return _at(
        source,
        opening.start,
        UNCLOSED_FRONT_MATTER,
        message,
        f"put `---` on a line of its own after line {line}",
    )


class _Reader:
    """Reads what stands between the two fences of one source."""

    def __init__(self, source: Source, fences: Fences) -> None:
        self._source = source
        self._fences = fences
        self._inner = source.text[fences.inner_start : fences.inner_end]
        self._found: list[Diagnostic] = []

    def read(self) -> FrontMatterReading:
        """Return the front matter, and everything there is to say of it."""
        self._note_place()
        read, tolerant = self._entries()
        entries = tuple(self._entry(entry) for entry in read)
        self._found.extend(self._duplicates(entries))
        span = self._source.span(self._fences.start, self._fences.end)
        front_matter = FrontMatter(span, entries, tolerant)
        found = sorted(self._found, key=lambda diagnostic: diagnostic.sort_key)
        return FrontMatterReading(front_matter, self._fences.body_start, tuple(found))

    def _note_place(self) -> None:
        fences, text = self._fences, self._source.text
        if fences.start:
            message = "the front matter does not begin on the first line; Claude Code skips such a file"
            self._note(
                fences.start, LATE_FRONT_MATTER, message, "remove what stands before `---`, visible or not"
            )
        if visible_start(text[fences.body_start :]) == len(text) - fences.body_start:
            message = "there is no text behind the front matter"
            self._note(
                fences.start, NO_BODY, message, "write what the agent is to know below the front matter"
            )

    def _entries(self) -> tuple[tuple[YamlEntry, ...], bool]:
        """Return the entries, and whether they had to be read tolerantly."""
        try:
            return self._sound_entries(), False
        except YamlRefusedError as error:
            return self._tolerant_entries(error.offset)
        except NoMappingError:
            self._note_no_mapping()
        except AliasBombError:
            self._note_alias_bomb()
        return (), False

    def _sound_entries(self) -> tuple[YamlEntry, ...]:
        entries = read_entries(self._inner)
        if not entries:
            message = "the front matter is empty"
            self._note(
                self._fences.start, NO_FRONT_MATTER, message, "write `name: ...` and `description: ...` in it"
            )
        return entries

    def _tolerant_entries(self, refused_at: int) -> tuple[tuple[YamlEntry, ...], bool]:
        try:
            found = read_tolerantly(self._inner)
        except AliasBombError:
            self._note_alias_bomb()
            return (), True
        raw = [entry for entry in found if isinstance(entry, RawEntry)]
        for entry in raw:
            self._note_refused(entry)
        if not found:
            self._note_no_mapping()
        elif not raw:
            message = "YAML refuses the front matter from here on; it was read line by line"
            hint = "start every key at the margin, and indent what belongs to it"
            self._note(self._fences.inner_start + refused_at, YAML_REFUSED, message, hint)
        return tuple(entry.entry if isinstance(entry, RawEntry) else entry for entry in found), True

    def _note_refused(self, raw: RawEntry) -> None:
        entry = raw.entry
        written = self._inner[raw.value_start : entry.end]
        why = stumble(written)
        place = self._fences.inner_start + raw.value_start + why.offset
        message = f"YAML refuses the value of `{entry.key}`: {why.problem}: {excerpt(written, why.offset)}"
        self._note(place, YAML_REFUSED, message, quoting_hint(entry.key, entry.value))

    def _note_no_mapping(self) -> None:
        message = "what stands between the `---` lines is no front matter: it has no `key: value` lines"
        hint = "for a horizontal rule write `***`; a front matter needs `name: ...` and `description: ...`"
        self._note(self._fences.start, NO_MAPPING, message, hint)

    def _note_alias_bomb(self) -> None:
        message = "the front matter unfolds without bounds, or nests too deeply; none of its keys is read"
        self._note(
            self._fences.start,
            ALIAS_BOMB,
            message,
            "write the values out instead of repeating them by `*name`",
        )

    def _entry(self, entry: YamlEntry) -> Entry:
        base = self._fences.inner_start
        return Entry(entry.key, entry.value, self._source.span(base + entry.start, base + entry.end))

    def _duplicates(self, entries: Iterable[Entry]) -> Iterator[Diagnostic]:
        lines: dict[str, int] = {}
        for entry in entries:
            place = self._source.position(entry.span.start)
            if entry.key in lines:
                message = (
                    f"`{entry.key}` stands on line {lines[entry.key]} and again here; the last one counts"
                )
                hint = f"remove it from line {lines[entry.key]} or from line {place.line}"
                yield Diagnostic(DUPLICATE_KEY, self._source.path, place.line, place.column, message, hint)
            lines[entry.key] = place.line

    def _note(self, index: int, kind: Kind, message: str, hint: str) -> None:
        self._found.append(_at(self._source, index, kind, message, hint))


def _at(source: Source, index: int, kind: Kind, message: str, hint: str) -> Diagnostic:
    place = source.position(source.byte_offset(index))
    return Diagnostic(kind, source.path, place.line, place.column, message, hint)
