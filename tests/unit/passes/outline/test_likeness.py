from __future__ import annotations

from functools import cache

import pytest

from personac.passes.matching.knowledge import load_knowledge
from personac.passes.outline.likeness import ONE_ROLE, ONE_SIDED, Likeness
from personac.passes.outline.reading import TitleReader
from tests.unit.helpers import rules


@cache
def _known() -> tuple[Likeness, TitleReader]:
    knowledge = load_knowledge(rules())
    return Likeness(knowledge), TitleReader(knowledge.words, rules().outline)


def _alike(one: str, other: str) -> float:
    likeness, reader = _known()
    found = likeness.titles(reader.read(one), reader.read(other))
    assert found == likeness.titles(reader.read(other), reader.read(one))
    return found


def test_one_title_in_other_cases_and_endings_is_one() -> None:
    assert _alike("Error Handling", "error handling") == 1
    assert _alike("Overview", "overviews") == 1


def test_titles_of_one_role_are_one_whatever_their_words() -> None:
    assert _alike("Workflow", "When invoked") == ONE_ROLE
    assert ONE_ROLE < _alike("Your Working Process", "Development Process") < 1


def test_a_role_of_something_is_not_the_role() -> None:
    assert _alike("Checklist", "Accessibility Checklist") == ONE_SIDED
    assert _alike("Accessibility Checklist", "Deployment Checklist") < ONE_SIDED
    assert _alike("Accessibility Checklist", "A11y Checklist") > ONE_ROLE


def test_two_roles_are_two_however_alike_their_words() -> None:
    assert _alike("Review Checklist", "Review Process") < ONE_SIDED


def test_rare_words_weigh_more_than_common_ones() -> None:
    assert _alike("Kubernetes testing", "Kubernetes") > _alike("Kubernetes testing", "Testing")


def test_near_words_count_in_part() -> None:
    assert 0.3 < _alike("Databases", "SQL") < 1
    assert _alike("Databases", "Kindness") == 0
    assert _alike("Overview", "Basics") == 0


def test_near_pairs_are_those_that_count() -> None:
    likeness, _ = _known()
    pairs = {
        tuple(sorted(p)) for p in likeness.near_pairs(["api", "databas", "kubernet", "rest", "sql", "zzz"])
    }
    assert {("databas", "sql"), ("api", "rest")} <= pairs
    assert all(likeness.words(a, b) > 0 for a, b in pairs)
    assert list(likeness.near_pairs([])) == []


@pytest.mark.parametrize("word", ["zzz", ""])
def test_unknown_words_are_near_to_nothing(word: str) -> None:
    likeness, _ = _known()
    assert likeness.words("databas", word) == 0
