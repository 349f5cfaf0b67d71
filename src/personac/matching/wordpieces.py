"""Word pieces of texts, and the mean vectors of texts that are made of them.

The judge reads word pieces, and candidates are also searched by meaning: a text's vector is the mean of the
vectors of its pieces. The pieces are those of all-MiniLM-L6-v2 that agent files use, and the vectors are what
that model makes of each piece alone, reduced to fewer dimensions; see data/judge/README.md. This is the one
module that imports tokenizers, and only when texts are read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from personac.matching.number_grid import Floats, unit_length

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BOX = re.compile(r"^\[[ xX]\]\s*")
_MARKS = re.compile(r"[*_`#]+")
_BLANKS = re.compile(r"\s+")
_LONGEST = 2_000  # characters of a text that are read; no bullet needs more to be told from another


def judge_bytes(name: str) -> bytes:
    """Return a file of the judge's data in the package."""
    return files("personac.matching").joinpath("data", "judge", name).read_bytes()


def unmarked(text: str) -> str:
    """Return `text` without check box, marks of markdown, and repeated blanks."""
    return _BLANKS.sub(" ", _MARKS.sub("", _BOX.sub("", text))).strip()


class WordPieces:
    """Splits texts into word pieces, and averages their vectors; loads its data at the first use."""

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the numbers of the pieces of each text, without special ones."""
        short = [text[:_LONGEST] for text in texts]
        return [encoding.ids for encoding in self._tokenizer.encode_batch(short, add_special_tokens=False)]

    def special(self, name: str) -> int:
        """Return the number of a special piece, such as `[CLS]`. Raises `KeyError` if there is none."""
        number = self._tokenizer.token_to_id(name)
        if number is None:
            raise KeyError(name)
        return number

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return the mean vector of each text: texts x dimensions, of length 1, on the grid; 0 if empty."""
        table = self._table
        rows = [table[ids].sum(axis=0) for ids in self.ids(list(map(unmarked, texts)))]
        return unit_length(np.array(rows, dtype=np.float64).reshape(len(texts), table.shape[1]))

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        return Tokenizer.from_str(judge_bytes("tokenizer.json").decode("utf-8"))

    @cached_property
    def _table(self) -> Floats:
        """The vectors of the pieces, as whole numbers, so that their sums are exact."""
        stored = np.load(io.BytesIO(judge_bytes("vectors.npy")), allow_pickle=False)
        return np.asarray(stored, dtype=np.float64)
