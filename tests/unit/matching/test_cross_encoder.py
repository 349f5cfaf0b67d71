"""The model of the package: what it says depends on nothing but the pair."""

from __future__ import annotations

import pytest

from personac.matching.cross_encoder import MOST_PIECES, CrossEncoder
from personac.matching.wordpieces import WordPieces

PAIRS = [
    ("Trim the wick", "Trim the wick"),
    ("Trim the wick", "Polish the lens"),
    ("Log every error with its context", "Errors are logged, each with context"),
    ("Never: commit secrets", "Always: commit secrets"),
    ("", "Trim the wick"),
    ("Wipe soot off the lens before dusk, and note in the log what was found " * 3, "Wipe the lens"),
    ("Лампа", "ランプ"),
    *((f"Rotate the {noun} keys every {n} days", f"Keep the {noun}") for n, noun in enumerate("abcdefgh")),
]
LONG = "the " * MOST_PIECES


@pytest.fixture(scope="module")
def encoder() -> CrossEncoder:
    return CrossEncoder(WordPieces())


@pytest.fixture(scope="module")
def logits(encoder: CrossEncoder) -> list[float]:
    return encoder.logits(PAIRS)


def test_a_logit_is_the_same_alone_in_any_order_and_with_any_partners(
    encoder: CrossEncoder, logits: list[float]
) -> None:
    assert [encoder.logits([pair])[0] for pair in PAIRS] == logits
    assert encoder.logits(PAIRS[::-1]) == logits[::-1]
    # With a long partner, all pairs of a batch are padded to its length.
    assert encoder.logits([*PAIRS[:7], (LONG, LONG)])[:7] == logits[:7]
    assert encoder.logits(PAIRS * 3) == logits * 3


def test_logits_are_on_a_grid(logits: list[float]) -> None:
    assert [logit * 64 % 1 for logit in logits] == [0.0] * len(PAIRS)


def test_the_same_text_is_likelier_the_same_than_another(logits: list[float]) -> None:
    assert logits[0] > logits[1]


def test_nothing_to_read(encoder: CrossEncoder) -> None:
    assert encoder.logits([]) == []


def test_the_longer_text_is_cut_first(encoder: CrossEncoder) -> None:
    ends = ("lamp", "lens " * 9)
    # Beside a long text half of the pieces are read, beside a short one all that fit.
    beside_long = [(LONG + end, LONG) for end in ends]
    assert len(set(encoder.logits(beside_long))) == 1
    short = "the " * (MOST_PIECES - 10)
    assert encoder.read_whole([(f"{short}lamp", "lamp"), (LONG, "lamp")]) == [True, False]
    assert len(set(encoder.logits([(f"{short}{end}", "lens") for end in ("the", "lens lens")]))) == 2
