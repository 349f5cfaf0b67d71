"""Numbers on a grid, so that sums of products are exact.

Adding floats in another order gives another last digit, and numeric libraries
choose the order by the machine and its number of threads. Multiples of 2**-18
do not have the problem: as long as their products' sum stays below 2**17 it
fits a double whole, whatever the order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
TINY = 1e-9  # keeps a quotient defined where there is nothing
_STEPS = 2.0**18
GRID_OF_PRODUCTS = _STEPS * _STEPS  # steps in 1 of sums of products of two numbers on the grid


def on_grid(values: Floats) -> Floats:
    """Return `values` rounded to the grid."""
    scaled = np.asarray(values * _STEPS, dtype=np.float64)
    np.round(scaled, out=scaled)  # in place: asking for memory takes longer than filling it
    scaled /= _STEPS
    return scaled


def distinct(values: Ints) -> Ints:
    """Return the values sorted, each once: as `np.unique`, which since numpy 2.3 takes many times as long."""
    found = np.sort(values)
    is_new = np.append(np.ones(min(len(found), 1), dtype=np.bool_), found[1:] != found[:-1])
    return np.asarray(found[is_new], dtype=np.int64)


def ratio(parts: Floats, wholes: Floats) -> Floats:
    """Return `parts / wholes`, 0 where both are."""
    return np.asarray(parts / np.maximum(wholes, TINY), dtype=np.float64)


def unit_length(rows: Floats) -> Floats:
    """Return the rows scaled to length 1, on the grid; rows of zeros stay."""
    rows = on_grid(rows)
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    rows /= np.maximum(length, TINY)
    return on_grid(rows)
