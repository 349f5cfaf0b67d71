"""Near copies among units: minhash signatures, bands, candidate pairs, and their verification.

Two units of one scope are near copies if the sets of their terms have a Jaccard similarity of `NEAR` at
least. Signatures only propose pairs: short texts share bands by chance, so every pair is verified. numpy
computes the signatures, as no library gave the same numbers faster (docs/scan.md).

Source: A. Broder, On the resemblance and containment of documents (1997).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from personac.scan.buckets import pairs_within
from personac.scan.tables import Keys, Lists, Schema, Table, distinct, lists, numbers, rows

BANDS = Schema((("band", "key"), ("unit", "key")))
PAIRS = Schema((("a", "key"), ("b", "key")))
NEAR = 0.7
"""The Jaccard similarity of near copies."""
_BANDS, _ROWS = 20, 4  # a pair of similarity 0.7 shares a band with a probability of 0.996
_HOT = 16  # members of a bucket
_SEED = 20_261_130
_STEP = 1 << 16  # units, or pairs, that are computed at once
_ODD = np.uint64(0x9E37_79B9_7F4A_7C15)
Signatures = NDArray[np.uint32]


def signed(units: Table) -> tuple[Table, Table]:
    """Return the distinct units, sorted, and their bands; a unit without terms has none."""
    units = distinct(units, "unit")
    terms, keys = lists(units, "terms"), numbers(units, "unit")
    filled = np.flatnonzero(terms.lengths)
    if not len(filled):
        return units, BANDS.empty()
    scopes = numbers(units, "scope")[filled]
    signatures = minhash(Lists(terms.offsets[[*filled, len(keys)]], terms.values), _BANDS * _ROWS)
    bands = [
        _mixed(signatures[:, at * _ROWS : (at + 1) * _ROWS], scopes ^ np.uint64(at)) for at in range(_BANDS)
    ]
    return units, BANDS.table(np.concatenate(bands), np.tile(keys[filled], _BANDS))


def minhash(terms: Lists, permutations: int) -> Signatures:
    """Return a row of minima for each list of terms; lists must not be empty."""
    generator = np.random.Generator(np.random.PCG64(_SEED))
    factors = generator.integers(1, 2**63, permutations, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    summands = generator.integers(0, 2**63, permutations, dtype=np.uint64)
    signatures = np.empty((len(terms.offsets) - 1, permutations), np.uint32)
    for start in range(0, len(signatures), _STEP):
        offsets = terms.offsets[start : start + _STEP + 1]
        values = terms.values[offsets[0] : offsets[-1]].astype(np.uint64) * _ODD
        values ^= values >> np.uint64(29)
        for at in range(permutations):
            hashes = ((values * factors[at] + summands[at]) >> np.uint64(32)).astype(np.uint32)
            signatures[start : start + _STEP, at] = np.minimum.reduceat(hashes, offsets[:-1] - offsets[0])
    return signatures


def _mixed(signatures: Signatures, salts: Keys) -> Keys:
    """Return a key for each row of a band."""
    mixed = salts * _ODD
    for column in signatures.T:
        mixed = (mixed ^ column) * _ODD
        mixed ^= mixed >> np.uint64(31)
    return mixed


def candidate_pairs(bands: Table) -> Table:
    """Return the distinct pairs of units that share a band, `a` below `b`."""
    ordered = distinct(bands, "band", "unit")
    units, pairs = numbers(ordered, "unit"), pairs_within(numbers(ordered, "band"), _HOT)
    return distinct(PAIRS.table(units[pairs.first], units[pairs.second]), "a", "b")


def verified(pairs: Table, units: Table) -> Table:
    """Return the pairs that are near copies; `units` holds, sorted, all units of the pairs."""
    pairs = distinct(pairs, "a", "b")
    keys, terms = numbers(units, "unit"), lists(units, "terms")
    first, second = (np.searchsorted(keys, numbers(pairs, name)) for name in ("a", "b"))
    near = [
        similarities(terms, first[at : at + _STEP], second[at : at + _STEP]) >= NEAR
        for at in range(0, len(first), _STEP)
    ]
    return rows(pairs, np.flatnonzero(np.concatenate([np.zeros(0, bool), *near])))


def similarities(terms: Lists, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Jaccard similarity of each pair of lists, which are sorted and without repeats."""
    lengths = terms.lengths
    shared = np.zeros(len(first))
    smaller, larger = np.minimum(lengths[first], lengths[second]), np.maximum(lengths[first], lengths[second])
    likely = np.flatnonzero(smaller >= NEAR * larger)
    ours, owners = _tagged(terms, first[likely])
    theirs, _ = _tagged(terms, second[likely])
    places = np.minimum(np.searchsorted(theirs, ours), max(len(theirs) - 1, 0))
    if len(theirs):
        shared[likely] = np.bincount(owners, theirs[places] == ours, len(likely))
    return np.asarray(shared / np.maximum(lengths[first] + lengths[second] - shared, 1))


def _tagged(terms: Lists, places: NDArray[np.int64]) -> tuple[Keys, NDArray[np.int64]]:
    """Return the terms of the lists at these places, each with the number of its list in the upper half."""
    lengths = terms.lengths[places]
    owners = np.repeat(np.arange(len(places)), lengths)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    values = terms.values[np.repeat(terms.offsets[places], lengths) + within]
    return (owners.astype(np.uint64) << np.uint64(32)) | values, owners


def units_of(pairs: Table) -> Keys:
    """Return the units of pairs, sorted."""
    return np.unique(np.concatenate([numbers(pairs, "a"), numbers(pairs, "b")]))
