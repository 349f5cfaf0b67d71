"""Soft alignment: each unit of one bullet with its nearest in the other, weighted.

Two bullets may say the same in words that are merely used alike; how much of
one's weight finds a partner in the other tells that, in both directions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from personac.passes.matching.grid import Floats, Ints, ratio
from personac.passes.matching.views import View

_LONGEST = 16  # units of a bullet that are aligned; the rest of a long paragraph adds nothing
_BLOCK = 4096  # pairs at once: bounds the memory
_TABLE = 1800  # units up to which all similarities are worked out beforehand
_NEAREST = 0.35  # a cosine below this is none


@dataclass(frozen=True, eq=False)
class Padded:
    """`rows`: bullets x longest, the row of each unit, -1 where there is none; `weight` aligned."""

    rows: Ints
    weight: Floats
    length: Ints


def pad(view: View, weight: Floats) -> Padded:
    """Return the units of each bullet as rows of one length."""
    length = np.array([min(len(units), _LONGEST) for units in view.units], dtype=np.int64)
    longest = max(int(length.max(initial=1)), 1)
    rows = np.full((len(view.units), longest), -1, dtype=np.int64)
    for at, units in enumerate(view.units):
        rows[at, : length[at]] = units[:longest]
    return Padded(
        rows, np.where(rows >= 0, weight[rows], 0.0) if len(weight) else np.zeros(rows.shape), length
    )


class Aligner:
    """Aligns bullets by the vectors of their units."""

    def __init__(self, vectors: Floats) -> None:
        """Work out all similarities beforehand where the units are few."""
        self._vectors = vectors
        self._table = _soften(vectors @ vectors.T) if len(vectors) <= _TABLE else None

    def align(self, left: Padded, right: Padded, i: Ints, j: Ints) -> tuple[Floats, Floats]:
        """Return (share of i's weight that j says, share of j's weight that i says)."""
        forth, back = np.zeros(len(i)), np.zeros(len(i))
        # Pairs of one size stand together, so that a long bullet does not make every array long.
        order = np.lexsort((right.length[j], left.length[i]))
        for start in range(0, len(order), _BLOCK):
            part = order[start : start + _BLOCK]
            a, b = i[part], j[part]
            wide, tall = int(left.length[a].max(initial=1)), int(right.length[b].max(initial=1))
            near = self._similarity(left.rows[a, :wide], right.rows[b, :tall])
            forth[part] = _share(near.max(axis=2, initial=0.0), left.weight[a, :wide])
            back[part] = _share(near.max(axis=1, initial=0.0), right.weight[b, :tall])
        return forth, back

    def _similarity(self, a: Ints, b: Ints) -> Floats:
        if self._table is not None:
            near = self._table[a[:, :, None], b[:, None, :]]
        else:
            near = _soften(np.matmul(self._vectors[a], self._vectors[b].transpose(0, 2, 1)))
        near[a[:, :, None] == b[:, None, :]] = 1.0
        near[(a < 0)[:, :, None] | (b < 0)[:, None, :]] = 0.0
        return np.asarray(near, dtype=np.float64)


def _soften(cosine: Floats) -> Floats:
    return np.asarray(np.where(cosine < _NEAREST, 0.0, cosine * cosine), dtype=np.float64)


def _share(best: Floats, weight: Floats) -> Floats:
    return ratio((best * weight).sum(axis=1), weight.sum(axis=1))
