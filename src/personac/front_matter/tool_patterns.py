"""Which permission covers which: `Bash` covers `Bash(git *)`, `mcp__github` every tool of that server.

Only what surely covers counts: a `*` covers at the end of a pattern, and
anywhere else it covers itself. So a doubt makes a merged agent allow less, or a
warning too many, and never the other way round. Names differing in case alone,
and `Agent` and `Task`, are one tool.

Keys that say what an agent may do: lists of names, absent meaning all.

`tools: Read, Bash(git *)` and `tools: [Read, "Bash(git *)"]` say the same; a
comma inside parentheses belongs to the name. None stands for every tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

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


ALLOWING = frozenset({"allowed-tools", "allowedTools", "allowed_tools", "tools"})
DENYING = frozenset({"disallowed-tools", "disallowedTools", "disallowed_tools"})
EVERY_TOOL = "every tool"
_COMMA = re.compile(r",(?![^()]*\))")

Names = tuple[str, ...]


def listed(value: Any) -> Names:  # noqa: ANN401 - YAML values are of any type
    """Return the names that a key's value lists, each once, as written."""
    parts = value if isinstance(value, list) else _COMMA.split(str(value))
    names = (str(part).strip() for part in parts if part is not None)
    return tuple(dict.fromkeys(name for name in names if name))


def as_names(value: Any) -> Names | None:  # noqa: ANN401 - YAML values are of any type
    """Return the names that a key's value lists; None for no value and for `*`, which allow all."""
    found = () if value is None else listed(value)
    return None if value is None or "*" in found else found


def lists_names(value: Any) -> bool:  # noqa: ANN401 - YAML values are of any type
    """Tell whether a value lists names, or none; a mapping of tools, say, does not."""
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, dict | list | set) for part in parts)


def combine(lists: Sequence[Names | None], *, is_union: bool) -> Names:
    """Unite or intersect lists of plain words, in the order of the first that has each."""
    named = [names for names in lists if names is not None]
    every = tuple(dict.fromkeys(name for names in named for name in names))
    if is_union:
        return every
    return tuple(name for name in every if all(name in names for names in named))


def combine_permissions(lists: Sequence[Names | None], *, is_union: bool) -> Names:
    """Unite or intersect lists of permissions, a narrower one being part of a wider one.

    `Bash` and `Bash(git *)` have `Bash(git *)` in common. Lists that name the
    same stay as they are.
    """
    named = [names for names in lists if names is not None]
    if len({frozenset(names) for names in named}) == 1:
        return named[0]
    every = tuple(dict.fromkeys(name for names in named for name in names))
    if is_union:
        return without_covered(every)
    return without_covered(name for name in every if all(covered(name, names) for names in named))


def like_the_sources(names: Names, values: Sequence[Any]) -> str | list[str]:
    """Write `names` as most of the sources do: a YAML list, or one line with commas."""
    lists = sum(isinstance(value, list) for value in values)
    if not names or lists * 2 > len(values):
        return list(names)
    return ", ".join(names)


def widened(allowed: Names | None, source: Names | None) -> Names:
    """Return what `allowed` permits that `source` does not."""
    if source is None:
        return ()
    if allowed is None:
        return (EVERY_TOOL,)
    return tuple(name for name in allowed if not covered(name, source))


def without_denied(names: Names, denied: Names) -> Names:
    """Return the `names` that no denial takes away whole."""
    return tuple(name for name in names if not covered(name, denied))


def grants(allowed: Names | None, denied: str) -> bool:
    """Tell whether a list of tools leaves room for what is `denied`."""
    return allowed is None or any(overlap(name, denied) for name in allowed)
