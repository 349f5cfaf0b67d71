from __future__ import annotations

import re

import pytest

from personac.report.compare_personas import compare
from personac.report.comparison_markdown import render_comparison_markdown
from tests.unit.helpers import EXACT, compile_texts
from tests.unit.report.comparisons import RULES, A, B, compared
from tests.unit.report.conftest import harmful_sources
from tests.unit.report.test_markdown_report import HARMLESS, tokens


def test_what_needs_a_decision_comes_first() -> None:
    text = render_comparison_markdown(compared(A, B, RULES), stat=False)
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
    text = render_comparison_markdown(compared(A, B, RULES, swapped=True), stat=False)
    assert "- first, line 10: Connection pools  \n  *in* second, line 10: Store: pools" in text


def test_words_are_marked_where_most_stay() -> None:
    rules = f'[[must_link]]\ntexts = ["Polish the big lens", "Polish the great lens"]\n{EXACT}'
    text = render_comparison_markdown(
        compared("- Polish the big lens\n", "- Polish the great lens\n", rules), stat=False
    )
    assert "- Polish the <del>big</del><ins>great</ins> lens (lines 1 and 1)\n" in text


def test_figures_alone() -> None:
    text = render_comparison_markdown(compared(A, B, RULES), stat=True)
    assert "| section | exact |" in text
    assert "##" not in text


def test_long_parts_are_folded() -> None:
    rules = "".join(f"- Rule number {n} is about {'x' * n}\n" for n in range(20))
    text = render_comparison_markdown(compared(rules, "- One\n"), stat=False)
    assert "<details><summary>Only in a.md (20)</summary>" in text


@pytest.mark.parametrize("stat", [False, True])
def test_source_text_is_escaped(*, stat: bool) -> None:
    texts = {path: data.decode() for path, data in harmful_sources().items()}
    result = compare(compile_texts(texts), 0, 1)
    text = render_comparison_markdown(result, stat=stat)
    assert {token["type"] for token in tokens(text)} <= HARMLESS | {"inline_html", "emphasis"}
    inline = {token["raw"] for token in tokens(text) if token["type"] == "inline_html"}
    assert inline <= {"<del>", "</del>", "<ins>", "</ins>"}
    assert not any(char in text for char in "\x1b\u202e\u200b")
    assert not re.search(r"@\w|https?://\w|(?<!&)#\d|www\.\w", text)
