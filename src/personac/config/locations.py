"""The location of each key in a TOML text, so that diagnostics can give its line.

tomllib returns values without locations, and no maintained TOML library for Python
provides them. This module parses no values: it scans a text that tomllib has accepted and
records where keys and array elements begin. As the text is valid, the grammar can be loose.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, cast

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)*")
_STRING = r'"""(?:\\.|[^\\])*?"{3,5}(?!")' r"|'''.*?'{3,5}(?!')" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'"
_KEY = re.compile(rf"[ \t]*({_STRING}|[\w-]+)[ \t]*(\.?)", re.DOTALL | re.ASCII)
_VALUE = re.compile(rf"{_STRING}|[^,\]}}\r\n#]+", re.DOTALL)
_PART = r"""(?:[\w-]++|"(?:\\.|[^"\\\n])*+"|'[^'\n]*+')"""
_DEEP_KEY = re.compile(
    rf"(?:^|[{{\[,])[ \t]*+{_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{64,}}+[ \t]*+[]=]", re.MULTILINE
)
_ASSIGN = re.compile(r"=[ \t]*")


def parse_toml(text: str) -> dict[str, Any]:
    """Return the values of a TOML text. Raises `ValueError`, and `RecursionError` for deep nesting.

    tomllib takes memory by the square of the parts of a dotted key, 16 GB for 200 kB.
    """
    if _DEEP_KEY.search(text):
        raise RecursionError
    return tomllib.loads(text)


def locate(text: str) -> Mapping[KeyPath, int]:
    """Return the character index at which each key or array element of `text` begins.

    Paths consist of keys and, for arrays, of indices from 0; a table is located at its
    first header or key. `text` must be valid TOML.
    """
    scanner = _Scanner(text)
    scanner.document()
    return scanner.locations


class _Scanner:
    """Scans one text from start to end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._elements: dict[KeyPath, int] = {}
        self.locations: dict[KeyPath, int] = {}

    def document(self) -> None:
        """Scan the whole text, statement by statement."""
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._position < len(self._text):
            if self._at("["):
                table = self._header()
            else:
                self._assignment(table)
            self._skip(_BLANK)

    def _header(self) -> KeyPath:
        start = self._position
        is_element = self._at("[[")
        self._position += 2 if is_element else 1
        path = self._key((), start)
        if is_element:
            index = self._elements.get(path, -1) + 1
            self._elements[path] = index
            path = (*path, index)
        self.locations.setdefault(path, start)
        self._position += 2 if is_element else 1
        return path

    def _assignment(self, table: KeyPath) -> None:
        path = self._key(table, self._position)
        self._skip(_ASSIGN)
        self._value(path)

    def _key(self, table: KeyPath, start: int) -> KeyPath:
        """Scan a dotted key; tables that are new on the way are located at `start`."""
        path = table
        more = "."
        while more:
            if path in self._elements:
                path = (*path, self._elements[path])
            match = cast("re.Match[str]", _KEY.match(self._text, self._position))  # valid TOML has a key here
            self._position = match.end()
            path = (*path, _unquoted(match[1]))
            more = match[2]
            self.locations.setdefault(path, start)
        return path

    def _value(self, path: KeyPath) -> None:
        if self._at("["):
            self._array(path)
        elif self._at("{"):
            self._inline_table(path)
        else:
            self._skip(_VALUE)

    def _array(self, path: KeyPath) -> None:
        self._position += 1
        self._skip(_BLANK)
        index = 0
        while not self._at("]"):
            element = (*path, index)
            self.locations[element] = self._position
            self._value(element)
            self._skip(_BLANK)
            index += 1
        self._position += 1

    def _inline_table(self, path: KeyPath) -> None:
        self._position += 1
        self._skip(_BLANK)
        while not self._at("}"):
            self._assignment(path)
            self._skip(_BLANK)
        self._position += 1

    def _at(self, mark: str) -> bool:
        return self._text.startswith(mark, self._position)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self._text, self._position)
        self._position = match.end() if match else self._position + 1


def _unquoted(word: str) -> str:
    if word[0] not in "\"'":
        return word
    return str(tomllib.loads(f"key = {word}")["key"])
