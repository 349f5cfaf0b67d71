"""Front matter of a persona: its location, and every key with its value and its lines.

As for agent tools and python-frontmatter, front matter opens with `---` and closes with the next
line that is `---`; YAML's `...` does not close it. Front matter after blank lines, which these
tools silently skip, is read too, and reported.

The values are used for decisions; output is copied from an entry's span, so a value that YAML would
change (`version: 1.10`) is never lost. Front matter that is not valid YAML is read anyway, because
agent tools accept it, with a warning that shows how to fix the file.
"""

from __future__ import annotations

import re
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
from personac.model.source import Source
from personac.parsing.lenient_yaml import KEY, RawEntry, read_leniently
from personac.parsing.yaml_quoting import excerpt, find_problem, quoting_hint
from personac.parsing.yaml_reader import (
    AliasBombError,
    InvalidYamlError,
    NoMappingError,
    YamlEntry,
    read_entries,
)

_BEFORE = re.compile(r"[\s\ufeff\u200b\u2060]*")
_INVISIBLE = "\ufeff\u200b\u2060"
_LINE_END = r"(?:\r\n|\n|\r|\Z)"
_OPENING = re.compile(rf"---[^\S\r\n]*{_LINE_END}")
_CLOSING = re.compile(rf"(?:(?<=\n)|(?<=\r)(?!\n))(---[^\S\r\n]*){_LINE_END}")
_KEY_LINE = re.compile(rf"[ \t]*{KEY}[ \t]*:(?=\s|\Z)")
_CONTINUATION = re.compile(r"[ \t]+\S|#|- ")
_BLANK_OR_COMMENT = re.compile(r"\s*(?:#|\Z)")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
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
class Fences:
    """Character indices of the opening dashes, the text between the fences, and the body."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    body_start: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An opening line without a closing line; `keys_end` is the end of the lines that look like keys."""

    start: int
    keys_end: int


def find_fences(text: str) -> Fences | Opening | None:
    """Return the fences of the front matter of `text`, only its opening, or None.

    A line of dashes that is not followed by a key is a horizontal rule of the body if it is
    after blank lines, or if there is no other line of dashes.
    """
    start = visible_start(text)
    opening = _OPENING.match(text, start)
    if opening is None or text[:start].rpartition("\n")[2].rpartition("\r")[2].strip(_INVISIBLE):
        return None
    closing = _CLOSING.search(text, opening.end())
    if (start or closing is None) and not _opens_with_key(text, opening.end()):
        return None
    if closing is None:
        return Opening(start, _keys_end(text, opening.end()))
    return Fences(start, opening.end(), closing.start(), closing.end(1), closing.end())


def visible_start(text: str) -> int:
    """Return the index of the first visible character of `text`, or its length."""
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _opens_with_key(text: str, index: int) -> bool:
    """Return whether the first line after `index` that is not blank or a comment is a key."""
    for line in _LINE.finditer(text, index):
        if not _BLANK_OR_COMMENT.match(line[0]):
            return _KEY_LINE.match(line[0]) is not None
    return False


def _keys_end(text: str, index: int) -> int:
    """Return the end of the lines after `index` that look like keys and values."""
    for line in _LINE.finditer(text, index):
        if not (_KEY_LINE.match(line[0]) or _CONTINUATION.match(line[0])):
            break
        index = line.start() + len(line[0].rstrip())
    return index


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
        hint = "write the persona, or exclude this file from the build"
        return source.diagnostic(source.byte_offset(0), EMPTY_SOURCE, message, hint)
    if opening is None:
        hint = "start the file with `---`, `name: ...`, `description: ...`, and `---` again"
        return source.diagnostic(source.byte_offset(0), NO_FRONT_MATTER, "there is no front matter", hint)
    line = source.line(source.byte_offset(max(opening.keys_end - 1, 0)))
    message = "the front matter that starts here is never closed; the whole file is read as body"
    hint = f"put `---` on a line of its own after line {line}"
    return source.diagnostic(source.byte_offset(opening.start), UNCLOSED_FRONT_MATTER, message, hint)


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
        self._report_duplicates(entries)
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
        entry = raw.entry
        written = self._inner[raw.value_start : entry.end]
        problem = find_problem(written)
        index = self._fences.inner_start + raw.value_start + problem.offset
        context = excerpt(written, problem.offset)
        message = f"the value of `{entry.key}` is not valid YAML: {problem.problem}: {context}"
        self._report(index, YAML_REFUSED, message, quoting_hint(entry.key, entry.value))

    def _report_unread(self, error: NoMappingError | AliasBombError) -> None:
        problem = _EXPANDS if isinstance(error, AliasBombError) else _IS_NO_MAPPING
        self._report(self._fences.start, *problem)

    def _entry(self, entry: YamlEntry) -> Entry:
        base = self._fences.inner_start
        return Entry(entry.key, entry.value, self._source.span(base + entry.start, base + entry.end))

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
