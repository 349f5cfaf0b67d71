"""Components of graphs whose nodes are numbers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Parts = tuple[tuple[int, ...], ...]


def components(nodes: Iterable[int], edges: Iterable[tuple[int, int]]) -> Parts:
    """Return the connected components, each sorted, ordered by first node."""
    ends = list(edges)
    names = sorted({*nodes, *chain.from_iterable(ends)})
    if not ends:
        return tuple((name,) for name in names)
    number = {name: at for at, name in enumerate(names)}
    rows, columns = zip(*((number[a], number[b]) for a, b in ends), strict=True)
    matrix = sparse.coo_matrix((np.ones(len(ends)), (rows, columns)), shape=(len(names), len(names)))
    labels = connected_components(matrix, connection="weak")[1].tolist()
    parts: dict[int, list[int]] = {}
    for name, label in zip(names, labels, strict=True):
        parts.setdefault(label, []).append(name)
    return tuple(map(tuple, parts.values()))
