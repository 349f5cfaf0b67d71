"""Numbers on a grid, so that sums of products are exact.

Floats added in another order give another last digit, and numeric libraries choose the order by the
machine and its number of threads. Multiples of 2**-18 do not have this problem: while the sum of their
products is below 2**17, it fits exactly into a double, in any order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TINY = 1e-9  # keeps a quotient defined if both numbers are 0
_STEPS = 2.0**18
GRID_OF_PRODUCTS = _STEPS * _STEPS  # steps in 1 of sums of products of two numbers on the grid


def on_grid(values: Floats) -> Floats:
    """Return `values` rounded to the grid."""
    scaled = np.asarray(values * _STEPS, dtype=np.float64)
    np.round(scaled, out=scaled)  # in place: allocating memory takes longer than filling it
    scaled /= _STEPS
    return scaled


def distinct(values: Ints) -> Ints:
    """Return the sorted distinct values, like `np.unique`, which is many times slower since numpy 2.3."""
    ordered = np.sort(values)
    is_new = np.append(np.ones(min(len(ordered), 1), dtype=np.bool_), ordered[1:] != ordered[:-1])
    return np.asarray(ordered[is_new], dtype=np.int64)


def ratio(parts: Floats, wholes: Floats) -> Floats:
    """Return `parts / wholes`, 0 where both are 0."""
    return np.asarray(parts / np.maximum(wholes, TINY), dtype=np.float64)


def unit_length(rows: Floats) -> Floats:
    """Return the rows scaled to length 1, on the grid; rows of zeros are unchanged."""
    rows = on_grid(rows)
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    rows /= np.maximum(length, TINY)
    return on_grid(rows)
