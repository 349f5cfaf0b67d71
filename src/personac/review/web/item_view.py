"""What the page shows of an item: its lines as they will stand, the bullets behind them, what may be done.

All of it is data of one generation; the templates only mark it up.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from personac.report.html.markup import Badge
from personac.report.report_schema import BulletRow, ReviewRow
from personac.report.word_marks import Mark
from personac.review.web.possible_answers import Action


class MemberView(NamedTuple):
    """A bullet of an item by its number, read against the line; `scope` are the lead-in and the parent."""

    number: int
    bullet: BulletRow
    badge: Badge
    scope: tuple[str, ...]
    marks: tuple[Mark, ...]


class GroupView(NamedTuple):
    """Bullets that are one line of the canonical; `line` 0 and no text: the canonical does not have it."""

    line: int
    text: str
    section: tuple[str, ...]
    members: tuple[MemberView, ...]

    @property
    def is_repeated(self) -> bool:
        """Whether its one bullet says the same as the line."""
        return [member.bullet.text for member in self.members] == [self.text]


class PairView(NamedTuple):
    """Two members by their numbers, their score and its reasons."""

    one: int
    other: int
    score: float
    reasons: tuple[str, ...]


class ValueView(NamedTuple):
    """A value of a front-matter key: of a persona (its badge and its number), or of the canonical (0)."""

    number: int
    badge: Badge | None
    persona: str
    value: str


class LostWord(NamedTuple):
    """A word that is given up, and the line as it would be with the word put back (empty: unknown)."""

    word: str
    line: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as the page shows it."""

    row: ReviewRow
    title: str
    groups: tuple[GroupView, ...]
    values: tuple[ValueView, ...]
    lost: tuple[LostWord, ...]
    elsewhere: tuple[tuple[str, int], ...]
    pairs: tuple[PairView, ...]
    actions: tuple[Action, ...]

    @property
    def members(self) -> tuple[MemberView, ...]:
        """All members, by their numbers."""
        return tuple(chain.from_iterable(group.members for group in self.groups))

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.row.state != "decided"

    @property
    def first(self) -> int:
        """The number of the member that has the focus at first: one whose wording is not the line's."""
        others = (one.number for one in self.members if one.bullet.state != "kept")
        return next(others, 1) if self.members else 0

    @property
    def line(self) -> int:
        """Its first line in the canonical, 0 for none."""
        return next((group.line for group in self.groups if group.line), 0)
