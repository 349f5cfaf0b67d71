"""The parts of the queue with their counts, and the items as the page walks through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, get_args

from personac.report.report_schema import ReviewPart, ReviewRow

PARTS: Mapping[ReviewPart, str] = {
    "stale": "Stale decisions",
    "disputed": "Disputed",
    "front_matter": "Front matter",
    "contradictions": "Contradictions",
    "losses": "Merges that lose words",
    "doubtful": "Doubtful clusters",
    "near_misses": "Near misses",
    "completed": "Completed wordings",
    "folds": "Folded into broader ones",
    "left_out": "Left out",
    "moves": "Moved to other sections",
    "sure": "Sure, the rest",
}
"""The parts of the queue in words, in their order."""


class PartView(NamedTuple):
    """A part of the queue: how many of its items are open, of how many."""

    part: ReviewPart
    words: str
    undecided: int
    total: int


def parts_of(rows: Sequence[ReviewRow]) -> tuple[PartView, ...]:
    """Return the parts that have items."""
    views: list[PartView] = []
    for part in get_args(ReviewPart):
        own = [row for row in rows if row.part == part]
        if own:
            undecided = sum(row.state != "decided" for row in own)
            views.append(PartView(part, PARTS[part], undecided, len(own)))
    return tuple(views)


def like(rows: Sequence[ReviewRow], key: str) -> list[str]:
    """Return the open items of one's part whose score is at least as high, this one first."""
    asked = next((row for row in rows if row.key == key), None)
    if asked is None:
        return []
    same = (row for row in rows if row.part == asked.part and row.state != "decided" and row.key != key)
    above = [row.key for row in same if row.score >= asked.score and not row.field]
    return [key, *above]
