"""Front matter of a persona: every key with its value, its lines and its comments.

The values are used for decisions; output is copied from an entry's span, so a value that YAML would change
(`version: 1.10`) is never lost. Front matter that agent tools would silently skip, because it is not valid
YAML, not closed, or not at the start of the file, is read anyway, with a diagnostic that shows how to fix
it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from personac.diagnostics.diagnostic import Diagnostic, Kind
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
from personac.model import Entry, FrontMatter
from personac.model.source import Source, Span
from personac.parsing.entry_comments import Comments, comments_of
from personac.parsing.fences import (
    Fences,
    find_fences,
    is_in_dashes,
    late_problem,
    visible_start,
    visible_text,
)
from personac.parsing.lenient_yaml import RawEntry, read_leniently
from personac.parsing.yaml_quoting import (
    excerpt,
    find_problem,
    mending_hint,
    mending_problem,
    quoting_hint,
)
from personac.parsing.yaml_reader import (
    AliasBombError,
    InvalidYamlError,
    NoMappingError,
    YamlEntry,
    read_entries,
)

_EXPANDS = (
    ALIAS_BOMB,
    "the front matter expands without limit, or is nested too deeply; none of its keys is read",
    "write the values out instead of repeating them with `*name`",
)
_IS_NO_MAPPING = (
    NO_MAPPING,
    "the text between the `---` lines is not front matter: it has no `key: value` lines",
    "for a horizontal rule write `***`; a front matter needs `name: ...` and `description: ...`",
)


@dataclass(frozen=True, slots=True)
class FrontMatterReading:
    """The front matter of a source, the character indices where the body begins and ends, and diagnostics.

    A duplicate key has two entries; `FrontMatter.values` has the last one.
    """

    front_matter: FrontMatter
    body_start: int
    body_end: int
    diagnostics: tuple[Diagnostic, ...]


def read_front_matter(source: Source) -> FrontMatterReading:
    """Read the front matter of `source`. Raises `UndecodableError` if it is not UTF-8."""
    fences = find_fences(source.text)
    if fences is not None:
        return _Reader(source, fences).read()
    return FrontMatterReading(FrontMatter(), 0, len(source.text), (_missing(source),))


def _missing(source: Source) -> Diagnostic:
    if visible_start(source.text) == len(source.text):
        message = "the file contains only white space" if source.text else "the file is empty"
        hint = "write the persona, or exclude this file from the build"
        return source.diagnostic(source.byte_offset(0), EMPTY_SOURCE, message, hint)
    if is_in_dashes(source.text):
        return source.diagnostic(source.byte_offset(0), *_IS_NO_MAPPING)
    hint = "start the file with `---`, `name: ...`, `description: ...`, and `---` again"
    return source.diagnostic(source.byte_offset(0), NO_FRONT_MATTER, "there is no front matter", hint)


class _Reader:
    """Reads the text between the two fences of one source."""

    def __init__(self, source: Source, fences: Fences) -> None:
        self._source = source
        self._fences = fences
        self._inner = source.text[fences.inner_start : fences.inner_end]
        self._diagnostics: list[Diagnostic] = []

    def read(self) -> FrontMatterReading:
        """Return the front matter, and all diagnostics about it."""
        fences = self._fences
        self._report_place()
        yaml_entries, tolerant = self._entries()
        comments = comments_of(self._inner, yaml_entries)
        entries = tuple(map(self._entry, yaml_entries, comments))
        self._report_duplicates(entries)
        front_matter = FrontMatter(self._source.span(fences.start, fences.end), entries, tolerant)
        diagnostics = sorted(self._diagnostics, key=lambda diagnostic: diagnostic.sort_key)
        return FrontMatterReading(front_matter, fences.body_start, fences.body_end, tuple(diagnostics))

    def _report_place(self) -> None:
        fences, text = self._fences, self._source.text
        if late := late_problem(text, fences):
            self._report(fences.start, LATE_FRONT_MATTER, *late)
        if not fences.is_closed:
            line = self._line(fences.body_start)
            message = f"the front matter that starts here is never closed; its keys end on line {line}"
            hint = f"put `---` on a line of its own after line {line}"
            self._report(fences.start, UNCLOSED_FRONT_MATTER, message, hint)
        if not visible_text(text[fences.body_start : fences.body_end]):
            message = "there is no text after the front matter"
            hint = "write the instructions for the agent below the front matter"
            self._report(fences.start, NO_BODY, message, hint)

    def _line(self, index: int) -> int:
        return self._source.line(self._source.byte_offset(index))

    def _entries(self) -> tuple[tuple[YamlEntry, ...], bool]:
        """Return the entries, and whether they had to be read leniently."""
        try:
            entries = read_entries(self._inner)
        except InvalidYamlError as error:
            return self._lenient_entries(error.offset), True
        except (NoMappingError, AliasBombError) as error:
            self._report_unread(error)
            return (), False
        if not entries:
            hint = "write `name: ...` and `description: ...` in it"
            self._report(self._fences.start, NO_FRONT_MATTER, "the front matter is empty", hint)
        return entries, False

    def _lenient_entries(self, invalid_at: int) -> tuple[YamlEntry, ...]:
        try:
            entries = read_leniently(self._inner)
        except (NoMappingError, AliasBombError) as error:
            self._report_unread(error)
            return ()
        invalid = [entry for entry in entries if isinstance(entry, RawEntry)]
        for entry in invalid:
            self._report_invalid(entry)
        if not invalid:
            message = "the front matter is not valid YAML from here on; it was read line by line"
            hint = "start every key at the margin, and indent its value"
            self._report(self._fences.inner_start + invalid_at, YAML_REFUSED, message, hint)
        return tuple(entry.entry if isinstance(entry, RawEntry) else entry for entry in entries)

    def _report_invalid(self, raw: RawEntry) -> None:
        entry, mended = raw.entry, raw.mended
        start = entry.start if mended else raw.value_start
        written = self._inner[start : entry.end]
        problem = mending_problem(mended) if mended else find_problem(written)
        hint = mending_hint(mended) if mended else quoting_hint(entry.key, entry.value)
        context = excerpt(written, problem.offset)
        message = f"the value of `{entry.key}` is not valid YAML: {problem.problem}: {context}"
        offset = self._source.byte_offset(self._fences.inner_start + start + problem.offset)
        found = self._source.diagnostic(offset, YAML_REFUSED, message, hint)
        if entry.key == "globs" and self._source.path.endswith(".mdc"):
            hint = f"leave it as it is for Cursor, which writes it so; for other agent tools {hint}"
            found = found._replace(hint=hint, lowered_to="warning")
        self._diagnostics.append(found)

    def _report_unread(self, error: NoMappingError | AliasBombError) -> None:
        problem = _EXPANDS if isinstance(error, AliasBombError) else _IS_NO_MAPPING
        self._report(self._fences.start, *problem)

    def _entry(self, entry: YamlEntry, comments: Comments) -> Entry:
        lines = tuple(self._span(*line) for line in comments.lines)
        behind = self._span(*comments.behind) if comments.behind else None
        return Entry(entry.key, entry.value, self._span(entry.start, entry.end), lines, behind)

    def _span(self, start: int, end: int) -> Span:
        base = self._fences.inner_start
        return self._source.span(base + start, base + end)

    def _report_duplicates(self, entries: Iterable[Entry]) -> None:
        lines: dict[str, int] = {}
        for entry in entries:
            line = self._source.line(entry.span.start)
            if entry.key in lines:
                message = f"`{entry.key}` is already on line {lines[entry.key]}; the last value is used"
                hint = f"remove it from line {lines[entry.key]} or from line {line}"
                self._diagnostics.append(
                    self._source.diagnostic(entry.span.start, DUPLICATE_KEY, message, hint)
                )
            lines[entry.key] = line

    def _report(self, index: int, kind: Kind, message: str, hint: str) -> None:
        offset = self._source.byte_offset(index)
        self._diagnostics.append(self._source.diagnostic(offset, kind, message, hint))
