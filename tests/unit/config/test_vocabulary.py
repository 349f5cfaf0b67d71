from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personac.config.vocabulary import Vocabulary, fold, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C++, C# and F# on .NET", "c++ c# and f# on .net"),
        ("Node.js/Express; ASP.NET.", "node.js express asp.net"),
        ("CI/CD, I/O, A/B and UI/UX", "ci/cd i/o a/b and ui/ux"),
        ("MongoDB/PostgreSQL and/or TCP/IP", "mongodb postgresql and or tcp ip"),
        ("p95 < 200ms at 99.9% (v1.2.3, 3x)", "p95 200ms at 99.9% v1.2.3 3x"),
        ("10,000 users; 1,000,000; 1,2; 10,0000", "10000 users 1000000 1 2 10 0000"),
        ("OAuth2, OAuth 2.0, k8s, H.264", "oauth2 oauth 2.0 k8s h.264"),
        ("Q&A, R&D, AT&T, cats & dogs", "q&a r&d at t cats and dogs"),
        ("don't, users', 'quoted', the user\u2019s", "don't users quoted the user's"),
        ("user_id _emphasis_ __init__ snake__case", "user_id emphasis init snake__case"),
        ("real-time, state-of-the-art", "real time state of the art"),
        ("issue #12, C#9", "issue 12 c 9"),
        ("edit src/app/.env.local now", "edit src app .env.local now"),
        ("wait... what?! (a..b)", "wait what a b"),
        ("\uff21\uff30\uff29 ﬁle naïve Straße", "api file naïve strasse"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffbom", "softhyphen zerowidth bom"),
        ("🚀 Ship → it ✅", "ship it"),
        ("", ""),
        ("--- *** !!!", ""),
    ],
)
def test_marks_of_technical_terms_are_kept(text: str, words: str) -> None:
    assert " ".join(tokens(text)) == words


@given(st.text())
def test_splitting_again_gives_the_same_words(text: str) -> None:
    words = tokens(text)
    assert tokens(" ".join(words)) == words


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("abcXYZ019 .,/+#&'_-%"))
def test_ascii_text_is_folded_like_other_text(text: str) -> None:
    assert tokens(text + " \N{SNOWMAN}") == tokens(text + " ")


@given(st.text("abXY09 "))
def test_plain_text_is_split_like_other_text(text: str) -> None:
    assert tokens(text) == tokens(f"({text})")


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


def test_a_term_in_two_groups_is_in_the_first() -> None:
    vocabulary = Vocabulary.from_groups([*GROUPS, ["container", "K8S"]])
    assert vocabulary.apply(("k8s", "container")) == ("kubernetes", "container")


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
