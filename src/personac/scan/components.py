"""Connected components: a forest of each partition's edges, then all forests folded into one.

A component is named by its least key. A forest has a row for each node that has an edge, so it is never
larger than the nodes, however many the edges.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from personac.scan.tables import Keys, Schema, Table, joined, looked_up, numbers

FOREST = Schema((("node", "key"), ("root", "key")))


def forest(edges: Table) -> Table:
    """Return the nodes of edges `a`, `b`, sorted, each with the least node of its component."""
    return _rooted(numbers(edges, "a"), numbers(edges, "b"))


def folded(forests: Iterable[Table]) -> Table:
    """Return the forest of all edges that the forests stand for."""
    together = FOREST.empty()
    for one in forests:
        rows = joined([together, one], FOREST)
        together = _rooted(numbers(rows, "node"), numbers(rows, "root"))
    return together


def _rooted(first: Keys, second: Keys) -> Table:
    nodes, places = np.unique(np.concatenate([first, second]), return_inverse=True)
    if not len(nodes):
        return FOREST.empty()
    ends = places[: len(first)], places[len(first) :]
    graph = coo_array((np.ones(len(first), bool), ends), (len(nodes), len(nodes)))
    _, component = connected_components(graph, directed=False)
    _, first_places = np.unique(component, return_index=True)  # nodes are sorted: the first is the least
    return FOREST.table(nodes, nodes[first_places[component]])


def roots_of(keys: Keys, together: Table) -> Keys:
    """Return the root of each key; that of a key without an edge is itself."""
    nodes, roots = numbers(together, "node"), numbers(together, "root")
    places, is_node = looked_up(nodes, keys)
    found = keys.copy()
    found[is_node] = roots[places[is_node]]
    return found
