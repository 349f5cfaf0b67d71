from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.model.ast import Inline
from personac.passes.facets import split_facets, split_lead
from tests.unit.helpers import bullets_of


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
    found = split_facets(text)
    assert all(facet in text and facet == facet.strip() for facet in found)
    assert len({facet.casefold() for facet in found}) == len(found)
