"""Candidate pairs from buckets: who has one key in common, all with all; of many, a star and a chain.

A bucket of n members has n(n-1)/2 pairs, so those of a hot bucket are not all made: its first member is
paired with each (the star), and each with the next one (the chain). Members are ordered by their keys.
Members that share many hot buckets have the same first member and the same neighbours in all of them, so
they stay together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from personac.scan.tables import Keys

Places = NDArray[np.int64]


class PairPlaces(NamedTuple):
    """Pairs of members, each as a place in the sorted rows; `size` is that of the bucket of each pair."""

    first: Places
    second: Places
    size: Places


def pairs_within(buckets: Keys, hot: int) -> PairPlaces:
    """Return the pairs of places with one key in the sorted `buckets`; above `hot` places it is a hot one."""
    starts = np.flatnonzero(np.diff(buckets, prepend=buckets[:1] + np.uint64(1)) != 0)
    sizes = np.diff(starts, append=len(buckets))
    found = [_all_pairs(starts[sizes == size], int(size)) for size in np.unique(sizes) if 1 < size <= hot]
    found += [
        _star_and_chain(int(start), int(size))
        for start, size in zip(starts, sizes, strict=True)
        if size > hot
    ]
    if not found:
        nothing = np.zeros(0, np.int64)
        return PairPlaces(nothing, nothing, nothing)
    return PairPlaces(*map(np.concatenate, zip(*found, strict=True)))


def _all_pairs(starts: Places, size: int) -> PairPlaces:
    first, second = np.triu_indices(size, 1)
    firsts, seconds = np.add.outer(starts, first).ravel(), np.add.outer(starts, second).ravel()
    return PairPlaces(firsts, seconds, np.full(len(firsts), size))


def _star_and_chain(start: int, size: int) -> PairPlaces:
    members = np.arange(start, start + size)
    first = np.concatenate([np.full(size - 1, start), members[1:-1]])
    second = np.concatenate([members[1:], members[2:]])
    return PairPlaces(first, second, np.full(len(first), size))
