"""Reading of front matter that is not valid YAML, line by line, as people and agent tools do.

Each `key:` at the margin starts an entry, which extends to the next key. An entry that is valid by itself
is still read as YAML, so a bad line does not affect the others. An invalid list or mapping is read with
what it lacks (see `yaml_mending`); any other invalid entry is text. Prompt tags that open and close
(`<example>` ... `</example>`) may contain lines like `user: "..."` at the margin; those are text, not keys.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from personac.parsing.yaml_mending import Mended, mend
from personac.parsing.yaml_reader import InvalidYamlError, NoMappingError, YamlEntry, read_entries

KEY = r"""(?:"[^"\r\n]*"|'[^'\r\n]*'|<<|[\w$.][\w$./+-]*)"""
_KEY_LINE = re.compile(rf"(?:\A|(?<=\n)|(?<=\r))(?P<indent>[ \t]*)(?P<key>{KEY})[ \t]*:(?=\s|\Z)")
_TAG = re.compile(r"<(?P<closing>/?)(?P<name>[A-Za-z][\w-]*)>")
_REST = re.compile(r"(?:\s*|[ \t]*#[^\r\n]*)(?:\r\n|\n|\r|\Z)")
_BLOCK_MARK = re.compile(r"[|>][-+0-9]*(?:\s+#.*)?")


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry that is not valid YAML; `value_start` is the position after its colon.

    `mended` tells how its value was read, if that is not text.
    """

    entry: YamlEntry
    value_start: int
    mended: Mended | None = None


def read_leniently(text: str) -> tuple[YamlEntry | RawEntry, ...]:
    """Return every entry of `text` in order; those that are not valid YAML as `RawEntry`.

    Raises `NoMappingError` if there is none, and `AliasBombError`.
    """
    keys = list(_keys(text))
    if not keys:
        raise NoMappingError
    ends = [*(key.start("key") for key in keys[1:]), len(text)]
    return tuple(_read(text, key, end) for key, end in zip(keys, ends, strict=True))


def _keys(text: str) -> Iterator[re.Match[str]]:
    """Yield the keys at the margin, which is the indentation of the first key."""
    inside = TagPairs(text)
    margin = None
    for match in _KEY_LINE.finditer(text):
        margin = match["indent"] if margin is None else margin
        if match["indent"] == margin and match.start() not in inside:
            yield match


class TagPairs:
    """The ranges of a text between a tag and its closing tag."""

    def __init__(self, text: str) -> None:
        """Find the tags of `text`."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(_ranges(text)):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __contains__(self, index: object) -> bool:
        """Return whether a tag is open at the character `index`."""
        if not isinstance(index, int):
            return False
        before = bisect_right(self._starts, index) - 1
        return before >= 0 and index < self._ends[before]


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    opened: dict[str, list[int]] = {}
    for tag in _TAG.finditer(text):
        if not tag["closing"]:
            opened.setdefault(tag["name"], []).append(tag.start())
        elif opened.get(tag["name"]):
            yield opened[tag["name"]].pop(), tag.end()


def _read(text: str, key: re.Match[str], end: int) -> YamlEntry | RawEntry:
    start = key.start("key")
    try:
        entries = read_entries(key["indent"] + text[start:end])
    except (InvalidYamlError, NoMappingError):
        entries = ()
    if len(entries) == 1:
        [entry] = entries
        shift = start - len(key["indent"])
        return YamlEntry(entry.key, entry.value, entry.start + shift, entry.end + shift)
    stop = key.end() + len(_without_trailing_comments(text[key.end() : end]))
    mended = mend(text[start:stop], key.end() - start)
    value = mended.value if mended else raw_value(text[key.end() : stop])
    return RawEntry(YamlEntry(_unquoted(key["key"]), value, start, stop), key.end(), mended)


def _without_trailing_comments(text: str) -> str:
    lines = text.splitlines(keepends=True)
    while len(lines) > 1 and _REST.fullmatch(lines[-1]):
        lines.pop()
    return "".join(lines).rstrip()


def raw_value(text: str) -> Any:  # noqa: ANN401 - a list of strings, or a string
    """Return the intended value of the text after a key's colon."""
    first, *others = text.splitlines() or [""]
    first = first.strip()
    lines = dedent("\n".join(others)).splitlines()
    if _BLOCK_MARK.fullmatch(first):
        first = ""
    if not first and lines and all(line.startswith("- ") for line in lines if line.strip()):
        return [_unquoted(line.removeprefix("- ").strip()) for line in lines if line.strip()]
    if first.startswith("[") and first.endswith("]") and not lines:
        return [_unquoted(element) for element in _elements(first[1:-1]) if element]
    return _unquoted("\n".join([first, *(line.rstrip() for line in lines)]).strip())


def _elements(text: str) -> Iterator[str]:
    """Yield the elements of an inline list, split at commas outside quotes and brackets."""
    depth, quote, start = 0, "", 0
    for index, char in enumerate(text):
        if quote or char in "\"'":
            quote = "" if char == quote else quote or char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth <= 0:
            yield text[start:index].strip()
            start = index + 1
    yield text[start:].strip()


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
