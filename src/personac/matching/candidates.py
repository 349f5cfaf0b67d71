"""Which bullets say the same word for word, so that they are one whatever any score says.

Case, marks, punctuation, plural and mostly order do not count. Order does
where it carries meaning ("prefer A over B", "5 workers and 10 threads"), and so
do numbers as they are written and what compares them ("< 80 %" is not "> 80 %").

Who else says a bullet word for word, among personas that fall silent one by one.

A repository of a thousand copies of one agent has a thousand speakers of each
bullet; asking for another one takes the same time all the same.

Pairs worth scoring: each bullet's nearest by weighted words, topics and heads; never all pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy import sparse

from personac.matching.feature_inputs import View, Views
from personac.matching.fixed_point import GRID_OF_PRODUCTS, TINY, Ints, distinct, on_grid
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
_CROSS = re.compile("[\u2717\u2718\u274c\u274e\u26d4\U0001f6ab]")  # "do not", drawn


def exact_key(text: str, words: Words) -> Key:
    """Return what two texts share where they are the same word for word."""
    said = tokens(text)
    if not said:
        return (text.strip(),)
    stems, found = words.stem_all(said), quantities(text)
    is_ordered = len(found) > 1 or not _DIRECTED.isdisjoint(said)
    return (*(stems if is_ordered else sorted(stems)), *found)


def quantities(text: str) -> list[str]:
    """Return the numbers that are more than digits, comparisons and crosses of `text`, in order."""
    folded = text if text.isascii() else unicodedata.normalize("NFKC", text)
    found = _QUANTITY.findall(folded) if _DIGIT.search(folded) else ()
    crosses = () if folded.isascii() else _CROSS.findall(folded)
    return [*(_SPACED.sub("", sign) for sign in found), *crosses]


def units_of(
    bullets: Sequence[Bullet], words: Words, repeats: Mapping[int, int] = MappingProxyType({})
) -> tuple[tuple[int, ...], ...]:
    """Return the positions of the bullets grouped by what they say word for word, ordered by first position.

    Paragraphs are one among themselves only. Each of `repeats` stands behind the bullet that it repeats.
    """
    groups: dict[tuple[bool, Key], list[int]] = {}
    home: dict[int, list[int]] = {}
    for position, bullet in enumerate(bullets):
        if position not in repeats:
            key = bullet.is_paragraph, exact_key(bullet.text, words)
            home[position] = groups.setdefault(key, [])
            home[position].append(position)
    for copy, original in sorted(repeats.items()):
        home[original].append(copy)
    return tuple(tuple(group) for group in groups.values())


def sayings_of(bullets: Sequence[Bullet], words: Words) -> tuple[int, ...]:
    """Return a number for each bullet, the same for two of one kind that say the same word for word."""
    numbers: dict[tuple[bool, Key], int] = {}
    return tuple(
        numbers.setdefault((bullet.is_paragraph, exact_key(bullet.text, words)), len(numbers))
        for bullet in bullets
    )


class Said:
    """For each saying its speakers that are not silent, in the order of their first bullet that says it."""

    def __init__(self, bullets: Sequence[Bullet], sayings: Sequence[int]) -> None:
        """Let everybody speak."""
        self._bullets = bullets
        self._sayings = sayings
        self._speakers: dict[int, OrderedDict[str, int]] = {}
        for position, (bullet, saying) in enumerate(zip(bullets, sayings, strict=True)):
            self._speakers.setdefault(saying, OrderedDict()).setdefault(bullet.persona, position)

    def by_another(self, position: int) -> int | None:
        """Return the first bullet of another persona that says what the bullet at `position` does."""
        own = self._bullets[position].persona
        speakers = self._speakers[self._sayings[position]].items()
        return next((first for persona, first in speakers if persona != own), None)

    def silence(self, positions: Iterable[int]) -> None:
        """Let a persona say nothing from now on; `positions` are its bullets."""
        for position in positions:
            self._speakers[self._sayings[position]].pop(self._bullets[position].persona, None)


_BLOCK = 512  # rows at once: bounds the memory of the similarity matrix
_KEY_BITS = 63  # of a number that ranks a pair
_DISTANCE_BITS = 37  # of it are for the distance, which is in (0, 2] on a grid of 2**-36
_COMMON = 400  # bullets from which on a unit proposes nothing: it says little and costs time
_SHARES = ((1.0, "text"), (0.8, "topic"), (0.5, "head"), (0.5, "topic_head"))


@dataclass(frozen=True, eq=False)
class Candidates:
    """Aligned positions in `Views.bullets`: i < j, sorted, without repeats."""

    i: Ints
    j: Ints


def candidates(views: Views, *, floor: float, neighbours: int) -> Candidates:
    """Return the pairs with a cosine of at least `floor`, at most `neighbours` proposed by each bullet."""
    total = sum(share for share, _ in _SHARES)
    rows = sparse.csr_matrix(sparse.hstack([_rows(getattr(views, name), s / total) for s, name in _SHARES]))
    paragraph = np.array([b.is_paragraph for b in views.bullets], dtype=bool)
    found = [np.zeros(0, dtype=np.int64)]
    count = max(len(views.bullets), 1)
    for kind in (False, True):  # paragraphs are matched among themselves
        own = np.flatnonzero(paragraph == kind)
        for i, j in nearest(sparse.csr_matrix(rows[own]), floor, neighbours):
            a, b = own[i], own[j]
            found.append(np.minimum(a, b) * count + np.maximum(a, b))
    codes = distinct(np.concatenate(found))
    return Candidates(codes // count, codes % count)


def _rows(view: View, share: float) -> sparse.csr_matrix:
    """Return rows of length sqrt(share), without the units that are everywhere."""
    scale = sparse.diags(np.sqrt(share) / np.maximum(view.norm, TINY))
    frequent = np.asarray(view.ones.sum(axis=0)).ravel() > _COMMON
    rows = sparse.csr_matrix(scale @ view.matrix @ sparse.diags((~frequent).astype(np.float64)))
    rows.eliminate_zeros()
    rows.data = on_grid(rows.data)
    return rows


def nearest(
    rows: sparse.csr_matrix, floor: float, neighbours: int, block: int = _BLOCK
) -> Iterable[tuple[Ints, Ints]]:
    """Return rows and columns of the nearest of each row, of `block` rows at once.

    Row, distance and column are one number each pair, so that one sort ranks
    all pairs of a block and ties go to the earlier bullet.
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
