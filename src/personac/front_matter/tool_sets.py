"""Many names of tools at once: what of them covers a name, or overlaps with it, without trying each.

What covers what is as in `tool_patterns`. Lists of thousands of tools are compared in linear time, because
the tool of a name and its scope are looked up, and so is each beginning of them (`git *`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from personac.front_matter.tool_patterns import (
    EVERY_TOOL,
    Names,
    Pattern,
    covers,
    overlap,
    parse_pattern,
    same_scopes,
    start_of,
    start_of_scope,
)


class _Texts:
    """Texts, some of which stand for all that begins in one way."""

    def __init__(self) -> None:
        self._known = set[str]()
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        self._lengths = set[int]()

    def add(self, text: str, start: str | None) -> None:
        """Add a text, and the `start` of all that it stands for."""
        if start is not None and text not in self._by_start.get(start, ()):
            self._by_start[start].append(text)
            self._lengths.add(len(start))
        self._known.add(text)

    def above(self, text: str) -> Iterator[str]:
        """Yield what is or stands for a text."""
        if text in self._known:
            yield text
        for length in sorted(self._lengths):
            if length <= len(text):
                yield from (known for known in self._by_start.get(text[:length], ()) if known != text)


class _Scopes:
    """Names of one tool that have scopes."""

    def __init__(self) -> None:
        self._texts = _Texts()
        self._with: defaultdict[str, list[str]] = defaultdict(list)

    def add(self, name: str, pattern: Pattern) -> None:
        """Add a name."""
        for scope in pattern.scopes:
            for text in same_scopes(pattern.tool, scope):
                self._texts.add(text, start_of_scope(pattern.tool, scope) if text == scope else None)
                self._with[text].append(name)

    def covering(self, scopes: tuple[str, ...]) -> Iterator[str]:
        """Yield the names that cover all of these scopes."""
        first, *others = (self._covering(scope) for scope in scopes)
        rest = [set(other) for other in others]
        yield from (name for name in dict.fromkeys(first) if all(name in own for own in rest))

    def _covering(self, scope: str) -> Iterator[str]:
        return (name for known in self._texts.above(scope) for name in self._with[known])


class ToolSet:
    """Names of tools."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        """Take the names."""
        self._texts = _Texts()
        self._whole: dict[str, list[str]] = {}
        self._scopes: dict[str, _Scopes] = {}
        self._by_tool: dict[str, list[str]] = {}
        for name in names:
            pattern = parse_pattern(name)
            self._texts.add(pattern.tool, start_of(pattern.tool))
            self._by_tool.setdefault(pattern.tool, []).append(name)
            if pattern.is_whole:
                self._whole.setdefault(pattern.tool, []).append(name)
            else:
                self._scopes.setdefault(pattern.tool, _Scopes()).add(name, pattern)

    def covering(self, name: str) -> Iterator[str]:
        """Yield the names that cover `name`."""
        pattern = parse_pattern(name)
        for tool in self._texts.above(pattern.tool):
            yield from self._whole.get(tool, ())
            if tool in self._scopes:
                yield from self._scopes[tool].covering(pattern.scopes)

    def covers(self, name: str) -> bool:
        """Return whether one of the names covers `name`."""
        return next(self.covering(name), None) is not None

    def overlaps(self, name: str) -> bool:
        """Return whether one of the names may permit a call that `name` permits."""
        tool = parse_pattern(name).tool
        start = start_of(tool)
        tools = chain(self._texts.above(tool), () if start is None else self._below(start))
        return any(overlap(own, name) for one in tools for own in self._by_tool[one])

    @cached_property
    def _tools(self) -> list[str]:
        return sorted(self._by_tool)

    def _below(self, start: str) -> Iterator[str]:
        for place in range(bisect_left(self._tools, start), len(self._tools)):
            if not self._tools[place].startswith(start):
                return
            yield self._tools[place]


def without_covered(names: Iterable[str]) -> Names:
    """Remove every name that another one covers; of two that cover each other the later."""
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    every = ToolSet(places)

    def is_kept(name: str) -> bool:
        wider = (wide for wide in every.covering(name) if wide != name)
        return not any(places[wide] < places[name] or not covers(name, wide) for wide in wider)

    return tuple(filter(is_kept, places))


def combine_tools(lists: Sequence[Names | None], *, is_union: bool) -> Names:
    """Unite or intersect lists of tools, a narrower pattern being part of a wider one.

    `Bash` and `Bash(git *)` have `Bash(git *)` in common. Lists with the same names stay as they are.
    """
    named = [names for names in lists if names is not None]
    if len({frozenset(names) for names in named}) == 1:
        return named[0]
    every = tuple(dict.fromkeys(name for names in named for name in names))
    if is_union:
        return without_covered(every)
    sets = [ToolSet(names) for names in named]
    return without_covered(name for name in every if all(own.covers(name) for own in sets))


def names_beyond(source: Names | None, permitted: Names | None) -> Names:
    """Return what `permitted` permits and `source` does not."""
    if source is None:
        return ()
    if permitted is None:
        return (EVERY_TOOL,)
    return without_denied(permitted, source)


def without_denied(names: Names, denied: Names) -> Names:
    """Return the `names` that are not denied as a whole."""
    those = ToolSet(denied)
    return tuple(name for name in names if not those.covers(name))
