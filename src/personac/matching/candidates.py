"""Candidates for matching: copies, which need no score, and pairs worth scoring.

Copies have the same words; case, marks, punctuation, plurals and mostly order are ignored. Order counts
where it carries meaning ("prefer A over B", "5 workers and 10 threads"), and so do numbers as written and
comparisons ("< 80 %" is not "> 80 %"). Of the other bullets, only the nearest neighbours by weighted words,
topics and heads become candidates, never all pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import sparse

from personac.matching.feature_inputs import View, Views
from personac.matching.number_grid import GRID_OF_PRODUCTS, TINY, Ints, distinct, on_grid
from personac.matching.tokenizer import Words, tokens
from personac.model import Bullet

Key = tuple[str, ...]
_DIRECTED = frozenset({
    "after", "against", "ahead", "avoid", "before", "behind", "but", "don", "except", "from", "if", "instead",
    "into", "never", "no", "not", "only", "over", "prefer", "rather", "than", "to", "unless", "until",
    "versus", "vs", "when", "without",
})  # fmt: skip
_QUANTITY = re.compile(r"(?:[<>]=?|[\u2264\u2265])(?=\s*[$\u20ac]?\d)|\d+(?:[.,:/]\d+)*\s*%?")
_DIGIT = re.compile(r"\d")
_SPACED = re.compile(r"\s|(?<=\d),(?=\d{3}\b)")
_CROSS = re.compile("[\u2717\u2718\u274c\u274e\u26d4\U0001f6ab]")  # symbols for "do not"
_BLOCK = 512  # rows at once: bounds the memory of the similarity matrix
_KEY_BITS = 63  # of a number that ranks a pair
_DISTANCE_BITS = 37  # of these are for the distance, which is in (0, 2] on a grid of 2**-36
_COMMON = 400  # a unit of more bullets proposes nothing: it distinguishes little and costs time
_SHARES = ((1.0, "text"), (0.8, "topic"), (0.5, "head"), (0.5, "topic_head"))


def exact_key(text: str, words: Words) -> Key:
    """Return a key that is equal for texts with the same words."""
    split = tokens(text)
    if not split:
        return (text.strip(),)
    stems, numbers = words.stem_all(split), quantities(text)
    is_ordered = len(numbers) > 1 or not _DIRECTED.isdisjoint(split)
    return (*(stems if is_ordered else sorted(stems)), *numbers)


def copy_key(bullet: Bullet, words: Words) -> tuple[bool, Key]:
    """Return a key that is equal for copies; a paragraph is no copy of an item."""
    return bullet.is_paragraph, exact_key(bullet.text, words)


def quantities(text: str) -> list[str]:
    """Return the numbers, comparisons and crosses of `text`, in order; of plain words there are none."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    numbers = _QUANTITY.findall(folded) if _DIGIT.search(folded) else ()
    crosses = () if folded.isascii() else _CROSS.findall(folded)
    return [*(_SPACED.sub("", number) for number in numbers), *crosses]


def group_copies(
    bullets: Sequence[Bullet], words: Words, repeats: Mapping[int, int] = MappingProxyType({})
) -> tuple[tuple[int, ...], ...]:
    """Return the positions of the bullets grouped by `copy_key`, ordered by their first position.

    Each bullet of `repeats` is appended to the group of the bullet that it repeats.
    """
    groups: dict[tuple[bool, Key], list[int]] = {}
    group_of: dict[int, list[int]] = {}
    for position, bullet in enumerate(bullets):
        if position not in repeats:
            group_of[position] = groups.setdefault(copy_key(bullet, words), [])
            group_of[position].append(position)
    for copy, original in sorted(repeats.items()):
        group_of[original].append(copy)
    return tuple(tuple(group) for group in groups.values())


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs worth scoring, as aligned positions in `Views.bullets`: i < j, sorted, distinct."""

    i: Ints
    j: Ints


def candidates(views: Views, *, floor: float, neighbours: int) -> Candidates:
    """Return the pairs with a cosine of at least `floor`, at most `neighbours` proposed by each bullet."""
    total = sum(share for share, _ in _SHARES)
    rows = sparse.csr_matrix(sparse.hstack([_rows(getattr(views, name), s / total) for s, name in _SHARES]))
    is_paragraph = np.array([b.is_paragraph for b in views.bullets], dtype=bool)
    count = max(len(views.bullets), 1)
    pairs = [np.zeros(0, dtype=np.int64)]
    for kind in (False, True):  # paragraphs are matched among themselves
        own = np.flatnonzero(is_paragraph == kind)
        for i, j in nearest(sparse.csr_matrix(rows[own]), floor, neighbours):
            a, b = own[i], own[j]
            pairs.append(np.minimum(a, b) * count + np.maximum(a, b))
    numbers = distinct(np.concatenate(pairs))
    return Candidates(numbers // count, numbers % count)


def _rows(view: View, share: float) -> sparse.csr_matrix:
    """Return rows of length sqrt(share), without frequent units."""
    scale = sparse.diags(np.sqrt(share) / np.maximum(view.norm, TINY))
    frequent = np.asarray(view.ones.sum(axis=0)).ravel() > _COMMON
    rows = sparse.csr_matrix(scale @ view.matrix @ sparse.diags((~frequent).astype(np.float64)))
    rows.eliminate_zeros()
    rows.data = on_grid(rows.data)
    return rows


def nearest(
    rows: sparse.csr_matrix, floor: float, neighbours: int, block: int = _BLOCK
) -> Iterable[tuple[Ints, Ints]]:
    """Return row numbers and their nearest other rows, for `block` rows at once.

    The row, the distance and the other row form one number for each pair, so that one sort ranks all pairs
    of a block; ties go to the earlier bullet.
    """
    columns = sparse.csr_matrix(rows.T)
    bits = rows.shape[0].bit_length()
    size = min(block, 1 << max(_KEY_BITS - _DISTANCE_BITS - bits, 0))

    def of_block(start: int) -> tuple[Ints, Ints]:
        cosines = sparse.csr_matrix(rows[start : start + size] @ columns)
        row = np.repeat(np.arange(cosines.shape[0]), np.diff(cosines.indptr))
        near = (cosines.data >= floor) & (cosines.indices != row + start)
        distance = ((2 - cosines.data[near]) * GRID_OF_PRODUCTS).astype(np.int64)
        key = (row[near] << _DISTANCE_BITS | distance) << bits | cosines.indices[near].astype(np.int64)
        key.sort()
        row = key >> (_DISTANCE_BITS + bits)
        best = np.arange(len(row)) - np.searchsorted(row, row) < neighbours
        return row[best] + start, key[best] & ((1 << bits) - 1)

    return map(of_block, range(0, rows.shape[0], size))
