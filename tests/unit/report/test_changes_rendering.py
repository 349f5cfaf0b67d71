from __future__ import annotations

import json
import re

from msgspec.structs import replace

from personac.report.changes_rendering import render_since_json, render_since_markdown, render_since_text
from personac.report.changes_since import compare_reports
from personac.report.report_schema import Report, ReviewRow, ReviewState
from tests.unit.report.reports import bullet, report
from tests.unit.report.test_changes_since import A1, A2, B1, B2, C1, OLD

CHANGES = compare_reports(OLD, report([A1, bullet("a", 2, "Oil it twice"), C1, B1, B2], [["a:1", "c:1"]]))


def test_text_lists_every_change_with_its_place() -> None:
    lines = render_since_text(CHANGES).splitlines()
    assert lines[0] == "personas: 2 -> 3 (+1)"
    assert "clusters: 2 -> 1 (-1)" in lines
    assert "contradictions: 1 -> 0 (-1)" in lines
    assert "highest overlap: 50% -> 0% (-50 points)" in lines
    assert "  c: agents/c.md, 1 bullet" in lines
    assert lines[lines.index("Changed personas (1)") + 1 :][:3] == [
        "  a: 1 new bullet, 1 removed bullet",
        "    + agents/a.md:2: Oil it twice",
        "    - agents/a.md:2: Oil it",
    ]
    assert "    joined: agents/c.md:1: Wind it up" in lines
    assert "    left: agents/b.md:1: Wind it now" in lines
    assert "Removed clusters (1)" in lines
    assert "Resolved contradictions (1)" in lines


def test_markdown_is_a_table_and_lists() -> None:
    text = render_since_markdown(CHANGES)
    assert "| personas | 2 | 3 | +1 |\n" in text
    assert "| left out | 0 | 0 |  |\n" in text
    assert (
        "## Changed personas (1)\n\n- a: 1 new bullet, 1 removed bullet\n"
        "  - \\+ agents/a.md:2: Oil it twice\n" in text
    )


def test_json_has_every_field() -> None:
    result = json.loads(render_since_json(CHANGES))
    assert result["schema"] == "personac-since/1"
    assert result["appeared"][0]["id"] == "c"
    assert result["moved_clusters"][0]["joined"][0]["text"] == "Wind it up"


def test_reports_without_changes() -> None:
    nothing = compare_reports(OLD, OLD)
    assert render_since_text(nothing).endswith(
        "\nNo other changes: the same personas, clusters and contradictions.\n"
    )
    assert render_since_markdown(nothing).endswith("clusters and contradictions.\n")


def test_a_renamed_persona() -> None:
    renamed = [bullet("z", 1, "Wind it now"), bullet("z", 2, "Oil it well")]
    text = render_since_text(compare_reports(OLD, report([A1, A2, *renamed])))
    assert "  z (was b): the same bullets\n" in text


def test_long_lists_are_cut_and_counted() -> None:
    many = [bullet("n", line, f"Line {line} " + "x" * 90) for line in range(1, 2001)]
    clusters = [[f"n:{line}", f"n:{line + 1}"] for line in range(1, 2000, 2)]
    result = compare_reports(OLD, report([A1, A2, B1, B2, *many, bullet("a", 9, "y")], clusters))
    text = render_since_markdown(result)
    assert len(text.encode()) <= 60_000
    assert re.search(r"<details><summary>\d+ more clusters</summary>", text)
    assert re.search(r"_\d+ more clusters in --format json\._", text)
    rewritten = compare_reports(report([bullet("n", 1, "z")]), report([*many[:20], bullet("n", 3000, "z")]))
    assert "    8 more bullets\n" in render_since_text(rewritten)


def test_source_text_is_escaped(harmful: Report) -> None:
    there, back = compare_reports(OLD, harmful), compare_reports(harmful, OLD)
    for changes in (there, back):
        plain, marked = render_since_text(changes), render_since_markdown(changes)
        assert not any(char in plain + marked for char in "\x1b\u202e\u200b")
        assert "<script" not in marked
        assert not re.search(r"@\w|https?://\w|(?<!&)#\d|www\.\w", marked)


def test_new_items_and_decisions_of_the_review_are_listed() -> None:
    def row(state: ReviewState, *by: str) -> ReviewRow:
        return ReviewRow("1", "losses", state, (("a:1",),), by=by, files=tuple(f"{one}.toml" for one in by))

    old = replace(OLD, review=(row("decided"),))
    lines = render_since_text(compare_reports(old, replace(OLD, review=(row("undecided"),)))).splitlines()
    assert lines[lines.index("New in the review, undecided (1)") + 1 :] == [
        "  Wind it",
        "    agents/a.md:1: Wind it",
    ]
    text = render_since_markdown(compare_reports(old, replace(OLD, review=(row("decided", "ada"),))))
    assert "## New decisions (1)\n\n- Wind it \\(ada\\)\n" in text
