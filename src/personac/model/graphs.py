"""Components and topological order of graphs whose nodes are numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from itertools import chain
from typing import Any, Literal

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Parts = tuple[tuple[int, ...], ...]


def components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> Parts:
    """Return the connected components, each sorted, ordered by first node."""
    return _parts(nodes, edges, "weak")


def cycles(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> Parts:
    """Return the strongly connected components of a directed graph, each sorted, ordered by first node."""
    return _parts(nodes, edges, "strong")


def _parts(
    nodes: Iterable[int], edges: Iterable[tuple[int, int]], connection: Literal["weak", "strong"]
) -> Parts:
    ends = list(edges)
    names = sorted({*nodes, *chain.from_iterable(ends)})
    if not ends:
        return tuple((name,) for name in names)
    number = {name: at for at, name in enumerate(names)}
    rows, columns = zip(*((number[a], number[b]) for a, b in ends), strict=True)
    matrix = sparse.coo_matrix((np.ones(len(ends)), (rows, columns)), shape=(len(names), len(names)))
    labels = connected_components(matrix, connection=connection)[1].tolist()
    parts: dict[int, list[int]] = {}
    for name, label in zip(names, labels, strict=True):
        parts.setdefault(label, []).append(name)
    return tuple(map(tuple, parts.values()))


def first_order(
    nodes: Iterable[int], edges: Iterable[tuple[int, int]], key: Callable[[int], Any]
) -> tuple[int, ...]:
    """Return the topological order of an acyclic directed graph.

    Of the nodes that may come next the one with the least `key` does; no two keys are equal.
    """
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(nodes, ()))
    for before, after in edges:
        sorter.add(after, before)
    sorter.prepare()
    ready: list[tuple[Any, int]] = []
    order: list[int] = []
    while sorter.is_active():
        for node in sorter.get_ready():
            heappush(ready, (key(node), node))
        order.append(heappop(ready)[1])
        sorter.done(order[-1])
    return tuple(order)
