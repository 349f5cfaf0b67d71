"""The queue as text for a terminal, and as JSON for programs (`personac-review/1`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Literal, NamedTuple

import msgspec

from personac.config.loader import DIALECT
from personac.config.one_at_a_time import one_at_a_time
from personac.report.report_schema import BulletRow, Report, ReviewPart, ReviewRow, encode_json
from personac.report.review_counts import ReviewCounts
from personac.report.safe_text import one_line, shortened

TITLES: dict[ReviewPart, str] = {
    "stale": "Stale or changed since they were decided",
    "disputed": "Disputed",
    "front_matter": "Front matter",
    "contradictions": "Contradictions",
    "losses": "Merges that lose words",
    "doubtful": "Merges with a doubtful pair",
    "near_misses": "Near misses",
    "completed": "Completed wordings",
    "folds": "In a broader bullet",
    "left_out": "Left out",
    "moves": "In another section",
    "sure": "The sure rest",
}
"""The parts of the queue, for people."""
_LONGEST = 100


class CountsRow(msgspec.Struct, frozen=True):
    """The numbers of items; `losing` of the undecided ones give up words."""

    decided: int
    undecided: int
    losing: int
    stale: int
    disputed: int


class QueueList(msgspec.Struct, frozen=True):
    """The queue of an agent in its order, and the bullets that it names."""

    schema: Literal["personac-review/1"]
    agent: str
    counts: CountsRow
    items: tuple[ReviewRow, ...]
    bullets: tuple[BulletRow, ...]


class Listing(NamedTuple):
    """Items of a report, and what remains besides them, in words."""

    report: Report
    rows: Sequence[ReviewRow]
    remains: str = ""

    def as_json(self) -> str:
        """Return the items as JSON, decided ones too."""
        named = {bullet for row in self.rows for group in row.groups for bullet in group}
        bullets = tuple(bullet for bullet in self.report.bullets if bullet.id in named)
        counts = CountsRow(*ReviewCounts.of(self.report.review))
        agent = self.report.canonical.name
        return encode_json(QueueList("personac-review/1", agent, counts, tuple(self.rows), bullets))

    def as_text(self) -> str:
        """Return the items that are not decided, by parts."""
        counts = ReviewCounts.of(self.report.review)
        return "".join(
            f"{line}\n" for line in (f"{one_line(self.report.canonical.name)}: {counts}", *self._lines())
        )

    def _lines(self) -> Iterator[str]:
        bullets = self.report.bullets_by_id()
        rows = (row for row in self.rows if row.state != "decided")
        for part, own in groupby(rows, key=lambda row: row.part):
            listed = list(own)
            yield from ("", f"{TITLES[part]} ({len(listed)})")
            for row in listed:
                yield from self._item(row, [[bullets[bullet] for bullet in group] for group in row.groups])
        if self.remains:
            yield from ("", self.remains)

    def _item(self, row: ReviewRow, groups: Sequence[Sequence[BulletRow]]) -> Iterator[str]:
        state = "" if row.state == "undecided" else f" [{row.state}]"
        by = f" ({', '.join(row.by)})" if row.by else ""
        yield f"  {row.key}{state}{by}  {one_line(row.field or row.note)}"
        for group in groups:
            for at, bullet in enumerate(group):
                mark = "=" if at else "-"
                yield f"    {mark} {bullet.id}  {one_line(shortened(bullet.text, _LONGEST))}"
        if row.lost:
            yield f"    given up: {one_line(', '.join(row.lost))}"


@one_at_a_time
def listing_schema() -> str:
    """Return the JSON Schema (2020-12) of the queue as JSON."""
    schema: dict[str, Any] = msgspec.json.schema(QueueList)
    head = {"$schema": DIALECT, "title": "personac-review/1"}
    return json.dumps({**head, **schema}, indent=2, ensure_ascii=False) + "\n"
