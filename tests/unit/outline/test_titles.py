from __future__ import annotations

from functools import cache

import pytest

from personac.matching.prepared_bullets import load_knowledge
from personac.matching.tokenizer import Words
from personac.outline.titles import (
    ONE_ROLE,
    ONE_SIDED,
    Likeness,
    TitleReader,
    common_words,
    most_central,
    similarity,
    written_title,
)
from tests.unit.helpers import canonical_body, persona, rules, sections_of


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


def test_similarity_is_the_share_of_common_stems() -> None:
    assert similarity(("a", "b"), ("b", "c")) == pytest.approx(1 / 3)
    assert similarity(("a",), ("a",)) == 1
    assert similarity(("a",), ()) == 0
    assert similarity((), ()) == 0


def test_most_central_is_the_first_of_equals() -> None:
    assert most_central([("a",), ("a", "b"), ("b",)]) == 1
    assert most_central([("a",), ("b",)]) == 0
    assert most_central([()]) == 0


_TITLES = [
    ("## Plain title", "Plain title"),
    ("## Closed ##", "Closed"),
    ("##   Closed ####   ", "Closed"),
    ("## C# and F#", "C# and F#"),
    ("Setext\n---", "Setext"),
    ("Two\nlines\n===", "Two lines"),
    ("Two *marked*\nlines\n===", "Two *marked* lines"),
    ("Ends with #\n---", "Ends with \\#"),
    ("#hash *mark*\n---", "#hash *mark*"),
    ("### 1. Phase", "Phase"),
    ("### 1. **Phase** one", "**Phase** one"),
    ("## \U0001f680 Launch:", "Launch"),
    ("## \U0001f680 Launch `it`:", "Launch `it`"),
    ("## The `x` flag ##", "The `x` flag"),
    ("## `__init__`", "`__init__`"),
    ("## `x` and **y**", "`x` and **y**"),
    ("## snake_case", "snake_case"),
    ("## a \\* b", "a \\* b"),
    ("## <b>R</b>&amp;D", "<b>R</b>&amp;D"),
    ("## **Bold**", "Bold"),
    ("## [Guide](http://x.org)", "Guide"),
    ("Focus:\n- x", "Focus"),
    ("**Focus**:\n- x", "Focus"),
    ("**Focus:**\n- x", "Focus"),
    ("**Focus**\n- x", "Focus"),
    ("__Focus `x`__:\n- x", "Focus `x`"),
    ("**Focus `x`:**\n- x", "Focus `x`"),
    ("**1. Focus `x`**\n- x", "Focus `x`"),
    ("**Focus** on `x`:\n- x", "**Focus** on `x`"),
    ("2. not a label\n", ""),
]


@pytest.mark.parametrize(("markdown", "title"), _TITLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_written_title(markdown: str, title: str, newline: str) -> None:
    found = persona(markdown.replace("\n", newline))
    assert written_title(found.source, sections_of(found.body)[-1]) == title


@pytest.mark.parametrize("markdown", [markdown for markdown, title in _TITLES if title])
def test_a_written_title_reads_back_as_the_same_title(markdown: str) -> None:
    text = f"text\n\n{markdown}\n\n1. y\n"
    (section,) = persona(text).body.sections
    again = persona(canonical_body(text)).body.sections
    assert section.title in [s.title for s in again]
