"""Explanation of why a value is not valid YAML, and the quoting that fixes it.

A hint that shows how to write a value is tried before it is given: what it shows is valid YAML with that
value.

The explanation is derived from the value and not from YAML's error message: PyYAML's two parsers have
different messages, and a report has to be the same on every machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from personac.parsing.yaml_mending import Mended, only_entry, quoted

_QUOTED = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:''|[^'])*'", re.DOTALL)
_BAD_ESCAPE = re.compile(
    r"\\(?![0abt\tnvfre \"/\\N_LP\r\n]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})(.?)"
)
_COLON = re.compile(r":(?=\s|\Z)")
_TAB = re.compile(r"(?<=[\r\n])\t")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f]")
_AT_MARGIN = re.compile(r"(?<=[\r\n])(?!- )[^\s#]")
_AFTER_QUOTE = re.compile(r"[ \t]*(?:[ \t]#|[\r\n]|\Z)")
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
_UNKNOWN = "it looks like a date or a number, but is not a valid one"
_SHOWN = 48
_KEPT = 28
_AROUND = 16


@dataclass(frozen=True, slots=True)
class YamlProblem:
    """A problem in a value; `offset` counts characters from the start of the value."""

    offset: int
    problem: str


def find_problem(written: str) -> YamlProblem:
    """Return the reason why `written`, the text after a key's colon, is not valid YAML."""
    start = len(written) - len(written.lstrip())
    mark = written[start : start + 1]
    if mark in {'"', "'"}:
        inner = _in_quotes(written[start:])
        return YamlProblem(start + inner.offset, inner.problem)
    if mark in {"[", "{"}:
        return YamlProblem(start, f"the list or mapping that `{mark}` opens is malformed, or not closed")
    if mark in {"|", ">"} and (line := _AT_MARGIN.search(written)):
        return YamlProblem(line.start(), "the lines of a block must be indented")
    if mark in _MARKS:
        problem = f"unquoted text cannot start with `{mark}`, which {_MARKS[mark]} in YAML"
        return YamlProblem(start, problem)
    if written.startswith("- ", start):
        return YamlProblem(start, "an element of this list is malformed")
    return _in_plain_text(written)


def _in_quotes(value: str) -> YamlProblem:
    quoted = _QUOTED.match(value)
    if quoted is None:
        return YamlProblem(0, "the quote is never closed")
    if _AFTER_QUOTE.match(value, quoted.end()) is None:
        return YamlProblem(quoted.end(), "there is text after the closing quote")
    escape = _BAD_ESCAPE.search(quoted[0]) if value[0] == '"' else None
    if escape:
        problem = f"in double quotes a backslash starts an escape, and `{escape[0]}` is not a valid one"
        return YamlProblem(escape.start(), problem)
    return _elsewhere(value)


def _in_plain_text(value: str) -> YamlProblem:
    colon = _COLON.search(value)
    other = _elsewhere(value)
    if colon and (other.problem == _UNKNOWN or colon.start() < other.offset):
        problem = "an unquoted value contains a colon before white space, which YAML reads as a new key"
        return YamlProblem(colon.start(), problem)
    return other


def _elsewhere(value: str) -> YamlProblem:
    if match := _CONTROL.search(value):
        return YamlProblem(match.start(), "there is an invisible control character")
    if match := _TAB.search(value):
        return YamlProblem(match.start(), "the line is indented with a tab; YAML allows only spaces")
    if match := _AT_MARGIN.search(value):
        return YamlProblem(match.start(), "the line is neither indented nor a key")
    return YamlProblem(len(value) - len(value.lstrip()), _UNKNOWN)


def excerpt(written: str, offset: int) -> str:
    """Return the part of the line around `offset`, with `…` where it is cut."""
    start = max(written.rfind(mark, 0, offset) for mark in "\r\n") + 1
    line = written[start:].splitlines()[0] if written[start:] else ""
    column = offset - start
    before, after = line[:column], line[column:]
    left = before if len(before) <= _AROUND else f"…{before[-_AROUND:]}"
    right = after if len(after) <= _AROUND else f"{after[:_AROUND]}…"
    return f"{left}{right}".strip()


def quoted_entry(key: str, value: str) -> str:
    """Return the entry `key: value` as valid YAML; `value` must not have control characters."""
    if "\n" not in value and not ("'" in value and set(value) & set('"\\')):
        return f"{key}: {quoted(value)}"
    lines = (f"  {line}" if line else "" for line in value.split("\n"))
    return "\n".join([f"{key}: |-", *lines])


def quoting_hint(key: str, value: object) -> str:
    """Return a hint that shows how to write `key: value` as valid YAML."""
    if not isinstance(value, str):
        elements = value if isinstance(value, list) else []
        written = "\n".join([f"{key}:", *(f"  - {quoted(str(element))}" for element in elements)])
        return _if_yaml(written, value, key, f"put each element of `{key}` in quotes")
    bare = _CONTROL.sub("", value)
    if bare != value:
        return _if_yaml(quoted_entry(key, bare), bare, key, "remove the control character")
    entry = quoted_entry(key, value)
    hint = f"quote it: {_shortened(entry, len(key))}"
    if "\n" in entry:
        hint = f"write `{key}: |-`, and the text on the lines below, indented by two spaces"
    return _if_yaml(entry, value, key, hint)


def _if_yaml(entry: str, value: object, key: str, hint: str) -> str:
    """Return `hint` if the entry that it proposes is YAML with this key and value, else a general hint."""
    read = only_entry(entry)
    if read and (read.key, read.value) == (key, value):
        return hint
    return f"write the value of `{key}` as YAML has it: check quotes, brackets, colons and indentation"


def mending_problem(mended: Mended) -> YamlProblem:
    """Return why the list or mapping was no valid YAML; `offset` counts from the start of the entry."""
    change = mended.changes[0]
    if change.is_quoted:
        found = find_problem(change.text)
        return YamlProblem(change.offset + found.offset, found.problem)
    if "\t" in change.text[: len(change.text) - len(change.text.lstrip())]:
        return YamlProblem(change.offset, "the line is indented with a tab; YAML allows only spaces")
    return YamlProblem(change.offset, "the line is indented otherwise than the lines of its level")


def mending_hint(mended: Mended) -> str:
    """Return a hint that shows the first line of the list or mapping as it was read."""
    first, count = mended.changes[0], len(mended.changes)
    more = f", and mend {count - 1} more of its lines likewise" if count > 1 else ""
    if first.is_quoted:
        return f"quote it: {_shortened(first.line, 0)}{more}"
    return f"indent lines of one level alike, with spaces: {_shortened(first.line, 0)}{more}"


def plain_or_quoted(text: str) -> str:
    """Return `text`, which is on one line, as a value of YAML: in quotes if it needs them."""
    read = only_entry(f"k: {text}")
    return text if read and read.value == text else quoted(text)


def _shortened(entry: str, key_length: int) -> str:
    if len(entry) <= key_length + _SHOWN:
        return entry
    return f"{entry[: key_length + _KEPT].rstrip()} … {entry[-_KEPT // 2 :].lstrip()}"
