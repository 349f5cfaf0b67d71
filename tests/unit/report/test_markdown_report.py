from __future__ import annotations

import re
from typing import Any

import mistune
import pytest
from msgspec.structs import replace

import personac
from personac.building.in_memory import Built
from personac.report.markdown_report import render_markdown
from personac.report.measure import measure
from personac.report.report_schema import LossRow, NearMissRow, Report, ReviewRow
from personac.report.variant_page import render_variant_pages
from tests.unit.report.reports import bullet, report


def tokens(text: str) -> list[dict[str, Any]]:
    parse = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough", "url", "task_lists"])
    result, _ = parse.parse(text)
    assert isinstance(result, list)
    return walked(result)


def walked(result: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for token in result for each in (token, *walked(token.get("children", [])))]


def test_the_content_of_the_report(plain: Report) -> None:
    text = render_markdown(plain)
    assert f"{plain.summary}." in text
    assert "| one | team/one.md | 7 |" in text
    assert "2 &times; Drain the oldest queue first" in text
    assert " **(kept)** Drain the oldest queue first" in text
    assert f"## Left out, or in a broader bullet ({len(plain.left_out)})" in text
    assert f"{plain.became}.\n" in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_the_loss_ledger_is_short(plain: Report) -> None:
    rows = (
        LossRow("one", "team/one.md", 9, ("Drain",), "words", ""),
        LossRow("one", "a.md", 2, ("Do", "it"), "lead_in", ""),
    )
    text = render_markdown(replace(plain, losses=rows))
    assert "## Words that the canonical lacks (2)" in text
    assert "- team/one.md:9 Drain\n- a.md:2 Do it: (lead-in)\n" in text
    assert "canonical lacks" not in render_markdown(replace(plain, losses=()))


def test_tables_have_as_many_cells_as_columns(harmful: Report) -> None:
    rows = [line for line in render_markdown(harmful).splitlines() if line.startswith("| ")]
    widths = [len(re.split(r"(?<!\\)\|", row)) for row in rows]
    assert widths == [8] * 4 + [5] * 4


def test_empty_parts_are_left_away() -> None:
    result = measure(
        personac.build({"a.md": b"---\nname: a\ndescription: d\n---\n\n- One rule\n"}).compilation
    )
    text = render_markdown(result)
    assert "## Left out" not in text
    assert "## Diagnostics" not in text


HARMLESS = {
    "block_html", "block_text", "blank_line", "heading", "linebreak", "list", "list_item", "paragraph",
    "softbreak", "strong", "table", "table_body", "table_cell", "table_head", "table_row", "text",
}  # fmt: skip


@pytest.mark.parametrize("page", ["report", "variant"])
def test_source_text_is_escaped(page: str, harmful: Report, harmful_build: Built) -> None:
    pages = render_variant_pages(harmful_build.compilation, harmful, "build")
    text = render_markdown(harmful) if page == "report" else "\n".join(pages.values())
    result = tokens(text)
    more = {"report": set(), "variant": {"link", "inline_html", "emphasis"}}[page]
    assert {token["type"] for token in result} <= HARMLESS | more
    links = {token["attrs"]["url"] for token in result if token["type"] == "link"}
    assert all(re.fullmatch(r"[\w./%-]+(\?plain=1#L\d+)?", url) for url in links)
    inline = {token["raw"] for token in result if token["type"] == "inline_html"}
    assert inline <= {"<del>", "</del>", "<ins>", "</ins>"}
    strong = [walked(token["children"])[0]["raw"] for token in result if token["type"] == "strong"]
    assert page == "variant" or set(strong) <= {"(kept)"}
    html = " ".join(token["raw"] for token in result if token["type"] == "block_html")
    assert set(re.findall(r"<[^>]*>", html)) <= {"<details>", "</details>", "<summary>", "</summary>"}
    assert not any(char in text for char in "\x1b\u202e\u200b")
    assert not re.search(r"@\w|https?://\w|(?<!&)#\d|www\.\w", text)


