"""Packs pairs of texts as the input of the judge, and draws the batches of a training."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from personac.matching.cross_encoder import MOST_PIECES, cut
from tools.judge_rows import Row, Side

Ints = NDArray[np.int64]
Ids = list[int]
IdPair = tuple[Ids, Ids]

BATCH = 32
_POOL = 20 * BATCH  # rows of which a batch takes those of similar length
_KEEPS_SCOPE = "scope"  # the kind of pairs whose scopes make the difference
_WITHOUT_SCOPE = 0.1  # share of pairs that are shown without scopes, so that texts alone are learnt, too


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A row as numbers of pieces, with scopes and without."""

    row: Row
    shown: IdPair
    bare: IdPair

    @property
    def length(self) -> int:
        """The number of pieces of both texts."""
        return sum(map(len, self.shown))


class Packer:
    """Splits texts into pieces, and joins those of pairs."""

    def __init__(self, tokenizer: Path) -> None:
        """Read tokenizer.json. Raises `KeyError` if it lacks the special pieces."""
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        vocabulary = self._tokenizer.get_vocab()
        self._start, self._end = vocabulary["[CLS]"], vocabulary["[SEP]"]

    def ids(self, texts: Sequence[str]) -> list[Ids]:
        """Return the numbers of the pieces of each text."""
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encoded]

    def examples(self, rows: Sequence[Row]) -> list[Example]:
        """Return the rows as numbers of pieces."""

        def split(text_of: Callable[[Side], str]) -> Iterator[IdPair]:
            left, right = (self.ids([text_of(row.sides[n]) for row in rows]) for n in (0, 1))
            return zip(left, right, strict=True)

        both = zip(rows, split(lambda side: side.shown), split(lambda side: side.bare), strict=True)
        return [Example(row, shown, bare) for row, shown, bare in both]

    def alone(self, piece: int) -> Ids:
        """Return one piece between special ones."""
        return [self._start, piece, self._end]

    def pack(self, pair: IdPair, most: int = MOST_PIECES) -> tuple[Ids, Ids]:
        """Return the pieces of both texts between special ones, and 0 or 1 for the text they are of.

        The longer text is cut as far as necessary, as the product cuts it.
        """
        left, right = cut(*pair, most)
        ids = [self._start, *left, self._end, *right, self._end]
        return ids, [0] * (len(left) + 2) + [1] * (len(right) + 1)

    def arrays(self, pairs: Sequence[IdPair]) -> tuple[Ints, Ints, Ints]:
        """Return ids, types and mask of a batch: pairs x length; the mask is 0 at padding."""
        packed = list(map(self.pack, pairs))
        length = max(len(ids) for ids, _ in packed)
        ids, types, mask = (np.zeros((len(packed), length), dtype=np.int64) for _ in range(3))
        for at, (own, own_types) in enumerate(packed):
            ids[at, : len(own)] = own
            types[at, : len(own)] = own_types
            mask[at, : len(own)] = 1
        return ids, types, mask


def varied(example: Example, rng: random.Random) -> IdPair:
    """Return the pieces of a pair, in any order, and sometimes without scopes."""
    bare = example.row.kind != _KEEPS_SCOPE and rng.random() < _WITHOUT_SCOPE
    left, right = example.bare if bare else example.shown
    return (left, right) if rng.random() < 1 / 2 else (right, left)


def batches(examples: Sequence[Example], rng: random.Random) -> Iterator[list[Example]]:
    """Yield batches of examples of similar length without end, each example once an epoch."""
    if not examples:
        message = "there are no rows to train on"
        raise ValueError(message)
    order = list(examples)
    while True:
        rng.shuffle(order)
        for start in range(0, len(order), _POOL):
            pool = sorted(order[start : start + _POOL], key=lambda example: example.length)
            parts = [pool[at : at + BATCH] for at in range(0, len(pool), BATCH)]
            rng.shuffle(parts)
            yield from parts
