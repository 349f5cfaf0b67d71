"""Front matter of a persona: every key, with its value and its lines.

The values are used for decisions; output is copied from an entry's span, so a value that YAML would
change (`version: 1.10`) is never lost. Front matter that is not valid YAML is read anyway, because
agent tools accept it, with a warning that shows how to fix the file.
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
from personac.model import Entry, FrontMatter
from personac.model.source import Source
from personac.parsing.fences import Fences, Opening, find_fences, visible_start
from personac.parsing.lenient_yaml import RawEntry, read_leniently
from personac.parsing.yaml_quoting import excerpt, find_problem, quoting_hint
from personac.parsing.yaml_reader import (
    AliasBombError,
    InvalidYamlError,
    NoMappingError,
    YamlEntry,
    read_entries,
)


@dataclass(frozen=True, slots=True)
class FrontMatterReading:
    """The front matter of a source, the character index where the body begins, and diagnostics.

    A duplicate key has two entries; `FrontMatter.values` has the last one.
    """

    front_matter: FrontMatter
    body_start: int
    diagnostics: tuple[Diagnostic, ...]


def read_front_matter(source: Source) -> FrontMatterReading:
    """Read the front matter of `source`. Raises `UndecodableError` if it is not UTF-8."""
    fences = find_fences(source.text)
    if isinstance(fences, Fences):
        return _Reader(source, fences).read()
    return FrontMatterReading(FrontMatter(), 0, (_missing(source, fences),))


def _missing(source: Source, opening: Opening | None) -> Diagnostic:
    if visible_start(source.text) == len(source.text):
        message = "the file contains only white space" if source.text else "the file is empty"
        return _at(source, 0, EMPTY_SOURCE, message, "write the persona, or exclude this file from the build")
    if opening is None:
        hint = "start the file with `---`, `name: ...`, `description: ...`, and `---` again"
        return _at(source, 0, NO_FRONT_MATTER, "there is no front matter", hint)
    line = source.line(source.byte_offset(max(opening.keys_end - 1, 0)))
    message = "the front matter that starts here is never closed; the whole file is read as body"
    return _at(
        source,
        opening.start,
        UNCLOSED_FRONT_MATTER,
        message,
        f"put `---` on a line of its own after line {line}",
    )


class _Reader:
    """Reads the text between the two fences of one source."""

    def __init__(self, source: Source, fences: Fences) -> None:
        self._source = source
        self._fences = fences
        self._inner = source.text[fences.inner_start : fences.inner_end]
        self._diagnostics: list[Diagnostic] = []

    def read(self) -> FrontMatterReading:
        """Return the front matter, and all diagnostics about it."""
        self._report_position()
        yaml_entries, tolerant = self._entries()
        entries = tuple(self._entry(entry) for entry in yaml_entries)
        self._diagnostics.extend(self._duplicates(entries))
        span = self._source.span(self._fences.start, self._fences.end)
        front_matter = FrontMatter(span, entries, tolerant)
        diagnostics = sorted(self._diagnostics, key=lambda diagnostic: diagnostic.sort_key)
        return FrontMatterReading(front_matter, self._fences.body_start, tuple(diagnostics))

    def _report_position(self) -> None:
        fences, text = self._fences, self._source.text
        if fences.start:
            message = "the front matter does not start on the first line; Claude Code skips such a file"
            hint = "remove everything before `---`, including invisible characters"
            self._report(fences.start, LATE_FRONT_MATTER, message, hint)
        if visible_start(text[fences.body_start :]) == len(text) - fences.body_start:
            message = "there is no text after the front matter"
            hint = "write the instructions for the agent below the front matter"
            self._report(fences.start, NO_BODY, message, hint)

    def _entries(self) -> tuple[tuple[YamlEntry, ...], bool]:
        """Return the entries, and whether they had to be read leniently."""
        try:
            return self._valid_entries(), False
        except InvalidYamlError as error:
            return self._lenient_entries(error.offset)
        except NoMappingError:
            self._report_no_mapping()
        except AliasBombError:
            self._report_alias_bomb()
        return (), False

    def _valid_entries(self) -> tuple[YamlEntry, ...]:
        entries = read_entries(self._inner)
        if not entries:
            message = "the front matter is empty"
            hint = "write `name: ...` and `description: ...` in it"
            self._report(self._fences.start, NO_FRONT_MATTER, message, hint)
        return entries

    def _lenient_entries(self, invalid_at: int) -> tuple[tuple[YamlEntry, ...], bool]:
        try:
            entries = read_leniently(self._inner)
        except AliasBombError:
            self._report_alias_bomb()
            return (), True
        invalid = [entry for entry in entries if isinstance(entry, RawEntry)]
        for entry in invalid:
            self._report_invalid(entry)
        if not entries:
            self._report_no_mapping()
        elif not invalid:
            message = "the front matter is not valid YAML from here on; it was read line by line"
            hint = "start every key at the margin, and indent its value"
            self._report(self._fences.inner_start + invalid_at, YAML_REFUSED, message, hint)
        return tuple(entry.entry if isinstance(entry, RawEntry) else entry for entry in entries), True

    def _report_invalid(self, raw: RawEntry) -> None:
        entry = raw.entry
        written = self._inner[raw.value_start : entry.end]
        problem = find_problem(written)
        index = self._fences.inner_start + raw.value_start + problem.offset
        context = excerpt(written, problem.offset)
        message = f"the value of `{entry.key}` is not valid YAML: {problem.problem}: {context}"
        self._report(index, YAML_REFUSED, message, quoting_hint(entry.key, entry.value))

    def _report_no_mapping(self) -> None:
        message = "the text between the `---` lines is not front matter: it has no `key: value` lines"
        hint = "for a horizontal rule write `***`; a front matter needs `name: ...` and `description: ...`"
        self._report(self._fences.start, NO_MAPPING, message, hint)

    def _report_alias_bomb(self) -> None:
        message = "the front matter expands without limit, or is nested too deeply; none of its keys is read"
        hint = "write the values out instead of repeating them with `*name`"
        self._report(self._fences.start, ALIAS_BOMB, message, hint)

    def _entry(self, entry: YamlEntry) -> Entry:
        base = self._fences.inner_start
        return Entry(entry.key, entry.value, self._source.span(base + entry.start, base + entry.end))

    def _duplicates(self, entries: Iterable[Entry]) -> Iterator[Diagnostic]:
        lines: dict[str, int] = {}
        for entry in entries:
            place = self._source.position(entry.span.start)
            if entry.key in lines:
                message = f"`{entry.key}` is already on line {lines[entry.key]}; the last value is used"
                hint = f"remove it from line {lines[entry.key]} or from line {place.line}"
                yield Diagnostic(DUPLICATE_KEY, self._source.path, place.line, place.column, message, hint)
            lines[entry.key] = place.line

    def _report(self, index: int, kind: Kind, message: str, hint: str) -> None:
        self._diagnostics.append(_at(self._source, index, kind, message, hint))


def _at(source: Source, index: int, kind: Kind, message: str, hint: str) -> Diagnostic:
    place = source.position(source.byte_offset(index))
    return Diagnostic(kind, source.path, place.line, place.column, message, hint)
