"""How far the review is, in one line."""

from __future__ import annotations

from msgspec.structs import replace

from personac.report.report_schema import ReviewRow, ReviewState
from personac.report.review_counts import ReviewCounts, has_decisions, review_line
from tests.unit.report.reports import report


def row(state: ReviewState, *lost: str) -> ReviewRow:
    return ReviewRow("0" * 12, "sure", state, (), lost=lost)


def test_all_states_are_counted() -> None:
    states: tuple[ReviewState, ...] = ("decided", "carried", "undecided", "grown", "stale", "disputed")
    rows = [*(row(state) for state in states), row("undecided", "wick"), row("decided", "oil")]
    counts = ReviewCounts.of(rows)
    assert counts == (3, 3, 1, 1, 1)
    assert str(counts) == "3 decided, 3 undecided (1 loses words), 1 stale, 1 disputed"


def test_what_there_is_none_of_is_not_told() -> None:
    assert str(ReviewCounts.of([])) == "0 decided, 0 undecided"
    assert str(ReviewCounts.of([row("undecided", "a"), row("grown", "b")])).endswith(
        "2 undecided (2 lose words)"
    )


def test_a_report_without_items_has_no_line() -> None:
    assert review_line(report([])) == ""
    assert review_line(replace(report([]), review=(row("decided"),))) == "Review: 1 decided, 0 undecided"


def test_decisions_are_files() -> None:
    undecided = replace(report([]), review=(row("undecided"),))
    assert not has_decisions(undecided)
    assert has_decisions(replace(undecided, review=(replace(row("stale"), files=("p",)),)))
