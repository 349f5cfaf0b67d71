"""Propose the pairs worth scoring, far fewer than all pairs.

A pair is proposed where one bullet is among the other's nearest by cosine, in
words or in characters. Bullets of one normal form are the same by definition:
they are linked to the first of them and only that one is compared further, so
that exact copies are found at any number and cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from personac.ir import Bullet, Compilation, Pair
from personac.passes.vectorise import vectorise
from personac.rules.model import Rules

_ROWS_AT_ONCE = 512  # bounds the memory of one block of the similarity matrix
_DECIMALS = 6  # below this, sums differ between machines


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `pairs`, sorted."""
    bullets = compilation.bullets
    pairs = propose(bullets, floor=rules.matching.floor, neighbours=rules.matching.neighbours)
    return replace(compilation, pairs=pairs)


def propose(bullets: Sequence[Bullet], *, floor: float, neighbours: int) -> tuple[Pair, ...]:
    """Return the candidate pairs: cosine at least `floor`, `neighbours` a bullet."""
    firsts = same_form(bullets)
    found = {Pair(first, i) for i, first in enumerate(firsts) if first != i}
    for paragraphs in (False, True):
        units = [i for i, b in enumerate(bullets) if firsts[i] == i and b.is_paragraph is paragraphs]
        if units:
            vectors = vectorise([bullets[i].stems for i in units])
            for matrix in (vectors.words, vectors.chars):
                found.update(Pair(units[a], units[b]) for a, b in _nearest(matrix, floor, neighbours))
    return tuple(sorted(found))


def same_form(bullets: Sequence[Bullet]) -> tuple[int, ...]:
    """For each bullet the position of the first one of the same normal form."""
    seen: dict[tuple[bool, object], int] = {}
    keys = [(b.is_paragraph, b.stems or b.text) for b in bullets]
    return tuple(seen.setdefault(key, i) for i, key in enumerate(keys))


def _nearest(matrix: csr_matrix, floor: float, neighbours: int) -> Iterator[tuple[int, int]]:
    transposed = matrix.T.tocsr()
    for start in range(0, matrix.shape[0], _ROWS_AT_ONCE):
        block = (matrix[start : start + _ROWS_AT_ONCE] @ transposed).tocsr()
        block.sort_indices()
        for offset in range(block.shape[0]):
            low, high = block.indptr[offset], block.indptr[offset + 1]
            columns, cosines = block.indices[low:high], block.data[low:high].round(_DECIMALS)
            yield from _best(start + offset, columns, cosines, floor, neighbours)


def _best(
    row: int, columns: np.ndarray, cosines: np.ndarray, floor: float, neighbours: int
) -> Iterator[tuple[int, int]]:
    near = (cosines >= floor) & (columns != row)
    columns, cosines = columns[near], cosines[near]
    order = np.lexsort((columns, -cosines))[:neighbours]  # ties go to the earlier bullet
    for column in columns[order].tolist():
        yield (row, column) if row < column else (column, row)
