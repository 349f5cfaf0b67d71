"""The benchmark of the review's keys measures a queue of the size that was asked for."""

from __future__ import annotations

from bench.review_keys import Times, made_session
from personac.review.session import Answer
from personac.review.web.desk import Desk


def test_times_are_summed_up() -> None:
    assert Times.of([float(number) for number in range(1, 101)]) == (50.5, 95.95)


def test_each_made_item_can_be_decided() -> None:
    session = made_session(5)
    desk = Desk(session)
    rows = session.report.review
    assert len(rows) == 5
    desk.decide(rows[0].key, Answer("accept"))
    assert [row.state for row in session.snapshot().report.review].count("decided") == 1
    assert rows[0].key in str(desk.items([rows[0].key]))
    assert desk.effect(rows[1].key, Answer("both"), desk.generation)["words"]
