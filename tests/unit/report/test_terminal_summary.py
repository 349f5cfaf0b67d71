from __future__ import annotations

from msgspec.structs import replace

from personac.report.report_schema import ContradictionRow, LossRow, NearMissRow, Report
from personac.report.terminal_summary import render_summary
from tests.browser.large import large_report


def full(report: Report) -> Report:
    """Return a large report with a lot of everything."""
    ids = [row.id for row in report.bullets]
    return replace(
        report,
        contradictions=tuple(ContradictionRow(ids[at], ids[at + 1], "opposites") for at in range(20)),
        near_misses=tuple(
            NearMissRow(ids[at], ids[at + 5], 0.95, (), "a guard", "guard") for at in range(20)
        ),
        losses=tuple(LossRow("north", "agents/north.md", at, ("word",), "words", "") for at in range(20)),
    )


def test_a_large_report_fits_a_screen_and_counts_the_rest() -> None:
    text = render_summary(full(large_report(300)), color=False)
    lines = text.splitlines()
    assert len(lines) <= 45
    assert "Contradictions (20)" in lines
    assert "  17 more contradictions" in lines
    assert "Duplicates, most personas first (300)" in lines
    assert "  295 more clusters" in lines
    assert "3 in 3 personas: Trim lamp number00000" in text
    assert "0.95 (kept apart): Trim lamp" in text
    assert "Words that the canonical lacks, by line (20)" in lines
    assert "personac report --full" in lines[-1]


def test_a_small_report_has_no_empty_parts(plain: Report) -> None:
    text = render_summary(replace(plain, losses=(), front_matter=(), diagnostics=()), color=False)
    assert text.startswith(f"merged: {plain.summary}\n{plain.became}.\n")
    assert "\n\n\n" not in text
    assert not any(word in text for word in ("Near", "Contradictions", "Words", "Front", "Diagnostics"))


def test_source_text_is_escaped(harmful: Report) -> None:
    text = render_summary(harmful, color=False)
    assert "\x1b" not in text
    assert "\u202e" not in text
