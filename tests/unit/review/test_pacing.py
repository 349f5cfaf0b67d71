"""What to review in the time that there is."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from personac.report.report_schema import Report, ReviewPart, ReviewRow, ReviewState
from personac.review.pacing import paces, packed
from tests.unit.report.reports import bullet, report

LONG = " ".join(["word"] * 40)


def queue() -> Report:
    bullets = [bullet("a", 1, "Oil the lamp"), bullet("b", 1, "Oil the lamp"), bullet("a", 2, LONG)]
    rows = (
        row("1", "contradictions", "a:2"),
        row("2", "losses", "a:1", lost=("wick", "rope", "bell")),
        row("3", "sure", "a:1", "b:1"),
        row("4", "sure", "a:1", state="decided"),
        replace(row("5", "front_matter"), field="tools"),
    )
    return replace(report(bullets), review=rows)


def row(
    key: str, part: ReviewPart, *bullets: str, lost: tuple[str, ...] = (), state: ReviewState = "undecided"
) -> ReviewRow:
    return ReviewRow(key, part, state, (bullets,) if bullets else (), lost=lost)


def test_each_text_is_read_once_and_decided_items_not_at_all() -> None:
    found = {pace.row.key: pace.seconds for pace in paces(queue())}
    assert found == {"1": 3 + 40 / 4, "2": 3 + 3 / 4, "3": 3 + 3 / 4, "5": 3.0}


def test_a_low_score_leaves_more_words_in_doubt() -> None:
    doubtful = replace(row("1", "doubtful", "a:1"), score=0.5)
    (pace,) = paces(replace(queue(), review=(doubtful,)))
    assert pace.averted == pytest.approx(1.5)


def test_what_averts_most_a_second_is_chosen_and_keeps_the_order_of_the_queue() -> None:
    sitting = packed(queue(), 17 / 60)
    assert [one.key for one in sitting.chosen] == ["1", "5"]
    assert sitting.seconds == pytest.approx(16.0)


def test_what_remains_unread_is_told() -> None:
    assert packed(queue(), 17 / 60).remains == (
        "2 items remain unread (1 losses, 1 sure), 3 lost words among them"
    )
    assert packed(queue(), 10).remains == "nothing remains unread"
