"""A sample of accepted items bounds how many of all are wrong."""

from __future__ import annotations

import pytest
from scipy.stats import beta

from personac.review.blind_audit import audit_of, upper_bound

KEYS = [f"{number:012x}" for number in range(40)]


def test_the_sample_is_the_same_for_the_same_keys_and_another_for_another_reviewer() -> None:
    audit = audit_of(KEYS, "ada")
    assert (len(audit.keys), audit.accepted) == (5, 40)
    assert audit == audit_of(reversed(KEYS), "ada")
    assert audit.keys != audit_of(KEYS, "ben").keys
    assert audit_of(KEYS[:2], "ada").accepted == len(audit_of(KEYS[:2], "ada").keys) == 2


@pytest.mark.parametrize(("wrong", "asked"), [(0, 5), (1, 5), (4, 5), (0, 60), (3, 60)])
def test_the_bound_is_that_of_clopper_and_pearson(wrong: int, asked: int) -> None:
    assert upper_bound(wrong, asked) == pytest.approx(beta.ppf(0.95, wrong + 1, asked - wrong))


@pytest.mark.parametrize(("wrong", "asked"), [(0, 0), (5, 5)])
def test_without_a_right_answer_all_may_be_wrong(wrong: int, asked: int) -> None:
    assert upper_bound(wrong, asked) == 1.0


def test_answers_are_counted_once_and_only_those_that_were_asked() -> None:
    audit = audit_of(KEYS, "ada")
    first, second, *rest = audit.keys
    after = audit.answered(first, is_right=True).answered(second, is_right=False)
    assert after.left == tuple(rest)
    assert after.answered(first, is_right=False) is after
    assert after.answered("f" * 12, is_right=True) is after


def test_the_result_is_told_in_words() -> None:
    audit = audit_of(KEYS, "ada")
    assert str(audit) == "5 of 40 accepted items come back"
    for key in audit.keys:
        audit = audit.answered(key, is_right=True)
    assert str(audit) == (
        "0 of 5 were answered otherwise: at most 45% of the 40 accepted items are wrong, "
        "with a confidence of 95%"
    )
