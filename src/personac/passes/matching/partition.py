"""Part units into groups that say the same: average linkage on the components of the graph of scores.

Two groups join where the mean of all scores between them reaches the
threshold, hence where at least one of these does. So only what hangs together
by such scores can ever meet, and of the great many scores below the threshold
only those inside such a component count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from personac.graphs import components
from personac.passes.matching.linkage import Edge, Linkage

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
