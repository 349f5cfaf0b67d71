from __future__ import annotations

import re

import pytest

from personac.report.comparison import Comparison, compare
from personac.report.comparison_rendering import render_comparison
from tests.unit.helpers import EXACT, compiled
from tests.unit.report.comparisons import FORBIDS, RULES, A, B, compared
from tests.unit.report.conftest import HARM, harmful_sources
from tests.unit.report.test_markdown_report import HARMLESS, tokens


def as_text(comparison: Comparison, *, stat: bool = False, color: bool = False) -> str:
    return render_comparison(comparison, "text", stat=stat, color=color)


def as_markdown(comparison: Comparison, *, stat: bool = False) -> str:
    return render_comparison(comparison, "md", stat=stat, color=None)


VERDICT = (
    "2 in both (1 word for word), 1 part of a broader statement, 1 contradiction, "
    "1 only in a.md, 1 only in b.md, 4 different keys"
)


@pytest.fixture(scope="module")
def result() -> Comparison:
    return compared(A, B, RULES)


def test_the_whole_text(result: Comparison) -> None:
    lines = as_text(result).splitlines()
    assert lines[:3] == [
        f"--- x/a.md (5 bullets, {len(A)} bytes)",
        f"+++ y/b.md (5 bullets, {len(B)} bytes)",
        VERDICT,
    ]
    assert lines[4:12] == [
        "",
        "Front matter",
        "- name: a",
        "+ name: b",
        "~ description: Keeps the [-light-]{+lamp+} of the harbour",
        "- tools: Read",
        "+ tools: (none: every tool)",
        "- color: (none)",
    ]
    rest = lines[13:]
    assert rest[:2] == ["", "(before the first section)"]
    assert rest[2] == f"! {FORBIDS}"
    assert rest[3:] == [
        "  - x/a.md:9: Always wrap errors with context",
        "  + y/b.md:9: Never wrap errors with context",
        "> x/a.md:10: Store: pools, balancing, shards",
        "  + y/b.md:10: Connection pools",
        "~ - x/a.md:11: Polish the lens",
        "~ + y/b.md:11: Rub all of it",
        "- x/a.md:13: Alone",
        "+ y/b.md:13: Also alone",
    ]


def test_the_other_way_round() -> None:
    text = as_text(compared(A, B, RULES, swapped=True))
    assert "\n< x/a.md:10: Store" in text
    assert "\n  - y/b.md:10: Connection pools\n" in text


def test_words_are_marked_where_most_stay() -> None:
    rules = f'[[must_link]]\ntexts = ["Polish the great lens", "Polish the lens"]\n{EXACT}'
    text = as_text(
        compared("- Polish the great lens\n", "- Polish the lens\n", rules), stat=False, color=False
    )
    assert text.splitlines()[-1] == "~ x/a.md:1: y/b.md:1: Polish the [-great-] lens"


def test_the_text_is_the_same_without_colour(result: Comparison) -> None:
    coloured = as_text(result, color=True)
    assert "\x1b[31m" in coloured
    plain = as_text(result)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain


def test_figures_by_section(result: Comparison) -> None:
    text = as_text(result, stat=True)
    heading, _, row, total = text.splitlines()[4:]
    assert heading.split() == [
        "section",
        "exact",
        "reworded",
        "part",
        "contradiction",
        *("only", "a.md", "only", "b.md"),
    ]
    assert row.split() == ["(before", "the", "first", "section)", *"111111"]
    assert total.split() == ["all", *"111111"]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("- One\n", "- One\n", "The two files are identical, byte for byte."),
        ("- One\n- Two\n", "- Two\n- One\n", "The same content: 2 statements, word for word."),
        ("- One\n", "", "0 in both (0 word for word), 1 only in a.md, 0 only in b.md"),
    ],
)
def test_the_verdict(a: str, b: str, expected: str) -> None:
    text = as_text(compared(a, b))
    assert text.splitlines()[2] == expected


def test_the_verdict_in_other_words() -> None:
    rules = f'[[must_link]]\ntexts = ["One", "Two"]\n{EXACT}'
    text = as_text(compared("- One\n- Three\n", "- Two\n- Three\n", rules), stat=True, color=False)
    assert text.splitlines()[2] == "The same content: 2 statements, 1 of them in other words."


def test_source_text_is_escaped() -> None:
    harm = f"---\ncolor: 'x'\n---\n\n# Title {HARM}\n\n- Rule {HARM}\n"
    for stat in (True, False):
        text = as_text(compared(harm, "- One\n"), stat=stat)
        assert not any(char in text for char in "\x1b\u202e\u200b")
        assert stat or "<U+202E>" in text


def test_entries_that_need_a_decision_come_first() -> None:
    text = as_markdown(compared(A, B, RULES))
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# x/a.md and y/b.md",
        "## Contradictions (1)",
        "## Front matter (4)",
        "## Only in a.md (1)",
        "## Only in b.md (1)",
        "## Part of a broader statement (1)",
        "## In other words (1)",
    ]
    assert "- line 9: Always wrap errors with context  \n  *against* line 9: Never wrap errors" in text
    assert "- second, line 10: Connection pools  \n  *in* first, line 10: Store: pools" in text
    assert "- line 11: Polish the lens  \n  *as* line 11: Rub all of it\n" in text
    assert "- **description**: Keeps the <del>light</del><ins>lamp</ins> of the harbour\n" in text
    assert "| all | 1 | 1 | 1 | 1 | 1 | 1 |" in text


def test_the_broad_one_may_be_on_either_side() -> None:
    text = as_markdown(compared(A, B, RULES, swapped=True))
    assert "- first, line 10: Connection pools  \n  *in* second, line 10: Store: pools" in text


def test_words_are_marked_in_markdown() -> None:
    rules = f'[[must_link]]\ntexts = ["Polish the big lens", "Polish the great lens"]\n{EXACT}'
    text = as_markdown(compared("- Polish the big lens\n", "- Polish the great lens\n", rules), stat=False)
    assert "- Polish the <del>big</del><ins>great</ins> lens (lines 1 and 1)\n" in text


def test_figures_alone() -> None:
    text = as_markdown(compared(A, B, RULES), stat=True)
    assert "| section | exact |" in text
    assert "##" not in text


def test_long_parts_are_folded() -> None:
    rules = "".join(f"- Rule number {n} is about {'x' * n}\n" for n in range(20))
    text = as_markdown(compared(rules, "- One\n"))
    assert "<details><summary>Only in a.md (20)</summary>" in text


@pytest.mark.parametrize("stat", [False, True])
def test_source_text_is_escaped_in_markdown(*, stat: bool) -> None:
    texts = {path: data.decode() for path, data in harmful_sources().items()}
    result = compare(compiled(texts), 0, 1)
    text = as_markdown(result, stat=stat)
    assert {token["type"] for token in tokens(text)} <= HARMLESS | {"inline_html", "emphasis"}
    inline = {token["raw"] for token in tokens(text) if token["type"] == "inline_html"}
    assert inline <= {"<del>", "</del>", "<ins>", "</ins>"}
    assert not any(char in text for char in "\x1b\u202e\u200b")
    assert not re.search(r"@\w|https?://\w|(?<!&)#\d|www\.\w", text)
