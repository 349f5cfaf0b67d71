"""Vectors of words and phrases: what stands in the same bullets is alike.

Co-occurrence within a bullet and its title, positive pointwise mutual
information, and the leading eigenvectors: plain, small, and the same for the
same lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import eigsh

from personac.matching.fixed_point import TINY, Floats
from tools.corpus import Line
from tools.counting import Rows, pairs

DIMENSIONS = 64
SMOOTHING = 0.75  # power of the context distribution, so that rare contexts do not rule
EIGEN_POWER = 0.5
IN_TITLE = 0.5  # weight of a title's words in its section's bullets
LEAST_TOGETHER = 0.15  # co-occurrence below which two units did not meet


def vectors(lines: Sequence[Line], rows: Rows) -> Floats:
    """Return a vector of length 1 for each unit; fewer dimensions where there are too few units."""
    cells = _cells(lines, rows)
    together = (cells.T @ cells).tocsr()
    together.data[together.data < LEAST_TOGETHER] = 0
    together.eliminate_zeros()
    found = _leading(_ppmi(together))
    length = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(length, TINY), dtype=np.float64)


def _cells(lines: Sequence[Line], rows: Rows) -> csr_matrix:
    """Return lines by units; each line has about the length 1, so that long ones do not rule."""
    at, column, value = [], [], []
    for number, line in enumerate(lines):
        cell: dict[int, float] = {}
        for weight, units in ((IN_TITLE, line.title), (1.0, line.units)):
            cell.update({rows[unit]: weight for unit in (*units, *pairs(units)) if unit in rows})
        norm = 1 / math.sqrt(max(len(cell), 2))
        for key in sorted(cell):
            at.append(number)
            column.append(key)
            value.append(cell[key] * norm)
    return csr_matrix((value, (at, column)), shape=(len(lines), len(rows)))


def _ppmi(together: csr_matrix) -> csr_matrix:
    """Return positive pointwise mutual information, the mean of both directions."""
    cells = together.tocoo()
    mass = np.asarray(together.sum(axis=1)).ravel()
    smooth = mass**SMOOTHING
    one = np.log(cells.data * smooth.sum() / (mass[cells.row] * smooth[cells.col]))
    other = np.log(cells.data * smooth.sum() / (mass[cells.col] * smooth[cells.row]))
    value = np.maximum((one + other) / 2, 0)
    keep = (value > 0) & (cells.row != cells.col)
    return csr_matrix((value[keep], (cells.row[keep], cells.col[keep])), shape=together.shape)


def _leading(matrix: csr_matrix) -> Floats:
    """Return the leading eigenvectors, scaled, their signs settled."""
    size = matrix.shape[0]
    start = np.full(size, 1 / math.sqrt(size))  # the library's own start is random
    values, found = eigsh(matrix, k=min(DIMENSIONS, size - 1), v0=start, which="LA")
    order = np.argsort(-values, kind="stable")
    values, found = values[order], found[:, order]
    found *= np.sign(found[np.abs(found).argmax(axis=0), np.arange(found.shape[1])])
    return np.asarray(found * np.maximum(values, 0) ** EIGEN_POWER)
