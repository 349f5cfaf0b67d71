from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from personac.config.loader import load_rules
from personac.config.vocabulary import Vocabulary
from personac.parsing.normalization import Normaliser, Stemmer, normalise

WORDS = Vocabulary.from_groups(
    [
        ["kubernetes", "k8s"],
        ["continuous integration", "ci"],
        ["serverless", "function as a service"],
        ["database", "db"],
        ["the", "ze"],
    ]
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Deploys to K8s clusters", "deploy to the Kubernetes cluster"),
        ("Databases", "DBs"),
        ("database", "db's"),
        ("run CI", "run a continuous integration"),
        ("functions as a service", "serverless"),
        ("naïve caching", "**NAÏVE** cached"),
        ("ﬁles", "file"),
        ("the user's data", "user data"),
    ],
)
def test_texts_that_say_the_same_have_one_form(one: str, other: str) -> None:
    assert normalise(one, WORDS) == normalise(other, WORDS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("always cache", "never cache"),
        ("use C", "use C++"),
        ("use C", "use C#"),
        ("p95 below 200ms", "p95 below 300ms"),
        ("do cache", "do not cache"),
        ("Node.js", "Next.js"),
    ],
)
def test_texts_that_say_something_else_differ(one: str, other: str) -> None:
    assert normalise(one, WORDS) != normalise(other, WORDS)


def test_names_with_marks_or_digits_keep_their_endings() -> None:
    assert normalise("200ms, 3x, c++, .net, ci/cd, oauth2", WORDS) == (
        "200ms",
        "3x",
        "c++",
        ".net",
        "ci/cd",
        "oauth2",
    )


def test_one_normaliser_gives_the_same_form_each_time() -> None:
    normaliser = Normaliser(Vocabulary.from_groups(load_rules([]).vocabulary.groups))
    assert (
        normaliser.normalise("Caching k8s")
        == normaliser.normalise("caching Kubernetes")
        == ("cach", "kubernet")
    )


@given(st.text())
def test_case_does_not_count(text: str) -> None:
    assume(text.upper().casefold() == text.lower().casefold())
    normaliser = Normaliser(WORDS)
    assert normaliser.normalise(text.upper()) == normaliser.normalise(text.lower())


@given(
    st.lists(st.sampled_from(["deploy", "k8s", "ci", "databases", "never", "200ms", "c++"])),
    st.sampled_from('*"(,;!… '),
)
def test_marks_around_words_do_not_count(words: list[str], mark: str) -> None:
    marked = " ".join(f"{mark}{word}{mark}" for word in words)
    assert normalise(marked, WORDS) == normalise(" ".join(words), WORDS)


@given(
    st.lists(
        st.sampled_from(["deploys", "k8s", "ci", "clusters", "the", "never", "200ms", "caching", "function"])
    )
)
def test_the_form_of_a_form_is_itself_where_stems_are(words: list[str]) -> None:
    form = normalise(" ".join(words), WORDS)
    assert normalise(" ".join(form), WORDS) == form


def test_a_normaliser_that_forgets_still_knows_its_vocabulary() -> None:
    normaliser = Normaliser(WORDS)
    stemmer = normaliser.stemmer
    normaliser.forget()
    assert normaliser.stemmer is not stemmer
    assert normaliser.normalise("DBs and ze clusters") == normalise("databases and ze cluster", WORDS)


def test_stems_are_those_of_the_english_that_ships() -> None:
    # Another version of the stemmer may give others, and builds would change with it.
    words = ("generously", "skis", "dying", "relational", "communities", "succeeding", "naïvely", "user's")
    assert Stemmer().stem_all(words) == (
        "generous", "ski", "die", "relat", "communiti", "succeed", "naïv", "user",
    )  # fmt: skip
