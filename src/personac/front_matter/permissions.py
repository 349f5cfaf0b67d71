"""Permission levels and modes: what a value of `permission`, `tools` or `permissionMode` permits.

`tools: {write: false}` and `permission: {bash: {"git *": allow, "*": ask}}` map patterns to levels, and
what no pattern covers is allowed. The most specific pattern decides for a tool. Agent tools disagree over
the order in which patterns apply, so a merged mapping is safe in either order: the broad before the narrow,
and the stricter of two overlapping patterns last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from typing import Any, TypeGuard

from personac.front_matter.known_keys import ALLOWED_TOOL_KEYS, LEVEL_KEYS, LEVELS, MODE_ORDERS, Level, Mode
from personac.front_matter.merged_order import merge_sequences
from personac.front_matter.tool_patterns import WHOLE, covers, is_name_list, overlap
from personac.front_matter.tool_sets import ToolSet


@dataclass(frozen=True)
class Levels:
    """Levels by pattern (`bash`, `bash(git *)`), in the order of the file."""

    by_pattern: Mapping[str, Level]

    def level(self, name: str) -> Level:
        """Return the level of a tool or pattern: that of the most specific pattern that covers it."""
        matches = [
            (len(pattern), -LEVELS.index(self.by_pattern[pattern])) for pattern in self._set.covering(name)
        ]
        return LEVELS[-max(matches)[1]] if matches else "allow"

    def names(self, name: str) -> bool:
        """Return whether a pattern covers a tool or pattern."""
        return self._set.covers(name)

    @cached_property
    def denied(self) -> tuple[str, ...]:
        """The patterns that are denied by name, not as the remainder of others (`*: deny`)."""
        denied = [name for name, level in self.by_pattern.items() if level == "deny"]
        those = ToolSet(denied)
        remainders = {name for inner in self._permitted for name in those.covering(inner)}
        return tuple(name for name in denied if name not in remainders)

    def denies(self, name: str) -> bool:
        """Return whether a pattern that is denied by name covers a tool or pattern."""
        return self._denied_set.covers(name)

    def reopens(self, name: str) -> bool:
        """Return whether a part of what `name` stands for is permitted although `name` is denied."""
        return self._permitted_set.overlaps(name)

    @cached_property
    def _permitted(self) -> tuple[str, ...]:
        return tuple(name for name, level in self.by_pattern.items() if level != "deny")

    @cached_property
    def _permitted_set(self) -> ToolSet:
        return ToolSet(name for name in self._permitted if name != WHOLE)

    @cached_property
    def _denied_set(self) -> ToolSet:
        return ToolSet(self.denied)

    @cached_property
    def _set(self) -> ToolSet:
        return ToolSet(self.by_pattern)


def levels_of(key: str, value: Any) -> Levels | None:  # noqa: ANN401 - YAML values are of any type
    """Return the levels that the value of `key` gives to tools; None if it gives none that are known."""
    if key not in LEVEL_KEYS or (key in ALLOWED_TOOL_KEYS and is_name_list(value)):
        return None
    return parse_levels(value)


def parse_levels(value: Any) -> Levels | None:  # noqa: ANN401 - YAML values are of any type
    """Return the levels in a mapping, or in one word for all tools; None if it holds anything else."""
    if isinstance(value, str) and value in LEVELS:
        return Levels({WHOLE: value})
    if not isinstance(value, dict) or not value:
        return None
    pairs = [pair for tool, levels in value.items() for pair in _levels_of_tool(tool, levels)]
    known = [pair for pair in pairs if pair is not None]
    return Levels(dict(known)) if len(known) == len(pairs) else None


def merge_levels(sources: Sequence[Levels], *, is_union: bool) -> Levels:
    """Give every pattern the strictest level that a source gives it, or the loosest in a union.

    What a source denies by name stays denied in a union too.
    """
    denied = {name for source in sources for name in source.denied}
    looser = max if is_union else min

    def merged(name: str) -> Level:
        levels = [source.level(name) for source in sources]
        return (min if name in denied else looser)(levels, key=LEVELS.index)

    return _ordered({name: merged(name) for name in _patterns(sources)})


def list_levels(sources: Sequence[Levels]) -> Levels:
    """Permit every pattern that a source permits and none denies by name; the stricter level wins.

    `*: deny` beside permitted patterns makes a mapping a list: what it does not name it does not deny.
    """
    return _ordered({name: _listed_level(name, sources) for name in _patterns(sources)})


def levels_as_yaml(levels: Levels, like: Any) -> dict[str, Any]:  # noqa: ANN401 - YAML values are of any type
    """Return `levels` as a YAML value: booleans if `like` has these, else words, nested by tool."""
    if isinstance(like, dict) and any(isinstance(value, bool) for value in like.values()):
        return {name: level == "allow" for name, level in levels.by_pattern.items()}
    nested: dict[str, dict[str, Level]] = {}
    for name, level in levels.by_pattern.items():
        tool, _, scope = name.partition("(")
        nested.setdefault(tool, {})[scope.removesuffix(")") or WHOLE] = level
    return {tool: scopes[WHOLE] if set(scopes) == {WHOLE} else scopes for tool, scopes in nested.items()}


def is_looser(one: Level, other: Level) -> bool:
    """Return whether `one` permits more than `other`."""
    return LEVELS.index(one) > LEVELS.index(other)


def is_mode(value: Any, key: str) -> TypeGuard[Mode]:  # noqa: ANN401 - YAML values are of any type
    """Return whether a value is a mode of `key` that is known."""
    return isinstance(value, str | bool) and value in MODE_ORDERS[key].modes


def combine_modes(key: str, modes: Sequence[Mode], *, is_union: bool) -> Mode:
    """Return the strictest of `modes`, or the freest in a union."""
    return (max if is_union else min)(modes, key=MODE_ORDERS[key].modes.index)


def is_freer(key: str, one: Mode, other: Mode) -> bool:
    """Return whether the mode `one` lets an agent act more freely than `other`."""
    modes = MODE_ORDERS[key].modes
    return modes.index(one) > modes.index(other)


def _levels_of_tool(tool: Any, levels: Any) -> Iterator[tuple[str, Level] | None]:  # noqa: ANN401
    for scope, value in (levels if isinstance(levels, dict) else {WHOLE: levels}).items():
        level = _parse_level(value)
        if level is None or not isinstance(tool, str) or not isinstance(scope, str):
            yield None
        else:
            yield tool if scope == WHOLE else f"{tool}({scope})", level


def _parse_level(value: Any) -> Level | None:  # noqa: ANN401
    if isinstance(value, bool):
        return "allow" if value else "deny"
    return next((level for level in LEVELS if level == value), None)


def _listed_level(name: str, sources: Sequence[Levels]) -> Level:
    naming = [source for source in sources if source.names(name)]
    levels = [source.level(name) for source in naming]
    is_denied = any(source.denies(name) for source in naming)
    permitted = [level for level in levels if level != "deny"]
    return min(levels if is_denied or not permitted else permitted, key=LEVELS.index)


def _patterns(sources: Sequence[Levels]) -> Sequence[str]:
    """Return the patterns of all sources, in an order that keeps that of each as far as possible."""
    return merge_sequences([list(source.by_pattern) for source in sources])


def _ordered(merged: Mapping[str, Level]) -> Levels:
    return Levels({name: merged[name] for name in _in_order(merged)})


def _in_order(merged: Mapping[str, Level]) -> Iterator[str]:
    """Yield the patterns, each as soon as all that have to precede it have been yielded."""
    names = list(merged)
    places = {name: place for place, name in enumerate(names)}
    behind = {one: [o for o in names if o != one and _precedes(one, o, merged)] for one in names}
    awaited = Counter(other for others in behind.values() for other in others)
    left = dict.fromkeys(names)
    free = [place for place, name in enumerate(names) if not awaited[name]]
    while left:
        while free and names[free[0]] not in left:
            heappop(free)
        first = names[heappop(free)] if free else next(iter(left))
        del left[first]
        yield first
        for other in behind[first]:
            awaited[other] -= 1
            if not awaited[other]:
                heappush(free, places[other])


def _precedes(one: str, other: str, levels: Mapping[str, Level]) -> bool:
    if covers(one, other):
        return not covers(other, one) or is_looser(levels[one], levels[other])
    return not covers(other, one) and overlap(one, other) and is_looser(levels[one], levels[other])
