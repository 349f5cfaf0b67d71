from __future__ import annotations

from functools import cache

import pytest

from personac.matching.tokenizer import Words
from personac.outline.title_analysis import TitleReader, common_words
from tests.unit.helpers import persona, rules


@cache
def _reader(rules_text: str = "", common: frozenset[str] = frozenset()) -> TitleReader:
    used = rules(rules_text)
    return TitleReader(Words.from_rules(used.vocabulary), used.outline, common)


def test_telling_words_are_without_filler() -> None:
    read = _reader().read
    assert read("Security Best Practices").telling == read("security").telling == ("secur",)
    assert read("Best practices").telling == ()
    assert read("").telling == ()


@pytest.mark.parametrize(
    ("title", "kind", "role"),
    [
        ("Your Working Process", "process", "process"),
        ("When invoked", "process", "process"),
        ("Development Workflow", "process", "process"),
        ("Review Process", "process", "process"),
        ("Process Mining", "process", ""),
        ("Data Processing", "", ""),
        ("Database Approach", "", ""),  # a word that says little tells no role beside one that tells
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
    found = _reader().read(title)
    assert (found.kind, found.role) == (kind, role)


def test_a_title_of_little_words_says_little() -> None:
    assert _reader().read("Overview").says_little
    assert not _reader().read("Caching").says_little
    assert not _reader().read("Best practices").says_little


def test_words_that_mean_the_same_in_titles_are_one() -> None:
    read = _reader().read
    assert read("Quality Assurance").telling == read("Testing").telling
    assert read("Exception handling").telling == read("Error Handling").telling


def test_common_words_say_nothing() -> None:
    assert _reader(common=frozenset({"cat"})).read("Cat care").telling == ("care",)


def test_rules_change_a_role_and_drop_one() -> None:
    own = '[outline.role]\nprocess = ["chores"]\noutput = []\nfood = ["meals"]\n'
    read = _reader(own).read
    assert [read(t).role for t in ("Chores", "Workflow", "Output", "Meals")] == ["process", "", "", "food"]


def test_titles_of_signs_only_have_stems_to_be_known_by() -> None:
    assert _reader().stems("\u2192  \u2192") == ("\u2192", "\u2192")


def test_common_words_are_those_that_half_of_the_personas_are_named_by() -> None:
    words = Words()
    cats = [persona("---\nname: cat-nurse\n---\n", "a"), persona("x\n", "cat-cook"), persona("x\n", "dog")]
    assert common_words(cats, words) == {"cat"}
    assert common_words(cats[:1], words) == set()
