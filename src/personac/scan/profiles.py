"""Profiles: what each persona is about, as the weights of its terms, and the buckets in which personas meet.

The weight of a term grows with its uses, its rarity among all agent files, and its rarity among the scanned
ones. Units that many personas say (a template) count less. All numbers are whole, so that every machine
computes the same ones.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from personac.scan.reading import DESCRIBED
from personac.scan.shared_words import CAP
from personac.scan.tables import Keys, Lists, Schema, Table, distinct, lists, looked_up, numbers

HOT_UNITS = Schema((("unit", "key"), ("personas", "count")))
PROFILES = Schema((("content", "key"), ("terms", "keys"), ("weights", "keys")))
POSTS = Schema((("bucket", "key"), ("content", "key")))
KINDS = ("body", "description")
"""What profiles are made of; buckets of the two are apart."""
_TOP = (64, 12)  # terms of a profile that are buckets, by kind
_GRID = 100  # a logarithm of 1, as it is counted
_LOW = np.uint64(2**32 - 1)
Whole = NDArray[np.int64]


def hot_units(occurrences: Table) -> Table:
    """Return the units of a partition that more than `CAP` personas say, with their number."""
    units, count = np.unique(numbers(distinct(occurrences, "unit", "content"), "unit"), return_counts=True)
    return HOT_UNITS.table(units[count > CAP], count[count > CAP])


def profiled(personas: Table, frequencies: Table, hot: Table, contents: int) -> tuple[Table, Table]:
    """Return the profiles of the bodies and of the descriptions; `contents` is the number of all personas."""
    rarity = _Rarity(frequencies, contents)
    uses = _uses_by_unit(personas, hot)
    bodies = _profiles(personas, "terms", "weights", uses, rarity)
    described = np.full(len(lists(personas, "described").values), _GRID)
    return bodies, _profiles(personas, "described", "described_weights", described, rarity)


def posts(profiles: Table, kind: int) -> Table:
    """Return the buckets of each persona: its heaviest terms; of equal ones those with the lower hash."""
    terms, weights = lists(profiles, "terms"), lists(profiles, "weights").values.astype(np.int64)
    owners = np.repeat(np.arange(len(terms.lengths)), terms.lengths)
    order = np.lexsort((terms.values, -weights, owners))
    rank = np.arange(len(order)) - np.repeat(terms.offsets[:-1], terms.lengths)
    top = order[(rank < _TOP[kind]) & (weights[order] > 0)]
    buckets = (terms.values[top].astype(np.uint64) << np.uint64(1)) | np.uint64(kind)
    return POSTS.table(buckets, numbers(profiles, "content")[owners[top]])


class _Rarity:
    """The factor of a term for its rarity among the scanned personas."""

    def __init__(self, frequencies: Table, contents: int) -> None:
        self._terms = numbers(frequencies, "term")
        share = 1 + max(contents, 1) / np.maximum(numbers(frequencies, "personas"), 1)
        self._factors = logarithms(share)

    def of(self, terms: Keys) -> Whole:
        """Return the factor of each term, which has been counted."""
        return self._factors[np.searchsorted(self._terms, terms)]


def logarithms(values: NDArray[np.float64]) -> Whole:
    """Return natural logarithms in hundredths."""
    return np.asarray(np.rint(np.log(values) * _GRID), np.int64)


def _uses_by_unit(personas: Table, hot: Table) -> Whole:
    """Return for each use of a term how much it counts, in hundredths: less in units that many say."""
    units, ends = lists(personas, "units"), lists(personas, "ends")
    keys, order = np.unique(numbers(hot, "unit") & _LOW, return_index=True)
    counts = np.full(len(units.values), _GRID)
    places, is_hot = looked_up(keys, units.values)
    counts[is_hot] = CAP * _GRID // numbers(hot, "personas")[order][places[is_hot]].astype(np.int64)
    ends_before = np.concatenate([[0], ends.values[:-1]])
    ends_before[ends.offsets[:-1][ends.lengths > 0]] = 0
    return np.repeat(counts, ends.values.astype(np.int64) - ends_before)


def _profiles(personas: Table, terms_name: str, weights_name: str, uses: Whole, rarity: _Rarity) -> Table:
    terms, weights = lists(personas, terms_name), lists(personas, weights_name).values.astype(np.int64)
    owners = np.repeat(np.arange(len(terms.lengths), dtype=np.uint64), terms.lengths)
    keys = (owners << np.uint64(32)) | terms.values
    distinct_keys, first, place = np.unique(keys, return_index=True, return_inverse=True)
    total = np.bincount(place, uses, len(distinct_keys)).astype(np.int64)
    own = terms.values[first]
    # Uses in hundredths: one use has a factor of 1, and each e-fold of them one more; less than one is less.
    counted = own.astype(np.uint64) + np.uint64(DESCRIBED if terms_name == "described" else 0)
    factor = np.where(total >= _GRID, _GRID + logarithms(np.maximum(total, _GRID) / _GRID), total)
    weighted = (factor * weights[first] * rarity.of(counted)) >> 8
    lengths = np.bincount((distinct_keys >> np.uint64(32)).astype(np.int64), minlength=len(terms.lengths))
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    columns = Lists(offsets, own), Lists(offsets, weighted.astype(np.uint32))
    return PROFILES.table(numbers(personas, "content"), *columns)
