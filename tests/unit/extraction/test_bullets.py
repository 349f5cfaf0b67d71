from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.extraction.bullets import split_facets, split_lead
from personac.model import Bullet
from personac.model.ast import Inline
from personac.model.source import Source
from tests.unit.helpers import bullets_of, extracted


def _shown(text: str) -> list[tuple[str, str, int, str]]:
    bullets = bullets_of(text)
    texts = {b.id: b.text for b in bullets} | {"": ""}
    return [(b.kind, b.text, b.depth, texts[b.parent]) for b in bullets]


def _slices(text: str) -> list[str]:
    return [Source("a.md", text.encode()).slice_text(b.span) for b in bullets_of(text)]


def test_kinds() -> None:
    result = _shown("text\n\n- item\n- [x] task\n\n1. ordered\n2. [ ] task two\n")
    assert [(kind, text) for kind, text, _, _ in result] == [
        ("paragraph", "text"),
        ("item", "item"),
        ("task", "task"),
        ("ordered", "ordered"),
        ("task", "task two"),
    ]


def test_nested_items_name_their_parent() -> None:
    assert _shown("- a\n  - b\n    - c\n- d\n") == [
        ("item", "a", 0, ""),
        ("item", "b", 1, "a"),
        ("item", "c", 2, "b"),
        ("item", "d", 0, ""),
    ]


def test_an_item_without_text_is_no_bullet_but_its_items_are() -> None:
    assert _shown("- a\n  - ```\n    x\n    ```\n  - - c\n- [ ]\n") == [
        ("item", "a", 0, ""),
        ("item", "c", 2, "a"),
    ]


def test_the_text_is_that_of_the_items_own_paragraphs() -> None:
    text = "- a\n  b\n\n  - inner\n\n  c **d**\n"
    assert [b.text for b in bullets_of(text)] == ["a b c d", "inner"]
    assert _slices(text) == ["- a\n  b\n\n  - inner\n\n  c **d**", "- inner"]


def test_the_span_ends_with_the_items_last_own_paragraph() -> None:
    text = "- a\n\n  ```\n  x\n  ```\n  - b\n"
    assert _slices(text) == ["- a", "- b"]
    assert [(b.line, b.end_line) for b in bullets_of("- a\n  b\n  - c\n")] == [(1, 2), (3, 3)]


def test_quotes_code_tables_and_html_are_not_matched() -> None:
    assert _shown("> q\n> - x\n\n```\n- y\n```\n\n| a |\n| - |\n\n<example>\n- z\n</example>\n") == []


def test_paragraphs_without_words_are_no_bullets() -> None:
    assert _shown("![](a.png)\n\n&nbsp;\n") == []


def test_ids_stay_where_lines_above_are_added_or_removed() -> None:
    ids = [b.id for b in bullets_of("- One\n- Two  words\n")]
    assert all(re.fullmatch("a:[0-9a-f]{8}", id_) for id_ in ids)
    assert [b.id for b in bullets_of("Text\n\n- One\n- New\n- two words\n")][1::2] == ids


def test_bullets_of_the_same_words_are_numbered() -> None:
    first, other, second, third = (b.id for b in bullets_of("- x\n- y\n- X\n\nx\n"))
    assert (second, third) == (f"{first}.2", f"{first}.3")
    assert other != first


def test_section_paths_leave_untitled_sections_out() -> None:
    result = bullets_of("top\n\n# A\n\n## B\n\nLabel:\n- x\n\nbehind the list\n")
    assert [b.section for b in result] == [(), ("A", "B", "Label"), ("A", "B")]


def test_front_matter_counts_in_lines() -> None:
    (result,) = bullets_of("---\nname: x\n---\n\n- a\n")
    assert (result.line, result.path, result.persona) == (5, "a.md", "a")


def test_the_vocabulary_makes_the_normal_form_and_not_the_text() -> None:
    one, other = bullets_of("- Deploy to k8s\n- Deploying to Kubernetes\n")
    assert one.stems == other.stems
    assert one.text == "Deploy to k8s"


def test_bullets_are_ordered_by_persona_and_place() -> None:
    result: tuple[Bullet, ...] = extracted({"b.md": "- x\n", "a.md": "- y\n- z\n"}).bullets
    assert [(b.persona, b.line) for b in result] == [("a", 1), ("a", 2), ("b", 1)]


def test_two_bullets_of_one_line_have_two_ids() -> None:
    text, inner = bullets_of("1. - x\n\n   text\n")
    assert (text.line, text.text, text.parent) == (1, "text", "")
    assert (inner.line, inner.text, inner.parent) == (1, "x", text.id)


@pytest.mark.parametrize(
    ("markdown", "lead", "facets"),
    [
        ("**Databases**: PostgreSQL, MySQL", "Databases", ("PostgreSQL", "MySQL")),
        ("**Databases:** PostgreSQL and MySQL", "Databases", ("PostgreSQL", "MySQL")),
        ("**Databases** - PostgreSQL", "Databases", ("PostgreSQL",)),
        ("**Databases** \u2014 PostgreSQL", "Databases", ("PostgreSQL",)),
        ("**Databases**", "Databases", ()),
        ("**Databases** are many", "", ("Databases are many",)),
        ("**Databases** -less", "", ("Databases -less",)),
        ("__Use__: `a`, *b*", "Use", ("a", "b")),
        ("Databases: PostgreSQL, MySQL", "Databases", ("PostgreSQL", "MySQL")),
        ("Databases - PostgreSQL", "Databases", ("PostgreSQL",)),
        ("Well-known: a", "Well-known", ("a",)),
        ("One two three four five six: a", "One two three four five six", ("a",)),
        ("One two three four five six seven: a", "", ("One two three four five six seven: a",)),
        ("See http://x.org", "", ("See http://x.org",)),
        ("Ends with a colon:", "", ("Ends with a colon",)),
        ("No lead here", "", ("No lead here",)),
    ],
)
def test_leads(markdown: str, lead: str, facets: tuple[str, ...]) -> None:
    (bullet,) = bullets_of(f"- {markdown}\n")
    assert (bullet.lead, bullet.facets) == (lead, facets)


@pytest.mark.parametrize(
    ("text", "facets"),
    [
        ("", ()),
        (" , ; ", ()),
        ("a, b, and c", ("a", "b", "c")),
        ("a; b or c & d plus e", ("a", "b", "c", "d", "e")),
        ("a, A, b", ("a", "b")),
        ("1,000 rows", ("1,000 rows",)),
        ("Sandy sandals", ("Sandy sandals",)),
        ("caches (Redis, Memcached)", ("caches", "Redis", "Memcached")),
        ("caches [Redis/Memcached]", ("caches", "Redis", "Memcached")),
        ("read/write", ("read/write",)),
        ("read/write, delete", ("read", "write", "delete")),
        ("CI/CD, tests", ("CI/CD", "tests")),
        ("a) b (c", ("a", "b", "c")),
        ("Trailing.", ("Trailing",)),
        ("never and", ("never and",)),
    ],
)
def test_facets(text: str, facets: tuple[str, ...]) -> None:
    assert split_facets(text) == facets


def test_no_runs_have_no_lead() -> None:
    assert split_lead(()) == ("", "")
    assert split_lead((Inline("strong", " "),)) == ("", "")


@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="ab ,;/()[]&:.", max_size=40))
def test_facets_are_parts_of_the_text_without_repeats(text: str) -> None:
    result = split_facets(text)
    assert all(facet in text and facet == facet.strip() for facet in result)
    assert len({facet.casefold() for facet in result}) == len(result)
