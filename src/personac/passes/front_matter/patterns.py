"""Which permission covers which: `Bash` covers `Bash(git *)`, `mcp__github` every tool of that server.

Only what surely covers counts: a `*` covers at the end of a pattern, and
anywhere else it covers itself. So a doubt makes a merged agent allow less, or a
warning too many, and never the other way round. Names differing in case alone,
and `Agent` and `Task`, are one tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

WHOLE = "*"
"""The scope of a permission for all that a tool does."""

_SCOPED = re.compile(r"(?P<tool>[^()]+)\((?P<scope>.*)\)\s*", re.DOTALL)
_LEGACY_PREFIX = ":*"
_MCP_SERVER = re.compile(r"mcp__(?:(?!__)[^*])+")
_ALIASES = {"agent": "task"}
_OF_AGENTS = "task"
_OF_PATHS = frozenset({"edit", "glob", "grep", "multiedit", "notebookedit", "read", "write"})


@dataclass(frozen=True, slots=True)
class _Permission:
    tool: str
    scopes: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return WHOLE in self.scopes


def covers(wide: str, narrow: str) -> bool:
    """Tell whether all that `narrow` permits is permitted by `wide`."""
    one, other = _parse(wide), _parse(narrow)
    if not _reaches(one.tool, other.tool):
        return False
    return one.is_whole or all(
        any(_scope_covers(one.tool, scope, part) for scope in one.scopes) for part in other.scopes
    )


def covered(name: str, by: Iterable[str]) -> bool:
    """Tell whether one of `by` covers `name`."""
    return any(covers(wide, name) for wide in by)


def overlap(one: str, other: str) -> bool:
    """Tell whether something may be permitted by both."""
    first, second = _parse(one), _parse(other)
    if not (_reaches(first.tool, second.tool) or _reaches(second.tool, first.tool)):
        return False
    if first.is_whole or second.is_whole:
        return True
    return any(_may_meet(scope, part) for scope in first.scopes for part in second.scopes)


def without_covered(names: Iterable[str]) -> tuple[str, ...]:
    """Leave out every name that another one covers; of two that cover each other the later."""
    kept: list[str] = []
    for name in names:
        if not covered(name, kept):
            kept = [*(before for before in kept if not covers(name, before)), name]
    return tuple(kept)


def _parse(name: str) -> _Permission:
    match = _SCOPED.fullmatch(name.strip())
    tool = (match["tool"] if match else name).strip().casefold()
    tool = _ALIASES.get(tool, f"{tool}__*" if _MCP_SERVER.fullmatch(tool) else tool)
    scope = match["scope"].strip() if match else WHOLE
    scopes = [part.strip() for part in scope.split(",")] if tool == _OF_AGENTS else [scope]
    return _Permission(tool, tuple(_plain_scope(scope) for scope in scopes))


def _plain_scope(scope: str) -> str:
    if scope in {"", WHOLE, "**", _LEGACY_PREFIX}:
        return WHOLE
    return f"{scope.removesuffix(_LEGACY_PREFIX)} *" if scope.endswith(_LEGACY_PREFIX) else scope


def _scope_covers(tool: str, wide: str, narrow: str) -> bool:
    if tool in _OF_PATHS:  # a single `*` does not reach below a folder
        return wide == narrow or (wide.endswith("/**") and _reaches(wide[:-1], narrow))
    return _reaches(wide, narrow)


def _reaches(wide: str, narrow: str) -> bool:
    """Tell whether the pattern `wide` takes in all that `narrow` does."""
    before, star, behind = wide.partition("*")
    return wide == narrow or (bool(star) and not behind and narrow.startswith(before))


def _may_meet(one: str, other: str) -> bool:
    if "*" not in one + other:
        return one == other
    first, second = one.partition("*")[0], other.partition("*")[0]
    if "*" not in one:
        return one.startswith(second)
    if "*" not in other:
        return other.startswith(first)
    return first.startswith(second) or second.startswith(first)
