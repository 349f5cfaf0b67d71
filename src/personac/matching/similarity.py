"""Similarities of many pairs of bullets at once: shared units, mean vectors, aligned units, characters.

This is the one module that imports rapidfuzz and scikit-learn. Pairs are computed in blocks that fit into
the processor's cache, because allocating memory takes many times longer than the sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cpdist
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from personac.matching.feature_inputs import View, Views
from personac.matching.number_grid import Floats, Ints, on_grid, ratio

_MATRIX_ENTRIES = 100_000  # of the matrices of a block
_MOST_PAIRS = 32_768  # of a block
_PAIRS_AT_ONCE = 8_192  # for n-grams
_N_GRAM = (3, 5)  # characters of the shortest and of the longest n-gram
_LONGEST = 16  # units of a text or head that are aligned; the rest of a long paragraph adds nothing
_TABLE_ENTRIES = 8_192  # of the similarity tables of a block
_SPELT = 5  # letters of words that are compared with misspelt ones
_NEAREST = 0.35  # a lower cosine counts as 0


def slices(count: int, size: int) -> list[slice]:
    """Return slices of `size` that cover `count` items; the last may extend beyond the end."""
    return [slice(start, start + size) for start in range(0, count, size)]


def blocks(count: int, width: float) -> list[slice]:
    """Return slices that cover `count` items of `width` numbers each, small enough for the cache."""
    size = int(min(max(_MATRIX_ENTRIES / max(width, 1), 1), _MOST_PAIRS))
    return slices(count, size)


def dot(a: sparse.csr_matrix, b: sparse.csr_matrix, i: Ints, j: Ints) -> Floats:
    """Return the dot product of row i of `a` and row j of `b`, for each pair."""
    out = np.zeros(len(i))
    for part in blocks(len(i), max(a.nnz, b.nnz) / max(a.shape[0], 1)):
        out[part] = np.asarray(a[i[part]].multiply(b[j[part]]).sum(axis=1)).ravel()
    return out


def sets(view: View, i: Ints, j: Ints) -> tuple[Floats, Floats, Floats]:
    """Return the shared weight, the weighted Jaccard index, and the shared part of the lighter bullet."""
    shared = dot(view.matrix, view.ones, i, j)
    a, b = view.mass[i], view.mass[j]
    return shared, ratio(shared, a + b - shared), ratio(shared, np.minimum(a, b))


def shares_inside(head: View, whole: View, i: Ints, j: Ints) -> tuple[Floats, Floats]:
    """Return how much of a head is in the other whole bullet: the larger and the smaller share of the two."""
    forth = ratio(dot(head.matrix, whole.ones, i, j), head.mass[i])
    back = ratio(dot(head.matrix, whole.ones, j, i), head.mass[j])
    return np.maximum(forth, back), np.minimum(forth, back)


def mean_cosine(view: View, i: Ints, j: Ints) -> Floats:
    """Return the cosine of the mean vectors."""
    out = np.zeros(len(i))
    for part in blocks(len(i), view.mean.shape[1]):
        left, right = view.mean.take(i[part], axis=0), view.mean.take(j[part], axis=0)
        np.einsum("pd,pd->p", left, right, optimize=False, dtype=np.float64, out=out[part])
    return out


@dataclass(frozen=True, eq=False)
class Alignment:
    """For each pair the share of i's weight that has a partner in j (`forth`), and of j's in i (`back`)."""

    forth: Floats
    back: Floats
    head_forth: Floats  # head in head
    head_back: Floats
    in_forth: Floats  # head in text
    in_back: Floats


@dataclass(frozen=True, eq=False)
class _Part:
    """The text or the head as units x bullets: whether it contains each unit, and the weights."""

    has: NDArray[np.bool_]
    weight: NDArray[np.float32]  # exact for weights on the grid
    mass: Floats
    is_whole: NDArray[np.bool_]  # whether it contains all units of the bullet

    def share(self, best: Floats, bullets: Ints) -> Floats:
        return ratio((best * self.weight[: len(best)].take(bullets, axis=1)).sum(axis=0), self.mass[bullets])

    def mask(self, length: int, bullets: Ints) -> Floats | None:
        """Return 1 for each unit that it contains; None if it contains all units of all bullets."""
        if self.is_whole[bullets].all():
            return None
        return self.has[:length].take(bullets, axis=1).astype(np.float64)


class Aligner:
    """Aligns bullets softly: each unit of one with its nearest unit of the other, by their vectors.

    Two bullets may mean the same in words that are only used alike; then much weight of each has a partner
    in the other. Everything is read off one table of similarities for each pair. The tables of many pairs
    are computed together, with the pairs along the last axis, where numpy is fast for few units too.
    """

    def __init__(self, views: Views) -> None:
        """Arrange the units of the text and the head of each bullet in columns of equal length."""
        self._none = len(views.weight)  # fills the columns of bullets with fewer units
        text, head = (_first(view, self._none) for view in (views.text, views.head))
        both = np.concatenate([text, head])
        # The units of the head that are not in the text follow it.
        both = both[np.sort(np.unique(both, return_index=True)[1])]
        both = both[np.argsort(both // (self._none + 1), kind="stable")]
        bullet, unit = np.divmod(both, self._none + 1)
        self._length = np.bincount(bullet, minlength=len(views.text.size))
        place = np.arange(len(both)) - np.repeat(np.cumsum(self._length) - self._length, self._length)
        self._units = np.full((int(self._length.max(initial=0)), len(self._length)), self._none, np.int32)
        self._units[place, bullet] = unit
        self._vectors = np.vstack([views.vectors, np.zeros((1, views.vectors.shape[1]))])
        weight, at = views.weight[unit], (place, bullet)
        inside = [np.isin(both, own, assume_unique=True) for own in (text, head)]
        self._text, self._head = (_part(is_in, weight, at, self._units.shape) for is_in in inside)

    def align(self, i: Ints, j: Ints) -> Alignment:
        """Align each pair."""
        alignment = Alignment(*(np.zeros(len(i)) for _ in range(6)))
        for part in self._blocks(i, j):
            self._fill(alignment, part, i[part], j[part])
        return alignment

    def _blocks(self, i: Ints, j: Ints) -> Iterator[Ints]:
        """Yield positions of pairs of similar size, so that a long bullet enlarges few tables."""
        tall, wide = self._length[i], self._length[j]
        # Widths alternately rise and fall, so that neighbours are similar.
        order = np.lexsort((np.where(tall % 2, -wide, wide), tall))
        start = 0
        while start < len(order):
            area = int(tall[order[start]] * wide[order[start]])
            end = start + max(_TABLE_ENTRIES // max(area, 1), 1)
            yield order[start:end]
            start = end

    def _fill(self, alignment: Alignment, part: Ints, i: Ints, j: Ints) -> None:
        near = self._near(i, j)
        tall, wide, _ = near.shape
        text, head = self._text, self._head
        best_text, best_head = (_best(near, of.mask(wide, j), 1) for of in (text, head))
        alignment.forth[part] = text.share(best_text, i)
        alignment.head_forth[part] = head.share(best_head, i)
        alignment.in_forth[part] = head.share(best_text, i)
        best_text, best_head = (_best(near, of.mask(tall, i), 0) for of in (text, head))
        alignment.back[part] = text.share(best_text, j)
        alignment.head_back[part] = head.share(best_head, j)
        alignment.in_back[part] = head.share(best_text, j)

    def _near(self, i: Ints, j: Ints) -> Floats:
        """Return the squared cosines of the units: units of i x units of j x pairs."""
        a = self._units[: int(self._length[i].max(initial=0)), i]
        b = self._units[: int(self._length[j].max(initial=0)), j]
        left, right = self._vectors.take(a.T, axis=0), self._vectors.take(b.T, axis=0)
        cosine = np.matmul(left, right.transpose(0, 2, 1))
        near = np.ascontiguousarray(cosine.transpose(1, 2, 0))
        near *= near >= _NEAREST
        near *= near
        np.copyto(near, 1.0, where=(a[:, None] == b[None]) & (a[:, None] < self._none))
        return near


def _first(view: View, none: int) -> Ints:
    """Return the first units of each bullet, each as one number together with the bullet."""
    bullet = np.repeat(np.arange(len(view.size)), view.size)
    place = np.arange(len(bullet)) - np.repeat(np.cumsum(view.size) - view.size, view.size)
    keys = bullet * (none + 1) + view.units
    return np.asarray(keys[place < _LONGEST], dtype=np.int64)


def _part(is_in: NDArray[np.bool_], weight: Floats, at: tuple[Ints, Ints], shape: tuple[int, ...]) -> _Part:
    has, own = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.float32)
    has[at], own[at] = is_in, weight * is_in
    is_whole = np.bincount(at[1], ~is_in, shape[1]) == 0
    return _Part(has, own, own.sum(axis=0, dtype=np.float64), is_whole)


def _best(near: Floats, mask: Floats | None, axis: int) -> Floats:
    """Return the similarity of the nearest unit along `axis` among those of `mask`: others x pairs."""
    seen = near if mask is None else near * (mask if axis else mask[:, None])
    return np.asarray(seen.max(axis=axis, initial=0.0), dtype=np.float64)


def character_cosines(views: Views, i: Ints, j: Ints) -> Floats:
    """Return the cosine of the character n-grams of each pair.

    Compute all pairs in one call, because the n-grams of all texts take more memory than all views.
    """
    rows = character_rows([bullet.text for bullet in views.bullets])
    cosines = [dot(rows, rows, i[part], j[part]) for part in slices(len(i), _PAIRS_AT_ONCE)]
    return np.concatenate([np.zeros(0), *cosines])


def token_sets(views: Views, i: Ints, j: Ints) -> Floats:
    """Return the token set ratio of each pair, in [0, 1]."""
    normals = views.normals
    return token_set([normals[k] for k in i.tolist()], [normals[k] for k in j.tolist()])


def token_set(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Return the token set ratio in [0, 1] of each text of `left` and the one of `right` at its position."""
    return np.asarray(cpdist(left, right, scorer=fuzz.token_set_ratio, workers=-1), dtype=np.float64) / 100


def indel_ratio(a: str, b: str) -> float:
    """Return the share of the characters of two texts that insertions and deletions leave, in [0, 1]."""
    return float(Indel.normalized_similarity(a, b))


def is_misspelt(word: str, other: str) -> bool:
    """Return whether two words of some length differ by one letter, or two that are swapped."""
    is_long = min(len(word), len(other)) >= _SPELT and word[0] == other[0]
    return is_long and not (word + other).isdigit() and OSA.distance(word, other, score_cutoff=1) <= 1


def character_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return TF-IDF rows of length 1 over n-grams inside words; a text without n-grams has a row of zeros."""
    if not any(text.strip() for text in texts):  # the vectorizer refuses an empty vocabulary
        return sparse.csr_matrix((len(texts), 1))
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=_N_GRAM, sublinear_tf=True)
    rows = sparse.csr_matrix(vectorizer.fit_transform(texts))
    rows.data = on_grid(rows.data)
    return rows
