from __future__ import annotations

from functools import cache

import pytest

from personac.matching.prepared_bullets import load_knowledge
from personac.matching.tokenizer import Words
from personac.outline.section_alignment import common_words
from personac.outline.titles import (
    ONE_ROLE,
    ONE_SIDED,
    TitleReader,
    TitleSimilarity,
)
from tests.unit.helpers import persona, rules


@cache
def _reader(rules_text: str = "", common: frozenset[str] = frozenset()) -> TitleReader:
    used = rules(rules_text)
    return TitleReader(Words.from_rules(used.vocabulary), used.outline, common)


def test_keywords_are_without_filler() -> None:
    read = _reader().read
    assert read("Security Best Practices").keywords == read("security").keywords == ("secur",)
    assert read("Best practices").keywords == ()
    assert read("").keywords == ()


@pytest.mark.parametrize(
    ("title", "kind", "role"),
    [
        ("Your Working Process", "process", "process"),
        ("When invoked", "process", "process"),
        ("Development Workflow", "process", "process"),
        ("Review Process", "process", "process"),
        ("Process Mining", "process", ""),
        ("Data Processing", "", ""),
        ("Database Approach", "", ""),  # "approach" names no role beside a keyword
        ("Approach", "process", "process"),
        ("Core Identity & Role", "responsibilities", "responsibilities"),
        ("Constraints & Guidelines", "constraints", "constraints"),
        ("Constraints and Guidelines", "constraints", "constraints"),
        ("Example Output", "output", "output"),
        ("Output Examples", "examples", "examples"),
        ("Security Checklists", "checklist", "checklist"),
        ("Caching", "", ""),
        ("\U0001f680", "", ""),
    ],
)
def test_titles_name_roles(title: str, kind: str, role: str) -> None:
    result = _reader().read(title)
    assert (result.kind, result.role) == (kind, role)


def test_a_title_without_keywords_and_role_is_generic() -> None:
    assert _reader().read("Overview").is_generic
    assert not _reader().read("Caching").is_generic
    assert not _reader().read("Best practices").is_generic


def test_synonyms_in_titles_are_one_keyword() -> None:
    read = _reader().read
    assert read("Quality Assurance").keywords == read("Testing").keywords
    assert read("Exception handling").keywords == read("Error Handling").keywords


def test_common_words_are_no_keywords() -> None:
    assert _reader(common=frozenset({"cat"})).read("Cat care").keywords == ("care",)


def test_rules_change_and_remove_roles() -> None:
    own = '[outline.role]\nprocess = ["chores"]\noutput = []\nfood = ["meals"]\n'
    read = _reader(own).read
    assert [read(t).role for t in ("Chores", "Workflow", "Output", "Meals")] == ["process", "", "", "food"]


def test_titles_of_symbols_have_stems() -> None:
    assert _reader().stems("\u2192  \u2192") == ("\u2192", "\u2192")


def test_common_words_are_in_the_names_of_half_of_the_personas() -> None:
    words = Words()
    cats = [persona("---\nname: cat-nurse\n---\n", "a"), persona("x\n", "cat-cook"), persona("x\n", "dog")]
    assert common_words(cats, words) == {"cat"}
    assert common_words(cats[:1], words) == set()


@cache
def _known() -> tuple[TitleSimilarity, TitleReader]:
    knowledge = load_knowledge(rules())
    return TitleSimilarity(knowledge), TitleReader(knowledge.words, rules().outline)


def _alike(one: str, other: str) -> float:
    similarity, reader = _known()
    result = similarity.titles(reader.read(one), reader.read(other))
    assert result == similarity.titles(reader.read(other), reader.read(one))
    return result


def test_case_and_inflection_do_not_matter() -> None:
    assert _alike("Error Handling", "error handling") == 1
    assert _alike("Overview", "overviews") == 1


def test_titles_of_one_role_are_similar_whatever_their_words() -> None:
    assert _alike("Workflow", "When invoked") == ONE_ROLE
    assert ONE_ROLE < _alike("Your Working Process", "Development Process") < 1


def test_a_role_with_a_subject_is_not_the_plain_role() -> None:
    assert _alike("Checklist", "Accessibility Checklist") == ONE_SIDED
    assert _alike("Accessibility Checklist", "Deployment Checklist") < ONE_SIDED
    assert _alike("Accessibility Checklist", "A11y Checklist") > ONE_ROLE


def test_titles_of_two_roles_are_not_similar() -> None:
    assert _alike("Review Checklist", "Review Process") < ONE_SIDED


def test_rare_words_weigh_more_than_common_ones() -> None:
    assert _alike("Kubernetes testing", "Kubernetes") > _alike("Kubernetes testing", "Testing")


def test_near_words_count_in_part() -> None:
    assert 0.3 < _alike("Databases", "SQL") < 1
    assert _alike("Databases", "Kindness") == 0
    assert _alike("Overview", "Basics") == 0


def test_near_pairs_have_a_similarity() -> None:
    similarity, _ = _known()
    pairs = {
        tuple(sorted(p)) for p in similarity.near_pairs(["api", "databas", "kubernet", "rest", "sql", "zzz"])
    }
    assert {("databas", "sql"), ("api", "rest")} <= pairs
    assert all(similarity.words(a, b) > 0 for a, b in pairs)
    assert list(similarity.near_pairs([])) == []


@pytest.mark.parametrize("word", ["zzz", ""])
def test_unknown_words_have_no_similarity(word: str) -> None:
    similarity, _ = _known()
    assert similarity.words("databas", word) == 0
