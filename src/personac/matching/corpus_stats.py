"""Statistics of words over thousands of agent files: rarity, positions, vectors.

A few personas are too small a sample to tell which words are rare and which are used alike. The table in
the package was counted by tools/train_background.py; it contains words and short phrases, no sentences.
"""

from __future__ import annotations

import io
import math
import tomllib
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from personac.matching.number_grid import Floats, unit_length

_SCALES: Mapping[str, float] = {
    "idf": 16, "spread": 50, "first": 255, "last": 255, "topical": 255, "proper": 255,
}  # fmt: skip
_NAME = 0.7  # share of capitalised uses from which a word is a name


@dataclass(frozen=True, slots=True)
class Stats:
    """The statistics of one word; every share is a share of its uses."""

    idf: float
    spread: float  # how strongly it depends on the topic of the section
    first: float  # share as the first word of a line
    last: float  # share as the last word of a line
    topical: float  # share in titles and leads
    proper: float  # share with a capital inside a sentence


NOT_A_BACKGROUND = (
    zipfile.BadZipFile, zlib.error, ArithmeticError, EOFError, LookupError, OSError, ValueError,
)  # fmt: skip
MAX_BACKGROUND_BYTES = 32 * 2**20
"""The largest statistics that are read, packed and unpacked; those of the package take 1 MiB."""
UNSEEN = Stats(10.5, 0.9, 0.15, 0.1, 0.1, 0.5)  # an unknown word is rare


@dataclass(frozen=True, eq=False)
class Background:
    """The statistics of all words: `index` maps units to rows; the first `words` rows are single words."""

    index: Mapping[str, int]
    words: int
    table: Floats  # words x the fields of Stats
    vectors: Floats  # of length 1, on the grid

    def stats(self, unit: str) -> Stats:
        """Return the statistics of a single word; `UNSEEN` if it is unknown."""
        row = self.index.get(unit, -1)
        return Stats(*self.table[row].tolist()) if 0 <= row < self.words else UNSEEN

    def is_name(self, unit: str) -> bool:
        """Return whether a word is mostly written with a capital: a product, a standard."""
        stats = self.stats(unit)
        return stats is not UNSEEN and stats.proper >= _NAME

    def vector(self, unit: str) -> Floats | None:
        """Return the vector of a unit; for an unknown phrase the mean of its words; None if unknown."""
        row = self.index.get(unit)
        if row is not None:
            return np.asarray(self.vectors[row])
        parts = [self.index[p] for p in unit.split("_") if p in self.index] if "_" in unit else []
        return unit_length(self.vectors[parts].mean(axis=0, keepdims=True))[0] if parts else None


def read_background(data: bytes) -> Background:
    """Read the output of tools/train_background.py. Raises one of `NOT_A_BACKGROUND` for anything else."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.getinfo(f"{name}.npy") for name in (*_SCALES, "units", "vectors", "meta")}
        _check_sizes(members.values())
        raw = {name: _array(archive.read(member)) for name, member in members.items()}
    units = raw["units"].tobytes().decode("utf-8").split("\n")
    table = np.stack([raw[name] / scale for name, scale in _SCALES.items()], axis=1)
    vectors = unit_length(raw["vectors"].astype(np.float64))
    if len(units) > len(vectors) or int(raw["meta"][1]) > len(table):
        problem = "its tables do not fit each other"
        raise ValueError(problem)
    return Background({unit: row for row, unit in enumerate(units)}, int(raw["meta"][1]), table, vectors)


def _check_sizes(members: Collection[zipfile.ZipInfo]) -> None:
    """Raise `ValueError` for what takes more memory than statistics do, before anything is unpacked."""
    kinds = {member.compress_type for member in members}
    # Of these two kinds alone zipfile unpacks no more than the size in its directory.
    is_bounded = kinds <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if not is_bounded or sum(member.file_size for member in members) > MAX_BACKGROUND_BYTES:
        problem = f"unpacked they exceed {MAX_BACKGROUND_BYTES // 2**20} MiB, or are packed by another method"
        raise ValueError(problem)


def _array(data: bytes) -> NDArray[Any]:
    """Return the numbers of a .npy file. Raises `ValueError`, also if its header asks for more memory."""
    file = io.BytesIO(data)
    np.lib.format.read_magic(file)
    shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.kind not in "iuf" or math.prod(shape) * dtype.itemsize != len(data) - file.tell():
        problem = "a table holds something else than numbers"
        raise ValueError(problem)
    array: NDArray[Any] = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def read_bytes(name: str) -> bytes:
    """Return a data file of the package."""
    return files("personac.matching").joinpath("data", name).read_bytes()


def read_table(name: str, schema: str) -> Mapping[str, Any]:
    """Return a TOML data file of the package. Raises `ValueError` if it has another schema."""
    return checked(read_bytes(name).decode("utf-8"), schema)


def checked(text: str, schema: str) -> dict[str, Any]:
    """Return a TOML text as a table. Raises `ValueError` if it is no TOML or has another schema."""
    table = tomllib.loads(text)
    if table.get("schema") != schema:
        problem = f"the schema is {table.get('schema')!r}, not {schema!r}"
        raise ValueError(problem)
    return table
