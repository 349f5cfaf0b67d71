"""Candidates for matching: pairs of bullets worth scoring, never all pairs.

Neighbours are searched twice: by weighted words, topics and heads; and by meaning, as the mean vectors of
the texts and of their heads, which finds bullets that share no word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy import sparse

from personac.matching.feature_inputs import View, Views
from personac.matching.number_grid import GRID_OF_PRODUCTS, TINY, Floats, Ints, distinct, on_grid

_BLOCK = 512  # rows at once: bounds the memory of the similarity matrix
_KEY_BITS = 63  # of a number that ranks a pair
_DISTANCE_BITS = 37  # of these are for the distance, which is in (0, 2] on a grid of 2**-36
_COMMON = 400  # a unit of more bullets proposes nothing: it distinguishes little and costs time
_FAR = 1 << 38  # a distance beyond all others
_NEAREST = (24, 8)  # neighbours by the meaning of the text, and of the head
_SHARES = ((1.0, "text"), (0.8, "topic"), (0.5, "head"), (0.5, "topic_head"))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs worth scoring, as aligned positions in `Views.bullets`: i < j, sorted, distinct."""

    i: Ints
    j: Ints

    def ends(self, at: Ints | slice = slice(None)) -> Iterator[tuple[int, int]]:
        """Return the two positions of each pair, or of those `at`."""
        return zip(self.i[at].tolist(), self.j[at].tolist(), strict=True)


def candidates(views: Views, *, floor: float, neighbours: int, meanings: Sequence[Floats] = ()) -> Candidates:
    """Return the pairs of neighbours: by words with a cosine of at least `floor`, and by meaning.

    A bullet proposes at most `neighbours` by words. `meanings` are the vectors of the bullets' texts and of
    their heads, bullets x dimensions; by these, a bullet proposes its nearest `_NEAREST`.
    """
    total = sum(share for share, _ in _SHARES)
    rows = sparse.csr_matrix(sparse.hstack([_rows(getattr(views, name), s / total) for s, name in _SHARES]))
    is_paragraph = np.array([b.is_paragraph for b in views.bullets], dtype=bool)
    count = max(len(views.bullets), 1)
    pairs = [np.zeros(0, dtype=np.int64)]
    for kind in (False, True):  # paragraphs are matched among themselves
        own = np.flatnonzero(is_paragraph == kind)
        found = [nearest(sparse.csr_matrix(rows[own]), floor, neighbours)]
        found += [nearest_vectors(m[own], number) for m, number in zip(meanings, _NEAREST, strict=False)]
        for i, j in chain.from_iterable(found):
            a, b = own[i], own[j]
            pairs.append(np.minimum(a, b) * count + np.maximum(a, b))
    numbers = distinct(np.concatenate(pairs))
    return Candidates(numbers // count, numbers % count)


def _rows(view: View, share: float) -> sparse.csr_matrix:
    """Return rows of length sqrt(share), without frequent units."""
    scale = sparse.diags(np.sqrt(share) / np.maximum(view.norm, TINY))
    frequent = np.asarray(view.ones.sum(axis=0)).ravel() > _COMMON
    rows = sparse.csr_matrix(scale @ view.matrix @ sparse.diags((~frequent).astype(np.float64)))
    rows.eliminate_zeros()
    rows.data = on_grid(rows.data)
    return rows


def nearest(
    rows: sparse.csr_matrix, floor: float, neighbours: int, block: int = _BLOCK
) -> Iterable[tuple[Ints, Ints]]:
    """Return row numbers and their nearest other rows, for `block` rows at once.

    The row, the distance and the other row form one number for each pair, so that one sort ranks all pairs
    of a block; ties go to the earlier bullet.
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


def nearest_vectors(vectors: Floats, neighbours: int, block: int = _BLOCK) -> Iterable[tuple[Ints, Ints]]:
    """Return row numbers and their nearest other rows of `vectors`, for `block` rows at once.

    The vectors are of length 1, or 0 for a bullet without meaning, which has no neighbours. Distance and row
    form one number, so that ties go to the earlier bullet.
    """
    count, bits = len(vectors), len(vectors).bit_length()
    known = np.any(vectors, axis=1)
    kept = min(neighbours, count - 1)

    def of_block(start: int) -> tuple[Ints, Ints]:
        cosines = vectors[start : start + block] @ vectors.T
        distance = ((2 - cosines) * GRID_OF_PRODUCTS).astype(np.int64)
        row = np.arange(len(distance))
        distance[:, ~known], distance[row, row + start] = _FAR, _FAR
        key = np.sort(np.partition(distance << bits | np.arange(count), kept - 1, axis=1)[:, :kept], axis=1)
        near = (key >> bits < _FAR) & known[start : start + block, None]
        return np.nonzero(near)[0] + start, key[near] & ((1 << bits) - 1)

    return map(of_block, range(0, count if kept > 0 else 0, block))
