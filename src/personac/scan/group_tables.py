"""Tables `[groups.<name>]` at the end of a TOML text, of which every byte stays as it is.

Where the text has its groups in braces, `groups = {...}`, no table can follow: new ones go into the braces.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import InlineTable

_GROUPS = "groups"
_SOURCES = "sources"
_CRLF = re.compile(r"[^\n]*\r\n")
NewGroups = Mapping[str, Sequence[str]]
"""The sources of each new group, by its name."""


def with_tables(text: str, table: Sequence[str], groups: NewGroups) -> str:
    """Return a valid TOML text with groups in a table of it, in their order: at least one, none there yet.

    Raises `ValueError` where the result would say anything else than the text and the groups.
    """
    path = (*table, _GROUPS)
    result = _in_braces(text, path, groups) if _has_braces(text, path) else text + _after(text, path, groups)
    if tomllib.loads(result) != _expected(text, path, groups):
        message = "the groups cannot be written into this file"
        raise ValueError(message)
    return result


def _expected(text: str, path: Sequence[str], groups: NewGroups) -> dict[str, Any]:
    values = tomllib.loads(text)
    inner = values
    for part in path:
        inner = inner.setdefault(part, {})
    inner.update({name: {_SOURCES: list(sources)} for name, sources in groups.items()})
    return values


def _after(text: str, path: Sequence[str], groups: NewGroups) -> str:
    """Return what is put after the text: a blank line and a table for each group, with line ends as in it."""
    tables = "\n".join(_table(path, name, sources) for name, sources in groups.items())
    start = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return re.sub("\n", "\r\n", start + tables) if _CRLF.match(text) else start + tables


def _table(path: Sequence[str], name: str, sources: Sequence[str]) -> str:
    array = tomlkit.array()
    array.extend(sources)
    table = tomlkit.table()
    table.add(_SOURCES, array.multiline(multiline=True))
    for part in (name, *reversed(path[1:])):
        outer = tomlkit.table(is_super_table=True)
        outer.add(part, table)
        table = outer
    document = tomlkit.document()
    document.add(path[0], table)
    return tomlkit.dumps(document)


def _has_braces(text: str, path: Sequence[str]) -> bool:
    """Return whether the groups, or a table above them, are written in braces."""
    inner: Any = tomlkit.parse(text)
    for part in path:
        inner = inner.get(part)
        if inner is None or isinstance(inner, InlineTable):
            return inner is not None
    return False


def _in_braces(text: str, path: Sequence[str], groups: NewGroups) -> str:
    document = tomlkit.parse(text)
    inner: Any = document
    for part in path:
        if part not in inner:
            inner.append(part, tomlkit.inline_table())
        inner = inner[part]
    for name, sources in groups.items():
        group = tomlkit.inline_table()
        group.append(_SOURCES, list(sources))
        inner.append(name, group)
    return tomlkit.dumps(document)
