"""Mending of a list or mapping that is not valid YAML, so that what it forbids and permits is still read.

People write `*: deny` below `task:`, `@scope/tool: ask`, or a line indented with a tab. Such an entry is
rewritten line by line: what YAML would not take as text is quoted, and lines of one level are indented
alike. The result counts only if it is valid YAML. An entry is text, and left alone, if a line of it is no
`key: value` and no element of a list, or if a key of it reads like words of a sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from personac.parsing.yaml_reader import YamlEntry, read_entries

_NO_VALUE = re.compile(r"[^\S\r\n]*(?:#[^\r\n]*)?(?=[\r\n])")
_BRACKET = re.compile(r"\s*[\[{]")
_LINE = re.compile(r"(?P<indent>[ \t]*)(?P<dashes>(?:-[ \t]+)*)(?P<rest>.*)", re.DOTALL)
_QUOTED_KEY = re.compile(r"(?:\"[^\"]*\"|'[^']*')(?=[ \t]*:(?:[ \t]|\Z))")
_COLON = re.compile(r":(?:[ \t]+|\Z)")
_LINE_AND_END = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_WORD = r"""[^,\[\]{}:\s"']"""
_UNQUOTED = re.compile(
    rf"(?:[\[{{,][ \t]*|:[ \t]+)(?P<token>[*&!%@`|>?]{_WORD}*(?:[ \t]+{_WORD}+)*)"
    r"(?=[ \t]*(?:[,\]}\r\n]|:\s))"
)
_BLOCK_MARK = re.compile(r"[|>][-+0-9]*(?:[ \t]+#.*)?")
_MAY_NEST = re.compile(r"(?:[&!]\S+)?\s*(?:#.*)?")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Change:
    """A line that had to be changed, as mended, and the text in it that YAML does not take as it is.

    `offset` is the place of that text in the entry. `is_quoted` is false where only the indentation was
    wrong.
    """

    offset: int
    text: str
    line: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Mended:
    """The value of an entry, a list or mapping, and what had to be changed to make it YAML: once at least."""

    value: Any
    changes: tuple[Change, ...]


def mend(entry: str, value_start: int) -> Mended | None:
    """Return the value of `entry`, which begins behind a key; None if it is text, or cannot be mended."""
    if _BRACKET.match(entry, value_start):
        return _tested(*_with_quotes(entry, value_start))
    head = _NO_VALUE.match(entry, value_start)
    if head is None:
        return None
    mender = _Mender()
    lines = [line for line in _LINE_AND_END.finditer(entry, head.end()) if line[0]]
    below = "".join(mender.mended(line[1], line.start()) + line[2] for line in lines)
    return None if mender.is_text else _tested(entry[: head.end()] + below, mender.changes)


def quoted(text: str) -> str:
    """Return `text`, which is on one line, in quotes as YAML has them."""
    if set(text) & set('"\\'):
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _tested(text: str, changes: list[Change]) -> Mended | None:
    """Return the result if `text` is one entry whose value is a list or mapping."""
    entry = only_entry(text)
    if not changes or entry is None or not isinstance(entry.value, list | dict):
        return None
    return Mended(entry.value, tuple(sorted(changes, key=lambda change: not change.is_quoted)))


def only_entry(text: str) -> YamlEntry | None:
    """Return the only entry in `text`, None if that is not valid YAML or has another number of entries."""
    try:
        entries = read_entries(text)
    except ValueError:  # what `read_entries` raises
        return None
    return entries[0] if len(entries) == 1 else None


def _with_quotes(entry: str, start: int) -> tuple[str, list[Change]]:
    """Quote what YAML does not take in a list or mapping in brackets, which begins at `start`."""
    text, changes, end = entry[:start], [], start
    for token in _UNQUOTED.finditer(entry, start):
        at = token.start("token")
        text += entry[end:at] + quoted(token["token"])
        changes.append(Change(at, token["token"], quoted(token["token"]), is_quoted=True))
        end = token.end("token")
    return text + entry[end:], changes


@dataclass(frozen=True, slots=True)
class _Line:
    """A line in its parts; without a key it is an element of a list, which `value` has."""

    indent: str
    dashes: str
    key: str
    colon: str
    value: str

    @classmethod
    def of(cls, written: str) -> _Line:
        match = _LINE.match(written)
        indent, dashes, rest = match.groups() if match else ("", "", written)
        quoted_key = _QUOTED_KEY.match(rest)
        colon = _COLON.search(rest, quoted_key.end() if quoted_key else 0)
        if colon is None:
            return cls(indent, dashes, "", "", rest)
        key = rest[: colon.start()].rstrip()
        return cls(indent, dashes, key, rest[len(key) : colon.end()], rest[colon.end() :])

    @property
    def is_text(self) -> bool:
        """Whether it is no element, and has no key, or one with words of a sentence."""
        if self.key:
            return " " in self.key and "*" not in self.key and self.key[0] not in "\"'"
        return not self.dashes and self.value != "-"


@dataclass(frozen=True, slots=True)
class _Level:
    """The indentation of lines, in columns: as written, and as mended."""

    written: int
    mended: int


class _Mender:
    """Mends the lines of one value below its key, from the first to the last."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.is_text = False
        self._levels: list[_Level] = []
        self._may_nest = True  # the last line is a key or dash without a value
        self._block: int | None = None  # the columns of the key whose text block is being read

    def mended(self, written: str, start: int) -> str:
        """Return a line, which begins at `start` in the entry and has no line end, as YAML takes it."""
        line = _Line.of(written)
        width = len(line.indent.expandtabs(_TAB))
        is_in_block = self._block is not None and width > self._block
        if self.is_text or is_in_block or not written.strip() or written.lstrip().startswith("#"):
            return written
        self._block, self.is_text = None, line.is_text
        level = self._level(width)
        key = _as_key(line.key) if line.key else ""
        value = self._value(line, level)
        mended = " " * level.mended + line.dashes + key + line.colon + value
        self._note(line, (key, value), mended, start)
        return mended

    def _level(self, width: int) -> _Level:
        """Return the level of a line; one between two levels, or below a value, joins its neighbours."""
        closed = None
        while self._levels and width < self._levels[-1].written:
            closed = self._levels.pop()
        if not self._levels or (width > self._levels[-1].written and (closed or self._may_nest)):
            self._levels.append(_Level(width, closed.mended if closed else width))
        return self._levels[-1]

    def _value(self, line: _Line, level: _Level) -> str:
        """Return the value of a line as YAML takes it, and remember what may be below the line."""
        if not line.key:
            self._may_nest = line.value == "-"
            return _as_value(line.value)
        if line.dashes:
            depth = len(line.dashes)
            self._levels.append(_Level(level.written + depth, level.mended + depth))
        self._may_nest = _MAY_NEST.fullmatch(line.value) is not None
        if _BLOCK_MARK.fullmatch(line.value.strip()):
            self._block = level.written
            return line.value
        return _as_value(line.value)

    def _note(self, line: _Line, parts: tuple[str, str], mended: str, start: int) -> None:
        """Remember a change; `parts` are the key and the value of the mended line."""
        at = start + len(line.indent) + len(line.dashes)
        if parts[0] != line.key:
            self.changes.append(Change(at, line.key, mended.strip(), is_quoted=True))
        elif parts[1] != line.value:
            at += len(line.key) + len(line.colon)
            self.changes.append(Change(at, line.value, mended.strip(), is_quoted=True))
        elif len(mended) - len(mended.lstrip()) != len(line.indent) or "\t" in line.indent:
            written = line.indent + line.dashes + line.key + line.colon + line.value
            self.changes.append(Change(start, written, mended.strip(), is_quoted=False))


def _as_key(key: str) -> str:
    return key if only_entry(f"{key}: x") is not None else quoted(key)


def _as_value(value: str) -> str:
    """Return a value that YAML takes: as it is, or in quotes."""
    bare = value.strip()
    if not bare or bare == "-" or _MAY_NEST.fullmatch(value) or only_entry(f"k: {value}") is not None:
        return value
    text, _ = _with_quotes(f"k: {bare}", 3)
    is_flow = bare.startswith(("[", "{")) and only_entry(text) is not None
    return text[3:] if is_flow else quoted(bare)
