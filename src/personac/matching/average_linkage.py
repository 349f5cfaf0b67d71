"""Average linkage on a sparse graph, with must-link and cannot-link constraints.

Two groups are joined while the mean score of all pairs between them is at least the threshold; pairs without
a score count as 0. Unlike connected components this does not chain: a bullet that matches one member of a
group of five does not join it to the others. The method is that of Sokal and Michener, "A statistical method
for evaluating systematic relationships" (1958). With the graph's edges on a heap, a component of n bullets
and m edges takes O(m log m) time and O(m) memory instead of n squared. Ties go to the pair of groups whose
first members come first.

Two groups can only be joined if at least one score between them reaches the threshold. So every connected
component of such scores is clustered separately, and the many other scores between components are ignored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import chain

from personac.model.graphs import components

Edge = tuple[int, int]
Entry = tuple[float, int, int]  # a negative mean, so that the highest comes first, and the two groups
Groups = tuple[tuple[int, ...], ...]
Objections = Callable[[Groups], Sequence[Edge]]
Bars = Callable[[Sequence[int], Sequence[int]], bool]
_ROUNDING = 1e-9  # a mean of scores may be this much above the highest of them


def _no_bars(_one: Sequence[int], _other: Sequence[int]) -> bool:
    return False


def average_linkage(
    groups: Iterable[tuple[int, ...]],
    scores: Mapping[Edge, float],
    threshold: float,
    apart: Iterable[Edge] = (),
) -> Groups:
    """Join `groups` of nodes; return groups of sorted nodes, sorted.

    `groups` are disjoint and not empty, and remain together (must-link); `scores` maps pairs of nodes (a < b)
    to [0, 1]; the nodes of a pair in `apart` are never in one group (cannot-link).
    """
    return Linkage(groups, scores, threshold).joined(apart)


class Linkage:
    """Groups to join, and the scores between them; the name of a group is its smallest node.

    `joined` does not change it, because it is often called again with more pairs that stay apart.
    """

    def __init__(
        self, groups: Iterable[tuple[int, ...]], scores: Mapping[Edge, float], threshold: float
    ) -> None:
        """Take the arguments of `average_linkage`."""
        self.members = {min(group): list(group) for group in groups}
        self.owner = {node: name for name, group in self.members.items() for node in group}
        self.sums: dict[int, dict[int, float]] = {name: {} for name in self.members}
        for (a, b), score in sorted(scores.items()):
            self._add(self.owner[a], self.owner[b], score)
        self.threshold = threshold
        entries = _Entries(self.members, self.sums, threshold)
        self.heap = [entry for a in self.sums for entry in entries.of(a) if entry[1] == a]
        heapify(self.heap)

    def joined(self, apart: Iterable[Edge] = (), bars: Bars = _no_bars) -> Groups:
        """Return groups of sorted nodes, sorted; no group contains both nodes of a pair in `apart`.

        Two groups that `bars` are not joined either.
        """
        return _Joining(self, apart, bars).result()

    def _add(self, a: int, b: int, score: float) -> None:
        if a != b:
            total = self.sums[a].get(b, 0.0) + score
            self.sums[a][b] = self.sums[b][a] = total


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Makes the heap entries of a group: its neighbours with a mean of at least the threshold."""

    members: Mapping[int, list[int]]
    sums: Mapping[int, Mapping[int, float]]
    threshold: float

    def of(self, a: int) -> list[Entry]:
        members, size, least = self.members, len(self.members[a]), self.threshold
        means = ((total / (size * len(members[b])), b) for b, total in self.sums[a].items())
        return [(-mean, a, b) if a < b else (-mean, b, a) for mean, b in means if mean >= least]


class _Joining:
    """The state of one run."""

    def __init__(self, start: Linkage, apart: Iterable[Edge], bars: Bars) -> None:
        self._bars = bars
        self._members = {name: [*members] for name, members in start.members.items()}
        self._sums = {name: {**sums} for name, sums in start.sums.items()}
        self._apart: dict[int, set[int]] = {name: set() for name in self._members}
        for a, b in apart:
            self._forbid(start.owner[a], start.owner[b])
        self._entries = _Entries(self._members, self._sums, start.threshold)
        self._heap = [*start.heap]
        self._join_all()

    def result(self) -> Groups:
        return tuple(sorted(tuple(sorted(group)) for group in self._members.values()))

    def _forbid(self, a: int, b: int) -> None:
        if a != b:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def _join_all(self) -> None:
        while self._heap:
            negative, a, b = heappop(self._heap)
            if not self._is_current(a, b, -negative) or b in self._apart[a]:
                continue
            if self._bars(self._members[a], self._members[b]):
                self._forbid(a, b)
            else:
                self._join(a, b)

    def _is_current(self, a: int, b: int, mean: float) -> bool:
        members = self._members
        if a not in members or b not in members:
            return False
        return self._sums[a][b] / (len(members[a]) * len(members[b])) == mean

    def _join(self, a: int, b: int) -> None:
        """Join group b into group a; a < b, so the name remains a."""
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


def _no_objections(_groups: Groups) -> Sequence[Edge]:
    return ()


@dataclass(frozen=True)
class Partition:
    """How nodes are grouped: the least mean score, and the pairs that stay apart."""

    threshold: float
    apart: AbstractSet[Edge] = frozenset()

    def groups(
        self, nodes: Iterable[int], scores: Mapping[Edge, float], objections: Objections = _no_objections
    ) -> Groups:
        """Return groups of sorted nodes, sorted; every node is in one group.

        The edges that `objections` returns for resulting groups are kept apart as well.
        """
        linked = strong_components(nodes, scores, self.threshold)
        component_of = {node: at for at, component in enumerate(linked) for node in component}
        edges, bars = (_by_component(some, component_of, len(linked)) for some in (scores, self.apart))
        groups: list[tuple[int, ...]] = []
        for at, component in enumerate(linked):
            if len(component) == 1:
                groups.append(component)
                continue
            inside = {edge: scores[edge] for edge in edges[at]}
            linkage = Linkage([(node,) for node in component], inside, self.threshold)
            groups += _without_objections(linkage, bars[at], objections)
        return tuple(sorted(groups))


def _without_objections(linkage: Linkage, bars: list[Edge], objections: Objections) -> Groups:
    while True:
        groups = linkage.joined(bars)
        new = objections(groups)
        if not new:
            return groups
        bars += new


def strong_components(
    nodes: Iterable[int],
    scores: Mapping[Edge, float],
    threshold: float,
) -> Groups:
    """Return the connected components of the edges that reach the threshold."""
    strong = [edge for edge, score in scores.items() if score >= threshold - _ROUNDING]
    linked = set(chain.from_iterable(strong))
    return (*components(linked, strong), *((node,) for node in nodes if node not in linked))


def _by_component(edges: Iterable[Edge], component_of: Mapping[int, int], count: int) -> list[list[Edge]]:
    """Return the edges inside each component; those between two components are dropped."""
    inside: list[list[Edge]] = [[] for _ in range(count)]
    for edge in edges:
        at = component_of[edge[0]]
        if at == component_of[edge[1]]:
            inside[at].append(edge)
    return inside
