"""The markdown of a scan: short, linked, escaped, and within what a forge accepts."""

from __future__ import annotations

import re

import mistune
from msgspec.structs import replace

from personac.emit.lockfile import DiagnosticRow
from personac.scan.scan_markdown import render_scan_markdown
from personac.scan.scan_report import DriftRow, ScanReport
from tests.unit.scan.scan_reports import SMALL, family, large_scan, member, scan_of

HARM = "<script>1</script> | `x` [a](javascript:b) @all #1 \x1b[31m\u202e"


def page_of(report: ScanReport, folder: str = "") -> str:
    render = mistune.create_markdown(escape=False, plugins=["table", "url"])
    return str(render(render_scan_markdown(report, folder)))


def test_the_families_come_first_with_their_figures() -> None:
    text = render_scan_markdown(SMALL)
    assert text.startswith(
        "# Scan of personas\n\n13 files in agents: 260 bullets, 5,200 tokens.\n\n5 personas "
    )
    assert "| **mason**: dock-mason, mason, tower-mason | 3 | 70% | 70% | 560 | 1,200 | 2 |\n" in text
    assert "| **baker**: baker, market-baker | 2 | 40% | ~40% | ~160 | 800 |  |\n" in text
    assert "~ is estimated." in text


def test_every_part_that_has_rows_has_a_heading() -> None:
    headings = re.findall(r"^## (.*)$", render_scan_markdown(SMALL), re.MULTILINE)
    assert headings == [
        "Families (2)",
        "What each member says alone (2)",
        "Copies of whole files (2)",
        "Drifted copies (1)",
        "Descriptions that compete for the same tasks (1)",
        "Nothing overlaps these (2)",
    ]
    empty = render_scan_markdown(scan_of())
    assert "#" not in empty.removeprefix("# Scan")
    assert "No two personas are alike enough to be one agent." in empty


def test_files_are_links_where_the_page_has_a_folder() -> None:
    linked = render_scan_markdown(SMALL, "out/scan")
    assert "[dock-mason](../../agents/dock-mason.md)" in linked
    assert "[agents/dyer.md](../../agents/dyer.md), [old/dyer.md](../../old/dyer.md)" in linked
    plain = render_scan_markdown(SMALL)
    assert "](" not in plain
    assert "| dock-mason (agents/dock-mason.md) | mason | 70% | 20 | 4 | 400 |" in plain


def test_tables_render_with_one_cell_for_each_column() -> None:
    harmful = replace(
        family(HARM, ["a.md", "b.md"]),
        members=(member("a|b.md", HARM), member("b.md", "x\n\n| y |")),
    )
    report = scan_of([harmful], drifted=(DriftRow(HARM, ("c.md", f"{HARM}.md"), 0.5),))
    for folder in ("", "out"):
        page = page_of(report, folder)
        rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
        assert {len(re.findall(r"<t[hd]", row)) for row in rows} == {3, 6, 7}
        assert "<script" not in page
        assert 'href="javascript' not in page
        assert not re.search("[\x1b\u202e]", page)
        assert "@all" not in page


def test_a_large_scan_is_short_and_counts_what_is_left_out() -> None:
    report = large_scan(5500)
    text = render_scan_markdown(report)
    assert len(text) < 60_000
    assert f"_{len(report.families) - 25} more rows in scan.json._" in text
    assert f"_{len(report.alone) - 300} more personas in scan.json._" in text
    assert text.count("<details>") == 25 + 1


def test_it_fits_into_any_limit() -> None:
    report = large_scan(600)
    for limit in (4_000, 10_000, 60_000):
        assert len(render_scan_markdown(report, limit=limit).encode()) <= limit


def test_diagnostics_are_listed() -> None:
    row = DiagnosticRow("PC001", "error", "x.md", 0, 0, "not <UTF-8>", "")
    assert "- PC001 x.md: not &lt;UTF-8&gt;" in render_scan_markdown(replace(SMALL, diagnostics=(row,)))
