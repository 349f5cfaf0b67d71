"""Say why YAML refuses a value, and which quoting mends it.

The words are found by looking at the value, not taken from YAML's error:
PyYAML's two parsers word theirs differently, and a report has to be the same
on every machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'", re.DOTALL)
_BAD_ESCAPE = re.compile(
    r"\\(?![0abt\tnvfre \"/\\N_LP\r\n]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})(.?)"
)
_COLON = re.compile(r":(?=\s|\Z)")
_TAB = re.compile(r"(?<=[\r\n])\t")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_AT_MARGIN = re.compile(r"(?<=[\r\n])(?!- )[^\s#]")
_BEHIND_QUOTE = re.compile(r"[ \t]*(?:[ \t]#|[\r\n]|\Z)")
_MARKS = MappingProxyType(
    {
        "*": "opens an alias",
        "&": "opens an anchor",
        "!": "opens a tag",
        "%": "opens a directive",
        "@": "is reserved",
        "`": "is reserved",
        "|": "opens a block",
        ">": "opens a block",
        "?": "opens a key",
        ",": "separates elements",
        "]": "closes a list",
        "}": "closes a mapping",
    }
)
_UNKNOWN = "it looks like a date, a number or the like, and is none"
_SHOWN = 48
_KEPT = 28
_AROUND = 16


@dataclass(frozen=True, slots=True)
class Stumble:
    """Where YAML stumbles in a value, in characters from its start, and over what."""

    offset: int
    problem: str


def stumble(written: str) -> Stumble:
    """Find what YAML stumbles over in `written`, the text behind a key's colon."""
    start = len(written) - len(written.lstrip())
    mark = written[start : start + 1]
    if mark in {'"', "'"}:
        found = _in_quotes(written[start:])
        return Stumble(start + found.offset, found.problem)
    if mark in {"[", "{"}:
        return Stumble(start, f"what `{mark}` opens is not well-formed, or not closed")
    if mark in {"|", ">"} and (line := _AT_MARGIN.search(written)):
        return Stumble(line.start(), "the lines of a block have to be indented")
    if mark in _MARKS:
        return Stumble(start, f"an unquoted value cannot start with `{mark}`, which in YAML {_MARKS[mark]}")
    if written.startswith("- ", start):
        return Stumble(start, "an element of this list is not well-formed")
    return _in_plain_text(written)


def _in_quotes(value: str) -> Stumble:
    quoted = _QUOTED.match(value)
    if quoted is None:
        return Stumble(0, "the quote that opens here is never closed")
    if _BEHIND_QUOTE.match(value, quoted.end()) is None:
        return Stumble(quoted.end(), "text stands behind the closing quote")
    escape = _BAD_ESCAPE.search(quoted[0]) if value[0] == '"' else None
    if escape:
        return Stumble(
            escape.start(), f"in double quotes a backslash opens an escape, and `{escape[0]}` is none"
        )
    return _elsewhere(value)


def _in_plain_text(value: str) -> Stumble:
    colon = _COLON.search(value)
    other = _elsewhere(value)
    if colon and (other.problem == _UNKNOWN or colon.start() < other.offset):
        problem = "an unquoted value holds a colon before white space, which YAML reads as a key of its own"
        return Stumble(colon.start(), problem)
    return other


def _elsewhere(value: str) -> Stumble:
    if match := _CONTROL.search(value):
        return Stumble(match.start(), "an invisible control character stands here")
    if match := _TAB.search(value):
        return Stumble(match.start(), "a tab indents this line; YAML takes spaces only")
    if match := _AT_MARGIN.search(value):
        return Stumble(match.start(), "this line is neither indented nor a key")
    return Stumble(len(value) - len(value.lstrip()), _UNKNOWN)


def excerpt(written: str, offset: int) -> str:
    """Return the few words of the line around `offset`, with `…` where they are cut."""
    start = max(written.rfind(mark, 0, offset) for mark in "\r\n") + 1
    line = written[start:].splitlines()[0] if written[start:] else ""
    at = offset - start
    before, behind = line[:at], line[at:]
    left = before if len(before) <= _AROUND else f"…{before[-_AROUND:]}"
    right = behind if len(behind) <= _AROUND else f"{behind[:_AROUND]}…"
    return f"{left}{right}".strip()


def mended(key: str, value: str) -> str:
    """Return the entry `key: value` as YAML takes it; `value` has no control characters."""
    if "\n" not in value and not set(value) & set('"\\'):
        return f'{key}: "{value}"'
    if "\n" not in value and "'" not in value:
        return f"{key}: '{value}'"
    lines = (f"  {line}" if line else "" for line in value.split("\n"))
    return "\n".join([f"{key}: |-", *lines])


def quoting_hint(key: str, value: object) -> str:
    """Return the hint that shows how to write `key: value` so that YAML takes it."""
    if not isinstance(value, str):
        return f"put each element of `{key}` in quotes"
    if _CONTROL.search(value):
        return "remove the control character"
    entry = mended(key, value)
    if "\n" not in entry:
        return f"quote it: {_shortened(entry, len(key))}"
    return f"write `{key}: |-`, and the text on the lines below it, each indented by two spaces"


def _shortened(entry: str, key_length: int) -> str:
    if len(entry) <= key_length + _SHOWN:
        return entry
    return f"{entry[: key_length + _KEPT].rstrip()} … {entry[-_KEPT // 2 :].lstrip()}"
