from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.report.fingerprints import (
    KnownFindings,
    bullet_digests,
    digest,
    fingerprint,
    is_fingerprint,
    plain_words,
)
from tests.unit.report.reports import bullet


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Drain  the\tqueue.", "drain the queue"),
        ("\ufb01le", "FILE"),
        ("...", "..."),
    ],
)
def test_layout_and_case_are_no_difference(one: str, other: str) -> None:
    assert plain_words(one) == plain_words(other)


@pytest.mark.parametrize("other", ["Never drain it", "drain it twice", "drain it 2", "drain, it"])
def test_words_and_numbers_are(other: str) -> None:
    assert plain_words("drain it") != plain_words(other)


def test_digests_depend_on_persona_kind_and_words_not_on_place() -> None:
    rows = [
        bullet("a", 1, "X"),
        bullet("a", 9, "x."),
        bullet("b", 1, "X"),
        bullet("a", 3, "X", is_paragraph=True),
    ]
    one, moved, other, paragraph = bullet_digests(rows).values()
    assert one == moved
    assert len({one, other, paragraph}) == 3
    assert bullet_digests(rows, {"b": "a"})["b:1"] == one


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_no_two_lists_of_texts_without_nul_have_one_digest(one: list[str], other: list[str]) -> None:
    one, other = ([text.replace("\0", "") for text in texts] for texts in (one, other))
    assert (digest(*one) == digest(*other)) is (one == other)


def test_the_form() -> None:
    made = fingerprint("PC407", ["f" * 12, "0" * 12])
    assert made == f"PC407:{'0' * 12}:{'f' * 12}"
    assert is_fingerprint(made)
    assert not any(map(is_fingerprint, ["", "PC407", "PC407:12", made + "\n", made.upper(), f" {made}"]))


A, B, C = ("a" * 12, "b" * 12, "c" * 12)


@pytest.mark.parametrize(
    ("members", "is_known"),
    [([A, B], True), ([A, B, B], True), ([A, B, C], False), ([A, A], False), ([C], False)],
)
def test_what_lost_a_bullet_is_known_and_what_gained_one_is_new(members: list[str], is_known: bool) -> None:  # noqa: FBT001
    known = KnownFindings([fingerprint("PC407", [A, B, B]), fingerprint("PC406", [C, A])])
    assert known.cover(fingerprint("PC407", members)) is is_known


def test_a_known_finding_of_another_kind_covers_nothing() -> None:
    assert not KnownFindings([fingerprint("PC406", [A, B])]).cover(fingerprint("PC407", [A, B]))
