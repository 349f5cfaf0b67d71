"""Pairs worth scoring: each bullet's nearest by weighted words, topics and heads; never all pairs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from personac.matching.feature_inputs import View, Views
from personac.matching.fixed_point import GRID_OF_PRODUCTS, TINY, Ints, distinct, on_grid

_BLOCK = 512  # rows at once: bounds the memory of the similarity matrix
_KEY_BITS = 63  # of a number that ranks a pair
_DISTANCE_BITS = 37  # of it are for the distance, which is in (0, 2] on a grid of 2**-36
_COMMON = 400  # bullets from which on a unit proposes nothing: it says little and costs time
_SHARES = ((1.0, "text"), (0.8, "topic"), (0.5, "head"), (0.5, "topic_head"))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Aligned positions in `Views.bullets`: i < j, sorted, without repeats."""

    i: Ints
    j: Ints


def candidates(views: Views, *, floor: float, neighbours: int) -> Candidates:
    """Return the pairs with a cosine of at least `floor`, at most `neighbours` proposed by each bullet."""
    total = sum(share for share, _ in _SHARES)
    rows = sparse.csr_matrix(sparse.hstack([_rows(getattr(views, name), s / total) for s, name in _SHARES]))
    paragraph = np.array([b.is_paragraph for b in views.bullets], dtype=bool)
    found = [np.zeros(0, dtype=np.int64)]
    count = max(len(views.bullets), 1)
    for kind in (False, True):  # paragraphs are matched among themselves
        own = np.flatnonzero(paragraph == kind)
        for i, j in nearest(sparse.csr_matrix(rows[own]), floor, neighbours):
            a, b = own[i], own[j]
            found.append(np.minimum(a, b) * count + np.maximum(a, b))
    codes = distinct(np.concatenate(found))
    return Candidates(codes // count, codes % count)


def _rows(view: View, share: float) -> sparse.csr_matrix:
    """Return rows of length sqrt(share), without the units that are everywhere."""
    scale = sparse.diags(np.sqrt(share) / np.maximum(view.norm, TINY))
    frequent = np.asarray(view.ones.sum(axis=0)).ravel() > _COMMON
    rows = sparse.csr_matrix(scale @ view.matrix @ sparse.diags((~frequent).astype(np.float64)))
    rows.eliminate_zeros()
    rows.data = on_grid(rows.data)
    return rows


def nearest(
    rows: sparse.csr_matrix, floor: float, neighbours: int, block: int = _BLOCK
) -> Iterable[tuple[Ints, Ints]]:
    """Return rows and columns of the nearest of each row, of `block` rows at once.

    Row, distance and column are one number each pair, so that one sort ranks
    all pairs of a block and ties go to the earlier bullet.
    """
    columns = sparse.csr_matrix(rows.T)
    bits = rows.shape[0].bit_length()
    size = min(block, 1 << max(_KEY_BITS - _DISTANCE_BITS - bits, 0))

    def of_block(start: int) -> tuple[Ints, Ints]:
        cosines = sparse.csr_matrix(rows[start : start + size] @ columns)
        row = np.repeat(np.arange(cosines.shape[0]), np.diff(cosines.indptr))
        near = (cosines.data >= floor) & (cosines.indices != row + start)
        distance = ((2 - cosines.data[near]) * GRID_OF_PRODUCTS).astype(np.int64)
        key = (row[near] << _DISTANCE_BITS | distance) << bits | cosines.indices[near].astype(np.int64)
        key.sort()
        row = key >> (_DISTANCE_BITS + bits)
        best = np.arange(len(row)) - np.searchsorted(row, row) < neighbours
        return row[best] + start, key[best] & ((1 << bits) - 1)

    return map(of_block, range(0, rows.shape[0], size))
