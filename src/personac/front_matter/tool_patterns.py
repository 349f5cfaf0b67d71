"""Tool patterns and lists of them: what `Bash(git *)` covers, and how lists of tools are read and combined.

`Bash` covers `Bash(git *)`, and `mcp__github` every tool of that server. Only what is certain counts: a `*`
covers at the end of a pattern, and elsewhere only itself. In doubt a merged agent permits less, or there is
a warning. Names that differ only in case are one tool, as are `Agent` and `Task`.

`tools: Read, Bash(git *)` and `tools: [Read, "Bash(git *)"]` are the same list. None stands for every tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Names = tuple[str, ...]

WHOLE = "*"
"""The scope of a pattern for all that a tool does."""
EVERY_TOOL = "every tool"

_MARK = re.compile(r"[(),]")
_SCOPED = re.compile(r"(?P<tool>[^()]+)\((?P<scope>.*)\)\s*", re.DOTALL)
_LEGACY_PREFIX = ":*"
_MCP_SERVER = re.compile(r"mcp__(?:(?!__)[^*])+")
_ALIASES = {"agent": "task"}
_AGENT_TOOL = "task"
_PATH_TOOLS = frozenset({"edit", "glob", "grep", "multiedit", "notebookedit", "read", "write"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A name in its parts: the tool, in small letters, and the scopes; `*` for all that it does."""

    tool: str
    scopes: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it stands for all that the tool does."""
        return WHOLE in self.scopes


def tool_of(name: str) -> str:
    """Return the tool that a pattern such as `Bash(git *)` is about."""
    return name.partition("(")[0].strip()


def scope_of(name: str) -> str:
    """Return the scope of a pattern with its parentheses; empty for a whole tool."""
    _, mark, scope = name.partition("(")
    return mark + scope


def covers(wide: str, narrow: str) -> bool:
    """Return whether `wide` permits all that `narrow` permits."""
    one, other = parse_pattern(wide), parse_pattern(narrow)
    if not _includes(one.tool, other.tool):
        return False
    return one.is_whole or all(
        any(_scope_covers(one.tool, scope, part) for scope in one.scopes) for part in other.scopes
    )


def is_covered(name: str, by: Iterable[str]) -> bool:
    """Return whether one of `by` covers `name`."""
    return any(covers(wide, name) for wide in by)


def overlap(one: str, other: str) -> bool:
    """Return whether both may permit the same call."""
    first, second = parse_pattern(one), parse_pattern(other)
    if not (_includes(first.tool, second.tool) or _includes(second.tool, first.tool)):
        return False
    if first.is_whole or second.is_whole:
        return True
    return any(_may_overlap(scope, part) for scope in first.scopes for part in second.scopes)


def split_names(value: Any) -> Names:  # noqa: ANN401 - YAML values are of any type
    """Return the names in a list or a text with commas, each once, as written."""
    parts = value if isinstance(value, list) else _split(str(value))
    names = (str(part).strip() for part in parts if part is not None)
    return tuple(dict.fromkeys(name for name in names if name))


def _split(text: str) -> list[str]:
    """Split at commas; one inside parentheses, so that the next of these closes, is part of a name."""
    ends, behind = [len(text)], ""
    for mark in reversed(list(_MARK.finditer(text))):
        if mark[0] != ",":
            behind = mark[0]
        elif behind != ")":
            ends.append(mark.start())
    starts = [0, *(end + 1 for end in reversed(ends))]
    return [text[start:end] for start, end in zip(starts, reversed(ends), strict=False)]


def permitted_names(value: Any) -> Names | None:  # noqa: ANN401 - YAML values are of any type
    """Return the tools that a list permits; None for no value and for `*`, which permit every tool."""
    names = () if value is None else split_names(value)
    return None if value is None or "*" in names else names


def is_name_list(value: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    """Return whether a value is a list of names, or empty; a mapping of tools, for instance, is not."""
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, dict | list | set) for part in parts)


def combine_words(lists: Sequence[Names | None], *, is_union: bool) -> Names:
    """Unite or intersect lists of plain words, in the order of the first list that has each."""
    named = [names for names in lists if names is not None]
    every = tuple(dict.fromkeys(name for names in named for name in names))
    if is_union:
        return every
    sets = [set(names) for names in named]
    return tuple(name for name in every if all(name in own for own in sets))


def names_as_yaml(names: Names, values: Sequence[Any]) -> str | list[str]:
    """Write `names` as most of the sources' `values` are written: a YAML list, or one line with commas."""
    lists = sum(isinstance(value, list) for value in values)
    if not names or lists * 2 > len(values):
        return list(names)
    return ", ".join(names)


def parse_pattern(name: str) -> Pattern:
    """Return a name in its parts."""
    match = _SCOPED.fullmatch(name.strip())
    tool = (match["tool"] if match else name).strip().casefold()
    tool = _ALIASES.get(tool, f"{tool}__*" if _MCP_SERVER.fullmatch(tool) else tool)
    scope = match["scope"].strip() if match else WHOLE
    scopes = [part.strip() for part in scope.split(",")] if tool == _AGENT_TOOL else [scope]
    return Pattern(tool, tuple(_normalised_scope(scope) for scope in scopes))


def _normalised_scope(scope: str) -> str:
    if scope in {"", WHOLE, "**", _LEGACY_PREFIX}:
        return WHOLE
    return f"{scope.removesuffix(_LEGACY_PREFIX)} *" if scope.endswith(_LEGACY_PREFIX) else scope


def _scope_covers(tool: str, wide: str, narrow: str) -> bool:
    start = start_of_scope(tool, wide)
    return narrow in same_scopes(tool, wide) or (start is not None and narrow.startswith(start))


def _includes(wide: str, narrow: str) -> bool:
    """Return whether the pattern `wide` surely matches all that `narrow` matches."""
    start = start_of(wide)
    return wide == narrow or (start is not None and narrow.startswith(start))


def start_of(pattern: str) -> str | None:
    """Return the beginning of all that a pattern with its only `*` at the end matches; None for others."""
    before, star, behind = pattern.partition("*")
    return before if star and not behind else None


def start_of_scope(tool: str, scope: str) -> str | None:
    """Return the same of a scope of `tool`."""
    if tool in _PATH_TOOLS:  # a single `*` does not reach below a folder
        return start_of(scope[:-1]) if scope.endswith("/**") else None
    return start_of(scope)


def same_scopes(tool: str, scope: str) -> tuple[str, ...]:
    """Return the texts of scopes of `tool` that this one covers, apart from those that begin alike."""
    return (scope, scope[:-1]) if tool in _PATH_TOOLS and scope.endswith("/**") else (scope,)


def _may_overlap(one: str, other: str) -> bool:
    if "*" not in one + other:
        return one == other
    first, second = one.partition("*")[0], other.partition("*")[0]
    if "*" not in one:
        return one.startswith(second)
    if "*" not in other:
        return other.startswith(first)
    return first.startswith(second) or second.startswith(first)
