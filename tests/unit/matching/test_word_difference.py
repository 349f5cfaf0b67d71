from __future__ import annotations

import pytest

from personac.matching.prepared_bullets import Knowledge
from personac.matching.word_difference import WordDifference, difference, is_said, said, swapped


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Rotate the API keys quarterly", "Rotate keys", "Rotate keys|API quarterly|"),
        ("**Scan** the image", "scans of `images`", "Scan image||"),
        ("Polish, and polish the lens", "lens", "lens|Polish|"),
        ("", "the lamp", "||lamp"),
    ],
)
def test_words_are_compared_by_stem_and_shown_as_written(
    knowledge: Knowledge, a: str, b: str, expected: str
) -> None:
    parts = (tuple(part.split()) for part in expected.split("|"))
    assert difference(a, b, knowledge.words) == WordDifference(*parts)


def test_a_synonym_follows_the_shared_word_in_brackets(knowledge: Knowledge) -> None:
    result = difference("Run k8s with single sign-on", "Kubernetes runs SSO", knowledge.words)
    assert result == WordDifference(("Run", "k8s (Kubernetes)", "single sign-on (SSO)"), (), ())


@pytest.mark.parametrize(
    ("a", "b", "only_a", "only_b"),
    [
        ("Builds in < 30 s", "Builds in > 30 s", "< 30 s", "> 30 s"),
        ("99.9% uptime", "99.5% uptime", "99.9%", "99.5%"),
        ("10,000 users", "10000 users", "", ""),
        ("Node 18.2", "Node 18.3", "18.2", "18.3"),
        ("C++", "C#", "C++", "C#"),
        ("See <b>3</b>", "See b 3", "", ""),
    ],
)
def test_numbers_keep_their_signs_and_units(
    knowledge: Knowledge, a: str, b: str, only_a: str, only_b: str
) -> None:
    result = difference(a, b, knowledge.words)
    assert (" ".join(result.only_a), " ".join(result.only_b)) == (only_a, only_b)


def test_negations_and_conditions_are_words_of_the_difference(knowledge: Knowledge) -> None:
    result = difference("Don't deploy", "Deploy only if all agree", knowledge.words)
    assert result == WordDifference(("deploy",), ("Don't",), ("only", "if", "all", "agree"))
    assert difference("Do not deploy", "You can't deploy", knowledge.words).shared == (
        "not (can't)",
        "deploy",
    )


def test_filler_of_one_text_is_left_out_unless_it_is_all_that_this_text_has_more(
    knowledge: Knowledge,
) -> None:
    words = knowledge.words
    assert difference("Ensure proper lamp oil", "oil", words).only_a == ("lamp",)
    assert difference("Always ensure lamp oil", "oil", words).only_a == ("Always", "lamp")
    assert difference("Build the image", "Scan the image", words).only_a == ("Build",)


def test_reasons_name_at_most_so_many_words() -> None:
    compared = WordDifference(("a", "b", "c"), (), ("d",))
    assert said(compared, 2) == ("both say: a, b and 1 more", "only the second says: d")
    assert said(WordDifference((), ("e",), ()), 2) == ("only the first says: e",)


def test_reasons_can_be_read_from_the_other_side() -> None:
    reasons = ("similar wording", *said(WordDifference(("a",), ("b",), ("c",)), 1))
    assert swapped(reasons) == (
        "similar wording", "both say: a", "only the second says: b", "only the first says: c",
    )  # fmt: skip
    assert [is_said(reason) for reason in reasons] == [False, True, True, True]
