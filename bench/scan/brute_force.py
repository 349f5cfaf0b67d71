"""All pairs of sets with a Jaccard similarity of at least so much, by comparing each with each."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_STEP = 500  # sets that are compared with all at once
_ROUNDING = 1e-9


class NearPairs(NamedTuple):
    """Pairs of sets, by their numbers, `first` below `second`, with their similarity."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    similarity: NDArray[np.float64]


def near_pairs(sets: Sequence[frozenset[Hashable]], least: float) -> NearPairs:
    """Return the pairs whose similarity is `least` or more; empty sets are like no other."""
    parts = list(_parts(incidence(sets), least))
    return NearPairs(*map(np.concatenate, zip(*parts, strict=True)))


def incidence(sets: Sequence[frozenset[Hashable]]) -> sparse.csr_array:
    """Return a matrix with a row for each set, a column for each member, and 1 where a set has it."""
    numbers = {member: number for number, member in enumerate(dict.fromkeys(m for one in sets for m in one))}
    columns = np.fromiter((numbers[member] for one in sets for member in one), np.int32)
    ends = np.cumsum([0, *map(len, sets)])
    ones = np.ones(len(columns), np.int32)
    return sparse.csr_array((ones, columns, ends), (len(sets), max(len(numbers), 1)))


def _parts(matrix: sparse.csr_array, least: float) -> Iterator[NearPairs]:
    sizes, transposed = np.diff(matrix.indptr), matrix.T.tocsr()
    yield NearPairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    for start in range(0, matrix.shape[0], _STEP):
        common = (matrix[start : start + _STEP] @ transposed).tocoo()
        first, second = common.row.astype(np.int64) + start, common.col.astype(np.int64)
        similarity = common.data / (sizes[first] + sizes[second] - common.data)
        is_near = (first < second) & (similarity >= least - _ROUNDING)
        yield NearPairs(first[is_near], second[is_near], similarity[is_near])
