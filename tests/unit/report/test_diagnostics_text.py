from __future__ import annotations

from personac.report.diagnostics_text import render_findings_text
from personac.report.findings import findings_of
from personac.report.model import Report
from tests.unit.report.reports import bullet, report


def test_findings_with_their_related_places() -> None:
    result = report([bullet("a", 3, "X"), bullet("b", 4, "x")], [["a:3", "b:4"]])
    assert render_findings_text(findings_of(result)) == (
        "agents/a.md:3: info[PC407]: occurs 2 times in 2 personas: X\n    agents/b.md:4: x\n"
    )
    assert render_findings_text(()) == ""


def test_source_text_is_escaped(harmful: Report) -> None:
    text = render_findings_text(findings_of(harmful))
    assert text
    assert not any(char in text for char in "\x1b\u202e\u200b")
