"""Recall of near copies: how many of the pairs that brute force finds are found, by similarity and length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIMILARITIES = (0.7, 0.75, 0.8, 0.9, 1.0)
LENGTHS = (1, 4, 8, 16)  # terms of the shorter text


@dataclass(frozen=True, slots=True)
class Found:
    """For each pair: its similarity, the terms of the shorter text, and whether it was found.

    A pair is proposed if it is a candidate itself, and found if verified pairs connect its two units: those
    of a hot bucket are a star and a chain, so not every pair of them is a candidate.
    """

    similarity: NDArray[np.float64]
    length: NDArray[np.int64]
    is_proposed: NDArray[np.bool_]
    is_found: NDArray[np.bool_]

    @property
    def recall(self) -> float:
        """The share of the pairs that was found."""
        return float(self.is_found.mean()) if len(self.is_found) else 1.0

    def rows(self) -> Iterator[str]:
        """Yield a table in markdown."""
        yield "| pairs | number | proposed | found |"
        yield "| --- | ---: | ---: | ---: |"
        yield self._row("all", np.ones(len(self.length), bool))
        for name, limits, values in (
            ("similarity", SIMILARITIES, self.similarity),
            ("terms", LENGTHS, self.length),
        ):
            for low, high in ranges(limits):
                yield self._row(
                    f"{name} {low:g}{_until(high)}", (values >= low - 1e-9) & (values < high - 1e-9)
                )

    def _row(self, name: str, chosen: NDArray[np.bool_]) -> str:
        number = int(chosen.sum())
        shares = [
            f"{flags[chosen].mean():.2%}" if number else "" for flags in (self.is_proposed, self.is_found)
        ]
        return f"| {name} | {number:,} | {' | '.join(shares)} |"


def ranges(limits: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yield each limit with the next one; the last has no end."""
    yield from zip(limits, (*limits[1:], np.inf), strict=True)


def _until(high: float) -> str:
    return "" if np.isinf(high) else f" to below {high:g}"
