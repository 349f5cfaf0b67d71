"""Mappings that say what an agent may do: OpenCode's `tools` and `permission`.

`tools: {write: false}` and `permission: {bash: {"git *": allow, "*": ask}}` give
levels to patterns, and what no pattern covers is allowed. For a tool the most
specific pattern counts. Tools disagree over the order in which patterns count,
so a merged mapping holds for either way: the broad before the narrow, and of
two that may meet the stricter last.

`permissionMode`: one word for how freely an agent may act without asking.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from personac.front_matter.tool_patterns import WHOLE, covers, overlap
from personac.passes.sequence import merge_sequences

Level = Literal["allow", "ask", "deny"]
STRICTEST_FIRST: tuple[Level, ...] = ("deny", "ask", "allow")
LEVELLED = frozenset({"permission", "tools"})
"""The keys whose mappings are read so."""


@dataclass(frozen=True, slots=True)
class Levels:
    """Levels by permission (`bash`, `bash(git *)`), in the order of the file."""

    of: Mapping[str, Level]

    def level(self, name: str) -> Level:
        """Return the level of a permission: that of the most specific pattern covering it."""
        found = [(len(p), -STRICTEST_FIRST.index(level)) for p, level in self.of.items() if covers(p, name)]
        return STRICTEST_FIRST[-max(found)[1]] if found else "allow"

    @property
    def denied(self) -> tuple[str, ...]:
        """The permissions denied for themselves, not as the rest of what is named (`*: deny`)."""
        return tuple(name for name, level in self.of.items() if level == "deny" and not self._is_rest(name))

    def _is_rest(self, name: str) -> bool:
        return any(level != "deny" and covers(name, inner) for inner, level in self.of.items())


def as_levels(value: Any) -> Levels | None:  # noqa: ANN401 - YAML values are of any type
    """Return the levels in a mapping, or in one word for all tools; None where it holds anything else."""
    if isinstance(value, str) and value in STRICTEST_FIRST:
        return Levels({WHOLE: value})
    if not isinstance(value, dict) or not value:
        return None
    found = [pair for tool, levels in value.items() for pair in _of_tool(tool, levels)]
    known = [pair for pair in found if pair is not None]
    return Levels(dict(known)) if len(known) == len(found) else None


def merge_levels(sources: Sequence[Levels], *, is_union: bool) -> Levels:
    """Give every permission the strictest level that a source gives it, or with a union the loosest.

    What a source denies by name stays denied in a union too.
    """
    names = merge_sequences([list(source.of) for source in sources])
    merged = {name: _merged_level(name, sources, is_union=is_union) for name in names}
    return Levels({name: merged[name] for name in _in_order(merged)})


def as_value(levels: Levels, like: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML values are of any type
    """Return `levels` as YAML has them: true and false where `like` has these, else words, nested by tool."""
    if isinstance(like, dict) and any(isinstance(value, bool) for value in like.values()):
        return {name: level == "allow" for name, level in levels.of.items()}
    nested: dict[str, dict[str, Level]] = {}
    for name, level in levels.of.items():
        tool, _, scope = name.partition("(")
        nested.setdefault(tool, {})[scope.removesuffix(")") or WHOLE] = level
    return {tool: scopes[WHOLE] if set(scopes) == {WHOLE} else scopes for tool, scopes in nested.items()}


def looser(one: Level, other: Level) -> bool:
    """Tell whether `one` lets an agent do more than `other`."""
    return STRICTEST_FIRST.index(one) > STRICTEST_FIRST.index(other)


def _of_tool(tool: Any, levels: Any) -> Iterator[tuple[str, Level] | None]:  # noqa: ANN401
    for scope, value in (levels if isinstance(levels, dict) else {WHOLE: levels}).items():
        level = _as_level(value)
        if level is None or not isinstance(tool, str) or not isinstance(scope, str):
            yield None
        else:
            yield tool if scope == WHOLE else f"{tool}({scope})", level


def _as_level(value: Any) -> Level | None:  # noqa: ANN401
    if isinstance(value, bool):
        return "allow" if value else "deny"
    return next((level for level in STRICTEST_FIRST if level == value), None)


def _merged_level(name: str, sources: Sequence[Levels], *, is_union: bool) -> Level:
    if is_union and not any(name in source.denied for source in sources):
        return max((source.level(name) for source in sources), key=STRICTEST_FIRST.index)
    return min((source.level(name) for source in sources), key=STRICTEST_FIRST.index)


def _in_order(merged: Mapping[str, Level]) -> Iterator[str]:
    """Yield the names, each as soon as all that have to stand before it do."""
    left = list(merged)
    while left:
        free = (name for name in left if not any(_goes_before(o, name, merged) for o in left if o != name))
        chosen = next(free, left[0])
        left.remove(chosen)
        yield chosen


def _goes_before(one: str, other: str, levels: Mapping[str, Level]) -> bool:
    if covers(one, other):
        return not covers(other, one) or looser(levels[one], levels[other])
    return not covers(other, one) and overlap(one, other) and looser(levels[one], levels[other])


MODE_KEY = "permissionMode"
MODES = ("plan", "dontAsk", "default", "acceptEdits", "auto", "bypassPermissions")
DEFAULT_MODE = "default"


def is_mode(value: Any) -> TypeGuard[str]:  # noqa: ANN401 - YAML values are of any type
    """Tell whether a value is a mode that can be compared with others."""
    return isinstance(value, str) and value in MODES


def choose_mode(modes: Sequence[str], *, is_union: bool) -> str:
    """Return the strictest of `modes`, or with a union the freest."""
    return (max if is_union else min)(modes, key=MODES.index)


def is_freer(one: str, other: str) -> bool:
    """Tell whether `one` lets an agent act more freely than `other`."""
    return MODES.index(one) > MODES.index(other)
