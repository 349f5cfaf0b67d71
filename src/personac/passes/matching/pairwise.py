"""Sums over what two bullets share, for many pairs at once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from scipy import sparse

from personac.passes.matching.grid import Floats, Ints, ratio
from personac.passes.matching.views import View

_BLOCK = 50_000  # pairs at once: bounds the memory


def dot(a: sparse.csr_matrix, b: sparse.csr_matrix, i: Ints, j: Ints) -> Floats:
    """Return the dot product of row i of `a` and row j of `b`, for each pair."""
    out = np.zeros(len(i))
    for at in range(0, len(i), _BLOCK):
        part = slice(at, at + _BLOCK)
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
    return np.asarray(np.einsum("pd,pd->p", view.mean[i], view.mean[j], optimize=False), dtype=np.float64)


def codes(keys: Sequence[Hashable]) -> Ints:
    """Return a number for each key, the same for equal ones."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)
