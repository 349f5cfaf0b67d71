from __future__ import annotations

from pathlib import Path

import pytest

from tools.left_out import LeftOutLogits, NotScoredError, digest, read_left_out, write_left_out

ONE, OTHER = ("Log in", "Sign in"), ("Rest", "Work")


def test_what_is_written_is_read_by_fold(tmp_path: Path) -> None:
    path = tmp_path / "logits.npz"
    write_left_out({3: {ONE: -2.5, OTHER: 0.25}, 0: {ONE: 1.5}}, path)
    read = read_left_out(path)
    assert sorted(read) == [0, 3]
    assert read[3].logits([OTHER, ONE, OTHER]) == [0.25, -2.5, 0.25]
    assert read[0].logits([ONE]) == [1.5]


def test_a_pair_without_a_logit_is_named() -> None:
    known = LeftOutLogits({digest(ONE): 1.0})
    with pytest.raises(NotScoredError, match=r"1 pairs have no logit.*'Rest', 'Work'"):
        known.logits([ONE, OTHER])


def test_a_digest_is_of_both_texts_and_their_border() -> None:
    assert len({digest(pair) for pair in (("ab", "c"), ("a", "bc"), ("c", "ab"))}) == 3
    assert 0 <= digest(ONE) < 2**64


def test_the_stored_logits_are_finite_and_of_known_folds() -> None:
    stored = read_left_out()
    assert stored
    assert set(stored) <= set(range(5))
    for known in stored.values():
        assert all(abs(logit) < 100 for logit in known.logit_of.values())
