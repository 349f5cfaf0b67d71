"""Relations: personas that are about the same, though they say it in other words.

Personas meet in the buckets of their heaviest terms. Those that meet often enough are compared: the
similarity is the cosine of their profiles.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from personac.scan.buckets import pairs_within
from personac.scan.profiles import KINDS
from personac.scan.tables import Keys, Schema, Table, distinct, joined, lists, numbers, rows, summed

MEETINGS = Schema((("a", "key"), ("b", "key"), ("kind", "key"), ("times", "count")))
RELATIONS = Schema((("a", "key"), ("b", "key"), ("kind", "key"), ("similarity", "share")))
LEAST = 0.2
"""The least similarity that is a relation."""
_HOT = 64  # personas of a bucket
_FEWEST = 3  # buckets in which two personas meet, to be compared
_DIGITS = 4
_STEP = 1 << 14  # pairs that are compared at once


def meetings(posts: Table) -> Table:
    """Return how often personas meet in the buckets of a partition."""
    ordered = distinct(posts, "bucket", "content")
    buckets, contents = numbers(ordered, "bucket"), numbers(ordered, "content")
    pairs = pairs_within(buckets, _HOT)
    kind = buckets[pairs.first] & np.uint64(1)
    once = np.ones(len(kind), np.int64)
    return summed(MEETINGS.table(contents[pairs.first], contents[pairs.second], kind, once), MEETINGS)


def worth_comparing(met: Table) -> Table:
    """Return the pairs that meet often enough in all buckets together."""
    together = summed(met, MEETINGS)
    return rows(together, np.flatnonzero(numbers(together, "times") >= _FEWEST))


def related(met: Table, profiles: tuple[Table, ...]) -> Table:
    """Return the relations among pairs; `profiles` holds, by kind and sorted, those of all their personas."""
    found = [RELATIONS.empty()]
    for kind in range(len(KINDS)):
        own = rows(met, np.flatnonzero(numbers(met, "kind") == kind))
        about = _Profiles.of(profiles[kind])
        found += [_compared(own.slice(at, _STEP), about) for at in range(0, own.num_rows, _STEP)]
    return distinct(joined(found, RELATIONS), "a", "b", "kind")


class _Profiles(NamedTuple):
    """Profiles as rows of a matrix, in the order of their sorted `contents`, with their lengths."""

    contents: Keys
    matrix: csr_array
    lengths: NDArray[np.float64]

    @classmethod
    def of(cls, profiles: Table) -> _Profiles:
        terms, weights = lists(profiles, "terms"), lists(profiles, "weights")
        _, columns = np.unique(terms.values, return_inverse=True)
        shape = len(terms.lengths), int(columns.max(initial=0)) + 1
        data: NDArray[np.int64] = weights.values.astype(np.int64)
        matrix = csr_array((data, columns, terms.offsets), shape=shape)
        squares = matrix.multiply(matrix).sum(axis=1)
        return cls(numbers(profiles, "content"), matrix, np.sqrt(squares.astype(np.float64)))


def _compared(met: Table, about: _Profiles) -> Table:
    first, second = (np.searchsorted(about.contents, numbers(met, name)) for name in ("a", "b"))
    products = about.matrix[first].multiply(about.matrix[second]).sum(axis=1)
    norm = about.lengths[first] * about.lengths[second]
    similarity = np.round(products / np.maximum(norm, 1), _DIGITS)
    kept = np.flatnonzero(similarity >= LEAST)
    names = ("a", "b", "kind")
    return RELATIONS.table(*(numbers(met, name)[kept] for name in names), similarity[kept])
