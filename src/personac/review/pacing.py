"""What to review in the time that there is: the items that avert most loss in each second come first.

Both figures are estimates, the same for every reviewer, and only their order matters. An item takes three
seconds, and one second for every four words of its texts, each text read once: adults read plain text at
about 240 words a minute. What a decision can avert is counted in words: those that the canonical gives up,
and of the words that would be merged wrongly as many as the score leaves in doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from personac.report.report_schema import BulletRow, Report, ReviewPart, ReviewRow
from personac.report.safe_text import count

_SECONDS = 3.0  # to decide, whatever there is to read
_WORDS_PER_SECOND = 4.0
_DOUBT: Mapping[ReviewPart, float] = {
    # The share of the words of an item that may be wrong in the canonical, before its score counts.
    "stale": 1.0, "disputed": 1.0, "contradictions": 1.0, "left_out": 0.5, "folds": 0.2, "completed": 0.2,
    "moves": 0.1,
}  # fmt: skip
_FIELD_LOSS = 10.0  # words: rights that are granted or lost weigh as much as a long bullet
_DONE = frozenset({"decided"})


class Pace(NamedTuple):
    """An item, the seconds that it takes, and the words of loss that deciding it can avert."""

    row: ReviewRow
    seconds: float
    averted: float


class Sitting(NamedTuple):
    """What fits the time, in the order of the queue, and the rest of the queue."""

    chosen: tuple[ReviewRow, ...]
    seconds: float
    unread: tuple[ReviewRow, ...]

    @property
    def remains(self) -> str:
        """What stays unread, in words."""
        if not self.unread:
            return "nothing remains unread"
        parts = Counter(row.part for row in self.unread)
        words = sum(len(row.lost) for row in self.unread)
        losing = f", {count(words, 'lost word')} among them" if words else ""
        told = ", ".join(f"{number} {part.replace('_', ' ')}" for part, number in parts.items())
        return f"{count(len(self.unread), 'item')} remain unread ({told}){losing}"


def paces(report: Report) -> tuple[Pace, ...]:
    """Return the items that are not decided, in the order of the queue, with their estimates."""
    bullets = report.bullets_by_id()
    return tuple(_pace(row, bullets) for row in report.review if row.state not in _DONE)


def packed(report: Report, minutes: float) -> Sitting:
    """Return the items to review within some minutes: most loss averted a second first, while they fit."""
    own = paces(report)
    left, chosen = minutes * 60, set[str]()
    for pace in sorted(own, key=lambda one: (-one.averted / one.seconds, one.row.key)):
        if pace.seconds <= left:
            left -= pace.seconds
            chosen.add(pace.row.key)
    rows = [pace.row for pace in own]
    fits = tuple(row for row in rows if row.key in chosen)
    return Sitting(fits, minutes * 60 - left, tuple(row for row in rows if row.key not in chosen))


def _pace(row: ReviewRow, bullets: Mapping[str, BulletRow]) -> Pace:
    texts = {bullets[bullet].text for group in row.groups for bullet in group}
    words = _words(texts)
    doubt = max(_DOUBT.get(row.part, 0.0), 1.0 - row.score)
    averted = _FIELD_LOSS if row.field else len(row.lost) + doubt * words
    return Pace(row, _SECONDS + words / _WORDS_PER_SECOND, averted)


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
