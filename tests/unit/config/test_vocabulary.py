from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.config.vocabulary import TermConflictError, Vocabulary

GROUPS = (
    ("kubernetes", "K8s"),
    ("ci/cd", "continuous integration and delivery"),
    ("continuous integration", "ci"),
    ("c++", "cpp", "C plus plus"),
)


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("deploy to k8s", "deploy to kubernetes"),
        ("ci", "continuous integration"),
        ("continuous integration", "continuous integration"),
        ("continuous integration and delivery", "ci/cd"),
        ("continuous integration and testing", "continuous integration and testing"),
        ("continuous", "continuous"),
        ("continuous ci ci", "continuous continuous integration continuous integration"),
        ("c plus plus plus", "c++ plus"),
        ("", ""),
    ],
)
def test_the_longest_term_is_replaced_by_its_first_form(words: str, canonical: str) -> None:
    assert " ".join(Vocabulary.from_groups(GROUPS).apply(tuple(words.split()))) == canonical


def test_a_term_in_two_groups_is_a_conflict() -> None:
    with pytest.raises(TermConflictError, match="`k8s` is in two groups") as caught:
        Vocabulary.from_groups([*GROUPS, ["container", "K8S"]])
    assert caught.value.term == ("k8s",)


def test_repeated_terms_of_a_group_and_terms_without_words_are_ignored() -> None:
    groups = [["db", "DB", "database"], ["!!", "bang"], ["??"]]
    assert dict(Vocabulary.from_groups(groups).terms) == {
        ("db",): ("db",),
        ("database",): ("db",),
        ("bang",): ("bang",),
    }


def test_terms_can_be_mapped_like_the_text() -> None:
    vocabulary = Vocabulary.from_groups(
        [["one", "two three"], ["ones", "four"], ["x", "five"], ["six", "x x"]]
    )
    mapped = vocabulary.mapped(lambda words: tuple(word.rstrip("s") for word in words if word != "x"))
    assert dict(mapped.terms) == {
        ("one",): ("one",),
        ("two", "three"): ("one",),
        ("four",): ("one",),
        ("six",): ("six",),
    }


@given(st.lists(st.sampled_from(["k8s", "ci", "continuous", "integration", "and", "delivery", "cpp", "x"])))
def test_representatives_are_not_changed(words: list[str]) -> None:
    vocabulary = Vocabulary.from_groups([["kubernetes", "k8s"], ["c++", "cpp"], ["integration", "ci"]])
    once = vocabulary.apply(tuple(words))
    assert vocabulary.apply(once) == once
