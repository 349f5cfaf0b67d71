"""Logits of the judge for labelled pairs that it was not trained on, one fold at a time.

`tools.score_left_out` writes them once after training. A pair of texts is stored as a digest and a number, so
that the figures of bench/quality.py can be made again without torch, and no text of others is in the project.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from personac.matching.logit_cache import TextPair

LEFT_OUT = Path(__file__).resolve().parent / "labels" / "left_out_logits.npz"


class NotScoredError(LookupError):
    """A pair has no logit of a model that was trained without it."""


@dataclass(frozen=True, eq=False)
class LeftOutLogits:
    """An encoder that knows its pairs by heart; stands for the model of one fold."""

    logit_of: Mapping[int, float]

    def logits(self, pairs: Sequence[TextPair]) -> list[float]:
        """Return the logit of each pair. Raises `NotScoredError`."""
        missing = [pair for pair in pairs if digest(pair) not in self.logit_of]
        if missing:
            message = (
                f"{len(missing)} pairs have no logit: run tools.score_left_out again; one is {missing[0]}"
            )
            raise NotScoredError(message)
        return [self.logit_of[digest(pair)] for pair in pairs]


def digest(pair: TextPair) -> int:
    """Return a number of 64 bits for a pair of texts."""
    return int.from_bytes(hashlib.blake2b("\0".join(pair).encode(), digest_size=8).digest(), "big")


def read_left_out(path: Path = LEFT_OUT) -> dict[int, LeftOutLogits]:
    """Return the logits by fold."""
    with np.load(path, allow_pickle=False) as stored:
        folds, keys, logits = stored["fold"], stored["key"], stored["logit"]
    return {
        int(fold): LeftOutLogits(
            dict(zip(keys[folds == fold].tolist(), logits[folds == fold].astype(float).tolist(), strict=True))
        )
        for fold in np.unique(folds)
    }


def write_left_out(rows: Mapping[int, Mapping[TextPair, float]], path: Path = LEFT_OUT) -> None:
    """Write the logits by fold, in the order of their digests."""
    ordered = sorted((fold, digest(pair), logit) for fold, own in rows.items() for pair, logit in own.items())
    np.savez_compressed(
        path,
        fold=np.array([fold for fold, _, _ in ordered], dtype=np.uint8),
        key=np.array([key for _, key, _ in ordered], dtype=np.uint64),
        logit=np.array([logit for _, _, logit in ordered], dtype=np.float32),
    )
