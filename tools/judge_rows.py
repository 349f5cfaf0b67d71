"""The training rows of the judge: two texts, what they are labelled, and in which fold they are left out.

Each row belongs to one fold (`tools.folds`), by its gold group, its file of hard pairs, or its block of real
pairs. A model of a fold never trains on the rows of that fold, so that figures on them are of unseen data.
Rows of `ALWAYS` are only there to learn from.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from personac.matching.judge import judged_text
from personac.quantities.reader import QuantityReader

ALWAYS = -1  # the fold of rows that every model trains on


@dataclass(frozen=True, slots=True, order=True)
class Side:
    """One bullet of a pair, as the judge reads it: with its scope, and without."""

    shown: str
    bare: str


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled pair. `same` is 1 if both mean the same, 0 if not, or between.

    `block` names what was left out together: a group, a file, or a block of real pairs. `weight` is that of
    the loss; `share` is the probability that a training uses the row.
    """

    source: str
    block: str
    fold: int
    kind: str
    left: Side
    right: Side
    same: float
    weight: float
    share: float = 1.0

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both bullets."""
        return self.left, self.right


def make_side(scope: str, text: str, quantities: QuantityReader) -> Side:
    """Return a bullet as the judge reads it, its quantities in one spelling."""
    plain = quantities.with_plain_quantities(text)
    return Side(judged_text(scope, plain), judged_text("", plain))


def without_known(rows: Sequence[Row]) -> list[Row]:
    """Return `rows` without those of `ALWAYS` that repeat a pair of a fold: it would not be left out."""
    known = {_wording(row) for row in rows if row.fold != ALWAYS}
    return [row for row in rows if row.fold != ALWAYS or _wording(row) not in known]


def _wording(row: Row) -> frozenset[str]:
    return frozenset(side.bare.casefold() for side in row.sides)


def thinned_own_rows(rows: Iterable[Row], share: float, seed: int) -> list[Row]:
    """Return the rows without some that are in no fold, for a model that has already seen these."""
    rng = random.Random(seed)  # noqa: S311 - the same rows for the same seed
    return [row for row in rows if row.fold != ALWAYS or rng.random() < share]


def training_rows(rows: Iterable[Row], fold: int | None, seed: int) -> list[Row]:
    """Return the rows that the model of `fold` trains on, None for the model of all folds."""
    rng = random.Random(seed)  # noqa: S311 - the same rows for the same seed
    return [row for row in rows if rng.random() < row.share and (fold is None or row.fold != fold)]


def held_out_rows(rows: Iterable[Row], fold: int | None) -> list[Row]:
    """Return the rows that the model of `fold` is measured on."""
    return [row for row in rows if row.fold == fold]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write one row a line, as JSON."""
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))


def read_rows(path: Path) -> list[Row]:
    """Read what `write_rows` wrote. Raises `msgspec.DecodeError` for anything else."""
    decoder = msgspec.json.Decoder(Row)
    return [decoder.decode(line) for line in path.read_bytes().splitlines()]
