"""Average linkage on a sparse graph, under must-link and cannot-link.

Two groups join while the mean score over all pairs between them, unscored
pairs counting 0, is at least the threshold. Unlike connected components this
does not chain: a bullet that matches one member of a group of five does not
drag the others along. Method: Sokal and Michener, "A statistical method for
evaluating systematic relationships" (1958), with the merge step on a heap of
the graph's edges, so that a component of n bullets and m edges takes
O(m log m) time and O(m) memory rather than n squared.

Ties go to the pair of groups whose first members come first.

Part units into groups that say the same: average linkage on the components of the graph of scores.

Two groups join where the mean of all scores between them reaches the
threshold, hence where at least one of these does. So only what hangs together
by such scores can ever meet, and of the great many scores below the threshold
only those inside such a component count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain

from personac.model.graphs import components

Edge = tuple[int, int]
Entry = tuple[float, int, int]  # a mean, negative so that the highest comes first, and the groups it joins


def average_linkage(
    groups: Iterable[tuple[int, ...]],
    scores: Mapping[Edge, float],
    threshold: float,
    apart: Iterable[Edge] = (),
) -> tuple[tuple[int, ...], ...]:
    """Join `groups` of nodes; return groups of sorted nodes, sorted.

    `groups` are disjoint and not empty, and stay together (must-link);
    `scores` maps node pairs (a < b) to [0, 1]; nodes of a pair in `apart`
    never meet in one group (cannot-link).
    """
    return Linkage(groups, scores, threshold).joined(apart)


class Linkage:
    """Groups to be joined, and the scores between them; a group is named by its smallest node.

    Joining leaves this as it is: it is often tried again with a few more pairs apart.
    """

    def __init__(
        self, groups: Iterable[tuple[int, ...]], scores: Mapping[Edge, float], threshold: float
    ) -> None:
        """Take what `average_linkage` does."""
        self.members = {min(group): list(group) for group in groups}
        self.owner = {node: name for name, group in self.members.items() for node in group}
        self.sums: dict[int, dict[int, float]] = {name: {} for name in self.members}
        for (a, b), score in sorted(scores.items()):
            self._add(self.owner[a], self.owner[b], score)
        self.threshold = threshold
        entries = _Entries(self.members, self.sums, threshold)
        self.heap = [entry for a in self.sums for entry in entries.of(a) if entry[1] == a]
        heapify(self.heap)

    def joined(self, apart: Iterable[Edge] = ()) -> tuple[tuple[int, ...], ...]:
        """Return groups of sorted nodes, sorted, no two nodes of a pair in `apart` in one."""
        return _Joining(self, apart).result()

    def _add(self, a: int, b: int, score: float) -> None:
        if a != b:
            total = self.sums[a].get(b, 0.0) + score
            self.sums[a][b] = self.sums[b][a] = total


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """What the heap is to hold of a group and its neighbours: those whose mean may join them."""

    members: Mapping[int, list[int]]
    sums: Mapping[int, Mapping[int, float]]
    threshold: float

    def of(self, a: int) -> list[Entry]:
        members, size, least = self.members, len(self.members[a]), self.threshold
        means = ((total / (size * len(members[b])), b) for b, total in self.sums[a].items())
        return [(-mean, a, b) if a < b else (-mean, b, a) for mean, b in means if mean >= least]


class _Joining:
    """The state of one run."""

    def __init__(self, start: Linkage, apart: Iterable[Edge]) -> None:
        self._members = {name: [*members] for name, members in start.members.items()}
        self._sums = {name: {**sums} for name, sums in start.sums.items()}
        self._apart: dict[int, set[int]] = {name: set() for name in self._members}
        for a, b in apart:
            self._forbid(start.owner[a], start.owner[b])
        self._entries = _Entries(self._members, self._sums, start.threshold)
        self._heap = [*start.heap]
        self._join_all()

    def result(self) -> tuple[tuple[int, ...], ...]:
        return tuple(sorted(tuple(sorted(group)) for group in self._members.values()))

    def _forbid(self, a: int, b: int) -> None:
        if a != b:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def _join_all(self) -> None:
        while self._heap:
            negative, a, b = heappop(self._heap)
            if self._is_current(a, b, -negative) and b not in self._apart[a]:
                self._join(a, b)

    def _is_current(self, a: int, b: int, mean: float) -> bool:
        members = self._members
        if a not in members or b not in members:
            return False
        return self._sums[a][b] / (len(members[a]) * len(members[b])) == mean

    def _join(self, a: int, b: int) -> None:
        """Join group b into group a; a < b, so a stays the name."""
        self._members[a] += self._members.pop(b)
        sums = self._sums[a]
        for other, total in self._sums.pop(b).items():
            theirs = self._sums[other]
            del theirs[b]
            if other != a:
                sums[other] = theirs[a] = sums.get(other, 0.0) + total
        for other in self._apart.pop(b):
            self._apart[other].discard(b)
            self._forbid(a, other)
        for entry in self._entries.of(a):
            heappush(self._heap, entry)


Groups = tuple[tuple[int, ...], ...]
Objections = Callable[[Groups], Sequence[Edge]]
_ROUNDING = 1e-9  # by which a mean of scores may come out above the highest of them


def _no_objections(_groups: Groups) -> Sequence[Edge]:
    return ()


def partition(
    nodes: Iterable[int],
    scores: Mapping[Edge, float],
    threshold: float,
    together: AbstractSet[Edge] = frozenset(),
    apart: AbstractSet[Edge] = frozenset(),
) -> Groups:
    """Return groups of sorted nodes, sorted; every node is in one.

    Edges are (a, b) with a < b. What is `together` is in one group; what is
    `apart` is not, unless it is together.
    """
    return Partition(threshold, together, apart).groups(nodes, scores)


@dataclass(frozen=True)
class Partition:
    """How to part nodes, as `partition` does."""

    threshold: float
    together: AbstractSet[Edge] = frozenset()
    apart: AbstractSet[Edge] = frozenset()

    def groups(
        self, nodes: Iterable[int], scores: Mapping[Edge, float], objections: Objections = _no_objections
    ) -> Groups:
        """Return groups of sorted nodes, sorted; every node is in one.

        What `objections` name in the groups found is apart, too.
        """
        found = strong_components(nodes, scores, self.threshold, self.together)
        home = {node: at for at, component in enumerate(found) for node in component}
        edges, links, bars = (
            _sorted_in(some, home, len(found)) for some in (scores, self.together, self.apart)
        )
        groups: list[tuple[int, ...]] = []
        for at, component in enumerate(found):
            if len(component) == 1:
                groups.append(component)
                continue
            inside = {edge: scores[edge] for edge in edges[at]}
            linkage = Linkage(_linked(component, links[at]), inside, self.threshold)
            groups += _agreed(linkage, bars[at], objections)
        return tuple(sorted(groups))


def _agreed(linkage: Linkage, bars: list[Edge], objections: Objections) -> Groups:
    while True:
        groups = linkage.joined(bars)
        fresh = objections(groups)
        if not fresh:
            return groups
        bars += fresh


def strong_components(
    nodes: Iterable[int],
    scores: Mapping[Edge, float],
    threshold: float,
    together: Iterable[Edge] = (),
) -> Groups:
    """Return the connected components of what reaches the threshold and of what is `together`."""
    strong = [edge for edge, score in scores.items() if score >= threshold - _ROUNDING]
    strong += together
    linked = set(chain.from_iterable(strong))
    return (*components(linked, strong), *((node,) for node in nodes if node not in linked))


def _linked(component: tuple[int, ...], links: list[Edge]) -> Groups:
    """Return the nodes of a component, those that are linked in one group; mostly no two are."""
    return components(component, links) if links else tuple((node,) for node in component)


def _sorted_in(edges: Iterable[Edge], home: Mapping[int, int], count: int) -> list[list[Edge]]:
    """Sort edges into the components that they lie in; those between two say nothing."""
    found: list[list[Edge]] = [[] for _ in range(count)]
    for edge in edges:
        at = home[edge[0]]
        if at == home[edge[1]]:
            found[at].append(edge)
    return found
