from __future__ import annotations

from personac.report.findings import findings_of
from personac.report.findings_text import render_findings
from personac.report.model import Report
from tests.unit.report.reports import bullet, report


def test_a_place_and_a_line_each_and_where_else_it_stands() -> None:
    found = report([bullet("a", 3, "X"), bullet("b", 4, "x")], [["a:3", "b:4"]])
    assert render_findings(findings_of(found)) == (
        "agents/a.md:3: info[PC407]: said 2 times, by 2 personas: X\n    agents/b.md:4: x\n"
    )
    assert render_findings(()) == ""


def test_text_of_a_persona_is_text(harmful: Report) -> None:
    text = render_findings(findings_of(harmful))
    assert text
    assert not any(char in text for char in "\x1b\u202e\u200b")
