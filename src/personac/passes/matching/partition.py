"""Part units into groups that say the same: average linkage on the components of the graph of scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain

from personac.graphs import components
from personac.passes.matching.linkage import Edge, average_linkage

Groups = tuple[tuple[int, ...], ...]


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
    whole = components(nodes, chain(scores, together))
    home = {node: at for at, component in enumerate(whole) for node in component}
    edges: list[dict[Edge, float]] = [{} for _ in whole]
    for edge, score in scores.items():
        edges[home[edge[0]]][edge] = score
    links, bars = _sorted_in(together, home, len(whole)), _sorted_in(apart, home, len(whole))
    groups = (
        average_linkage(components(component, links[at]), edges[at], threshold, bars[at])
        for at, component in enumerate(whole)
    )
    return tuple(sorted(chain.from_iterable(groups)))


def _sorted_in(edges: Iterable[Edge], home: Mapping[int, int], count: int) -> list[list[Edge]]:
    """Sort edges into the components that they lie in; those between two say nothing."""
    found: list[list[Edge]] = [[] for _ in range(count)]
    for a, b in edges:
        if home[a] == home[b]:
            found[home[a]].append((a, b))
    return found
