"""How far the review of a build is: how many items are decided, and how many are not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from personac.report.report_schema import Report, ReviewRow

START = "personac review"
"""The command that starts a review."""
UNDECIDED = frozenset({"undecided", "grown"})
DECIDED = frozenset({"decided", "carried"})


class ReviewCounts(NamedTuple):
    """The numbers of items by what was decided; `losing` are undecided and give up words."""

    decided: int
    undecided: int
    losing: int
    stale: int
    disputed: int

    @classmethod
    def of(cls, rows: Iterable[ReviewRow]) -> ReviewCounts:
        """Count the rows of the queue."""
        own = list(rows)
        states = [row.state for row in own]
        losing = sum(bool(row.lost) and row.state in UNDECIDED for row in own)
        decided, undecided = (sum(state in known for state in states) for known in (DECIDED, UNDECIDED))
        return cls(decided, undecided, losing, states.count("stale"), states.count("disputed"))

    def __str__(self) -> str:
        """Return the numbers in one line: `61 decided, 34 undecided (9 lose words), 2 stale`."""
        losing = f" ({self.losing} {'loses' if self.losing == 1 else 'lose'} words)" if self.losing else ""
        others = [
            f"{number} {what}"
            for number, what in ((self.stale, "stale"), (self.disputed, "disputed"))
            if number
        ]
        return ", ".join((f"{self.decided} decided", f"{self.undecided} undecided{losing}", *others))


def has_decisions(report: Report) -> bool:
    """Return whether there is a decision on any item."""
    return any(row.files for row in report.review)


def review_line(report: Report) -> str:
    """Return how far the review is, without the command that starts it; empty where nothing is to decide."""
    return f"Review: {ReviewCounts.of(report.review)}" if report.review else ""