def test_a_comment_of_a_huge_report_fits_and_counts_the_rest() -> None:
    long = "\u4e16_" * 150
    rows = [bullet(f"p{at % 400}", at, f"Rule {at} {long}") for at in range(1, 4001)]
    clusters = [[row.id for row in rows[at : at + 20]] for at in range(0, 3000, 20)]
    contradictions = [(rows[at].id, rows[at + 1].id) for at in range(0, 500, 2)]
    shares = [[0.5] * 400] * 400
    text = render_markdown(report(rows, clusters, contradictions, shares))
    assert 40_000 < len(text.encode()) <= 60_000
    for noun in ("personas", "pairs", "contradictions", "clusters"):
        assert re.search(rf"^_[\d]+ more {noun} in report\.html\._$", text, re.MULTILINE), noun
    assert "- 12 more bullets\n" in text
    head = "</summary>\n\n| persona | file | bullets | only here | bytes | tokens |\n| --- |"
    assert text.count(head) == 1  # a long table is folded with its head
    assert text.count("<details>") == text.count("</details>")


def test_contradictions_precede_duplicates() -> None:
    rows = [bullet("a", 1, "At 1"), bullet("b", 1, "At 2"), bullet("a", 2, "X"), bullet("b", 2, "X")]
    text = render_markdown(report(rows, [["a:2", "b:2"]], [("a:1", "b:1")]))
    entry = "- **different numbers: 1 and 2**\n  - agents/a.md:1 At 1\n  - agents/b.md:1 At 2\n"
    assert text.index(entry) < text.index("## Duplicates (1)")


def test_the_first_ten_clusters_lie_open() -> None:
    rows = [bullet("a", line, f"Rule {line}") for line in range(1, 25)]
    text = render_markdown(report(rows, [[rows[at].id, rows[at + 1].id] for at in range(0, 24, 2)]))
    opened, folded = text.split("<details><summary>2 more clusters</summary>")
    assert (opened.count("<summary>2 &times;"), folded.count("<summary>2 &times;")) == (10, 2)


def test_a_summary_shows_no_backslashes() -> None:
    source = b"- Quote `snake_case` names (always)\n"
    text = render_markdown(measure(personac.build({"a.md": source, "b.md": source}).compilation))
    assert "&times; Quote snake_case names (always)</summary>" in text


def test_places_are_links_from_the_folder_of_the_page(plain: Report) -> None:
    text = render_markdown(plain, "out/build")
    assert "[team/one.md:11](../../team/one.md?plain=1#L11) **(kept)** Drain the oldest queue first" in text
    assert "| one | [team/one.md](../../team/one.md) | 7 |" in text
    assert "](" not in render_markdown(plain)  # a comment has no folder


@pytest.mark.parametrize("folder", ["/out", "../out"])
def test_there_are_no_links_where_the_page_is_outside_of_the_project(folder: str, plain: Report) -> None:
    assert "](" not in render_markdown(plain, folder)


def test_sources_outside_of_the_project_are_not_linked(plain: Report) -> None:
    bullets = tuple(replace(row, path=f"../{row.path}") for row in plain.bullets)
    text = render_markdown(replace(plain, bullets=bullets), "build")
    assert "- ../team/one.md:11 **(kept)**" in text


def test_near_misses_show_both_sides_and_what_decided() -> None:
    rows = [bullet("a", 1, "Mend nets"), bullet("b", 1, "Mend sails"), bullet("b", 2, "Oil the lamp")]
    near = (
        NearMissRow(
            "a:1", "b:1", 0.95, (), "the mean of all 4 pairs of the two clusters is 0.38, under 0.64", "mean"
        ),
        NearMissRow("a:1", "b:2", 0.61, (), ""),
    )
    text = render_markdown(replace(report(rows), near_misses=near, threshold=0.64))
    assert "## Near misses, not merged (2)" in text
    assert (
        "- 0.95, not merged: the mean of all 4 pairs of the two clusters is 0.38, under 0.64\n"
        "  - agents/a.md:1 Mend nets\n  - agents/b.md:1 Mend sails\n"
        "- 0.61, not merged: the score 0.61 is under the threshold of 0.64\n"
        "  - agents/a.md:1 Mend nets\n  - agents/b.md:2 Oil the lamp\n"
    ) in text


def test_the_review_comes_first_with_how_to_start_it() -> None:
    rows = (ReviewRow("1", "sure", "undecided", (), lost=("wick",)), ReviewRow("2", "sure", "decided", ()))
    text = render_markdown(replace(report([bullet("a", 1, "Mend nets")]), review=rows))
    first = text.split("\n\n")[1]
    assert first == "Review: 1 decided, 1 undecided (1 loses words). Decide with `personac review`."
    assert "Review:" not in render_markdown(report([bullet("a", 1, "Mend nets")]))
