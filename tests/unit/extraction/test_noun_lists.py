from __future__ import annotations

import pytest

from personac.extraction.noun_lists import NounList, noun_list, sides


def _read(text: str) -> NounList:
    result = noun_list(text)
    assert result is not None
    return result


@pytest.mark.parametrize(
    ("text", "lead", "parts"),
    [
        ("**Caching**: Redis, CDN strategies", "**Caching**: ", ("Redis", "CDN strategies")),
        ("**Caching:** Redis, CDN", "**Caching:** ", ("Redis", "CDN")),
        ("__Stores__ - Postgres, MySQL", "__Stores__ - ", ("Postgres", "MySQL")),
        ("Stores: Postgres, MySQL", "Stores: ", ("Postgres", "MySQL")),
        ("Stores \u2013 Postgres, MySQL", "Stores \u2013 ", ("Postgres", "MySQL")),
        ("Redis, CDN, Varnish", "", ("Redis", "CDN", "Varnish")),
        ("Redis, CDN, and Varnish", "", ("Redis", "CDN", "Varnish")),
        ("Redis, CDN or Varnish, proxies", "", ("Redis", "CDN or Varnish", "proxies")),
        ("**X**: Redis; CDN; etc.", "**X**: ", ("Redis", "CDN")),
        ("**X**: 1,000 users, load", "**X**: ", ("1,000 users", "load")),
        ("**X**: `x, y`, **bold** c1, _d1_", "**X**: ", ("`x, y`", "**bold** c1", "_d1_")),
        ("**X**: tools (Jira, Linear), snake_case", "**X**: ", ("tools (Jira, Linear)", "snake_case")),
        ("**X**: plans, test  ", "**X**: ", ("plans", "test")),
    ],
)
def test_lists_of_nouns(text: str, lead: str, parts: tuple[str, ...]) -> None:
    result = _read(text)
    assert (result.lead, result.parts) == (lead, parts)
    assert result.with_more([]) == text.rstrip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "**X**:",
        "**X**: Redis",
        "**X** Redis, CDN",  # no lead, and two parts
        "Redis, CDN",  # two adjectives before a noun look like that
        "**X**: use Redis, CDN",
        "**X**: Redis, a CDN",
        "**X**: Redis, don\u2019t panic",
        "**X**: Redis. CDN, MySQL",
        "**X**: Redis, CDN.",
        "**X**: Redis, CDN,",
        "**X**: Test plans, reviews",
        "**X**: note: this, b1",
        "**X**: one two three four five six, b1",
        "**X**: (a, b1",
        "**X**: **a1, b1**",
        "**X**: _a1, b1_",
        "**X**: \u2192, \u2190",
        "etc., more, others",
    ],
)
def test_other_texts_are_no_lists_of_nouns(text: str) -> None:
    assert noun_list(text) is None


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        ("**X**: a1, b1", "**X**: a1, b1, n1, n2"),
        ("**X**: a1, b1, and c1", "**X**: a1, b1, n1, n2, and c1"),
        ("**X**: a1, b1 or c1", "**X**: a1, n1, n2, b1 or c1"),
        ("**X**: a1, b1, etc.", "**X**: a1, b1, n1, n2, etc."),
        ("**X**: a1, and more", "**X**: a1, n1, n2, and more"),
    ],
)
def test_additions_precede_the_closing_part(text: str, completed: str) -> None:
    assert _read(text).with_more(["n1", "n2"]) == completed


def test_sides_are_what_a_conjunction_joins() -> None:
    assert sides("Varnish and proxies") == ("Varnish", "proxies")
    assert sides("Android") == ("Android",)
