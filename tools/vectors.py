"""Vectors of words and phrases: units of the same bullets have similar vectors.

They are the leading eigenvectors of the positive pointwise mutual information of co-occurrence within a
bullet and its title: simple, small, and the same for the same lines.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import eigsh

from personac.matching.number_grid import TINY, Floats
from tools.corpus import Line
from tools.counting import Rows, pairs

DIMENSIONS = 64
SMOOTHING = 0.75  # power of the context distribution, so that rare contexts do not dominate
EIGEN_POWER = 0.5
IN_TITLE = 0.5  # weight of a title's words in its section's bullets
LEAST_TOGETHER = 0.15  # a lower co-occurrence counts as 0


def vectors(lines: Sequence[Line], rows: Rows) -> Floats:
    """Return a vector of length 1 for each unit; with few units it has fewer dimensions."""
    cells = _cells(lines, rows)
    together = (cells.T @ cells).tocsr()
    together.data[together.data < LEAST_TOGETHER] = 0
    together.eliminate_zeros()
    leading = _leading(_ppmi(together))
    length = np.linalg.norm(leading, axis=1, keepdims=True)
    return np.asarray(leading / np.maximum(length, TINY), dtype=np.float64)


def _cells(lines: Sequence[Line], rows: Rows) -> csr_matrix:
    """Return lines x units; each line has a length of about 1, so that long lines do not dominate."""
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
    """Return the leading eigenvectors, scaled, with defined signs."""
    size = matrix.shape[0]
    start = np.full(size, 1 / math.sqrt(size))  # the default is random
    values, columns = eigsh(matrix, k=min(DIMENSIONS, size - 1), v0=start, which="LA")
    order = np.argsort(-values, kind="stable")
    values, columns = values[order], columns[:, order]
    columns *= np.sign(columns[np.abs(columns).argmax(axis=0), np.arange(columns.shape[1])])
    return np.asarray(columns * np.maximum(values, 0) ** EIGEN_POWER)
