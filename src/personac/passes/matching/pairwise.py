"""Sums over what two bullets share, for many pairs at once.

Pairs are taken in blocks that stay in the processor's cache: asking the
system for fresh memory, and waiting for it, takes many times longer than the
sums themselves.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from scipy import sparse

from personac.passes.matching.grid import Floats, Ints, ratio
from personac.passes.matching.views import View

_ENTRIES = 100_000  # of matrices at once, which stay in the cache
_MOST_PAIRS = 32_768  # at once


def slices(count: int, size: int) -> list[slice]:
    """Return the slices that cut `count` items into parts of `size`; the last may reach beyond the end."""
    return [slice(start, start + size) for start in range(0, count, size)]


def blocks(count: int, width: float) -> list[slice]:
    """Return slices of `count` things of `width` numbers each, small enough for the cache."""
    size = int(min(max(_ENTRIES / max(width, 1), 1), _MOST_PAIRS))
    return slices(count, size)


def dot(a: sparse.csr_matrix, b: sparse.csr_matrix, i: Ints, j: Ints) -> Floats:
    """Return the dot product of row i of `a` and row j of `b`, for each pair."""
    out = np.zeros(len(i))
    for part in blocks(len(i), max(a.nnz, b.nnz) / max(a.shape[0], 1)):
        out[part] = np.asarray(a[i[part]].multiply(b[j[part]]).sum(axis=1)).ravel()
    return out


def sets(view: View, i: Ints, j: Ints) -> tuple[Floats, Floats, Floats]:
    """Return (shared weight, weighted Jaccard, share of the lighter bullet)."""
    shared = dot(view.matrix, view.ones, i, j)
    a, b = view.mass[i], view.mass[j]
    return shared, ratio(shared, a + b - shared), ratio(shared, np.minimum(a, b))


def inside(head: View, whole: View, i: Ints, j: Ints) -> tuple[Floats, Floats]:
    """Return (most, least) of: i's head inside j, j's head inside i."""
    forth = ratio(dot(head.matrix, whole.ones, i, j), head.mass[i])
    back = ratio(dot(head.matrix, whole.ones, j, i), head.mass[j])
    return np.maximum(forth, back), np.minimum(forth, back)


def mean_cosine(view: View, i: Ints, j: Ints) -> Floats:
    """Return the cosine of the two bullets' mean vectors."""
    out = np.zeros(len(i))
    for part in blocks(len(i), view.mean.shape[1]):
        left, right = view.mean.take(i[part], axis=0), view.mean.take(j[part], axis=0)
        np.einsum("pd,pd->p", left, right, optimize=False, dtype=np.float64, out=out[part])
    return out


def codes(keys: Sequence[Hashable]) -> Ints:
    """Return a number for each key, the same for equal ones."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
