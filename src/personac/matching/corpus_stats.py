"""What is known of words beforehand: rarity, positions and vectors, from agent files at large.

Five files are too few to tell what a rare word is or which words are used
alike; the table that ships with the package was counted over thousands
(tools/train_background.py) and holds words only, no sentence.

The data that ships with the matcher, read from wherever the package is installed.
"""

from __future__ import annotations

import io
import tomllib
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

import numpy as np

from personac.matching.fixed_point import Floats, unit_length

_SCALES: Mapping[str, float] = {
    "idf": 16, "spread": 50, "first": 255, "last": 255, "topical": 255, "proper": 255,
}  # fmt: skip
_NAME = 0.7  # share of capitalised uses from which a word is a name


@dataclass(frozen=True, slots=True)
class Stats:
    """What is known of one word; each share is of its uses."""

    idf: float
    spread: float  # how much it tells about the topic of the section it stands in
    first: float  # share as a line's first word
    last: float  # share as a line's last word
    topical: float  # share in titles and leads
    proper: float  # share capitalised inside a sentence


NOT_A_BACKGROUND = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, IndexError, OSError, ValueError)
UNSEEN = Stats(10.5, 0.9, 0.15, 0.1, 0.1, 0.5)  # a word never seen is rare


@dataclass(frozen=True, eq=False)
class Background:
    """Aligned arrays: `index` maps a unit to its row; rows below `words` are single words."""

    index: Mapping[str, int]
    words: int
    table: Floats  # words x the fields of Stats
    vectors: Floats  # of length 1, on the grid

    def stats(self, unit: str) -> Stats:
        """Return the figures of a single word."""
        row = self.index.get(unit, -1)
        return self._stats[row] if 0 <= row < self.words else UNSEEN

    def is_name(self, unit: str) -> bool:
        """Tell whether a word is mostly written with a capital: a product, a standard."""
        row = self.index.get(unit, -1)
        return 0 <= row < self.words and self._stats[row].proper >= _NAME

    def vector(self, unit: str) -> Floats | None:
        """Return the vector of a unit, of a known phrase's words where the phrase is not known, or None."""
        row = self.index.get(unit)
        if row is not None:
            return np.asarray(self.vectors[row])
        parts = [self.index[p] for p in unit.split("_") if p in self.index] if "_" in unit else []
        return unit_length(self.vectors[parts].mean(axis=0, keepdims=True))[0] if parts else None

    @cached_property
    def _stats(self) -> _StatsByRow:
        return _StatsByRow(self.table)


class _StatsByRow(dict[int, Stats]):
    """Rows of the table made into figures when first asked for: a build asks for few of them."""

    def __init__(self, table: Floats) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, row: int) -> Stats:
        found = self[row] = Stats(*self._table[row].tolist())
        return found


def read_background(data: bytes) -> Background:
    """Read what tools/train_background.py wrote. Raises one of `NOT_A_BACKGROUND` for anything else."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        raw = {
            name.removesuffix(".npy"): np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
            for name in archive.namelist()
        }
    units = raw["units"].tobytes().decode("utf-8").split("\n")
    table = np.stack([raw[name] / scale for name, scale in _SCALES.items()], axis=1)
    vectors = unit_length(raw["vectors"].astype(np.float64))
    return Background({unit: row for row, unit in enumerate(units)}, int(raw["meta"][1]), table, vectors)


def read_bytes(name: str) -> bytes:
    """Return a file of the data."""
    return files("personac.matching").joinpath("data", name).read_bytes()


def read_table(name: str, schema: str) -> Mapping[str, Any]:
    """Return a TOML file of the data. Raises `ValueError` where it is of another schema."""
    return checked(read_bytes(name).decode("utf-8"), schema)


def checked(text: str, schema: str) -> dict[str, Any]:
    """Return the table that `text` holds. Raises `ValueError` where it is no TOML, or of another schema."""
    table = tomllib.loads(text)
    if table.get("schema") != schema:
        problem = f"the schema is {table.get('schema')!r}, not {schema!r}"
        raise ValueError(problem)
    return table
