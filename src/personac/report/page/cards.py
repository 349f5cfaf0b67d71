"""Findings as cards: clusters, contradictions, near misses, and bullets inside broader ones.

They all are bullets side by side with a score and reasons, so that one list
can be filtered, searched and sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal, NamedTuple

from personac.report.model import BulletRow, ClusterRow, Report, WhyRow
from personac.report.page.badges import Badge, badges
from personac.report.page.links import anchor
from personac.report.page.outline import section_paths
from personac.report.summary import bullets_by_id, by_spread
from personac.report.word_diff import Change, word_changes

CardKind = Literal["conflict", "reworded", "same", "near", "covered"]
KIND_WORDS: Mapping[CardKind, str] = {
    "conflict": "Cannot both hold",
    "reworded": "Merged, in other words",
    "same": "Merged, same words",
    "near": "Near miss, not merged",
    "covered": "In a broader bullet",
}
KIND_GLYPHS: Mapping[CardKind, str] = {
    "conflict": "\N{NOT EQUAL TO}",
    "reworded": "\N{ALMOST EQUAL TO}",
    "same": "=",
    "near": "\N{NOT TILDE}",
    "covered": "\N{SUPERSET OF}",
}

_MOST_CLUSTERS, _MOST_PLAIN = 5_000, 2_000  # cards of clusters, and of each other kind
_MOST_MEMBERS = 60
_TWO = 2  # their one pair is told on the card itself


class Score(NamedTuple):
    """A score in [0, 1], and its place in report.json."""

    value: float
    json: str


class Member(NamedTuple):
    """A bullet on a card: its text against the card's first, and what it scores with that (None: unknown)."""

    bullet: BulletRow
    badge: Badge
    changes: tuple[Change, ...]
    role: str
    score: Score | None = None
    reasons: tuple[str, ...] = ()


class Card(NamedTuple):
    """A finding; `section` and `line` are its place in the canonical.

    `pairs` tells which cluster's pairs the page can show on demand; `more` members are only counted.
    """

    anchor: str
    kind: CardKind
    title: str
    members: tuple[Member, ...]
    badges: tuple[Badge, ...]
    score: Score | None
    section: tuple[str, ...]
    line: int
    note: str = ""
    pairs: str = ""
    more: int = 0

    @property
    def numbers(self) -> str:
        """The numbers of its personas."""
        return " ".join(str(badge.number) for badge in self.badges)

    @property
    def size(self) -> int:
        """How many bullets it is about."""
        return len(self.members) + self.more


@dataclass(frozen=True, slots=True)
class _Dealer:
    report: Report
    bullets: Mapping[str, BulletRow]
    marks: Mapping[str, Badge]
    sections: tuple[tuple[str, ...], ...]

    def cards(self) -> Iterator[Card]:
        yield from islice(self._conflicts(), _MOST_PLAIN)
        numbers = {cluster.id: number for number, cluster in enumerate(self.report.clusters)}
        for cluster in by_spread(self.report)[:_MOST_CLUSTERS]:
            yield self._cluster(cluster, numbers[cluster.id])
        yield from self._near_misses()
        yield from islice(self._covers(), _MOST_PLAIN)

    def _cluster(self, cluster: ClusterRow, number: int) -> Card:
        why = {(row.a, row.b): (at, row) for at, row in enumerate(cluster.why)}
        first = self.bullets[cluster.representative]
        kept = self._member(first, first, "kept" if first.state != "left_out" else "")
        others = [member for member in cluster.members if member != first.id]
        members = [kept]
        for other in others[: _MOST_MEMBERS - 1]:
            found = why.get((other, first.id)) or why.get((first.id, other))
            members.append(self._joined(first, other, number, found))
        bullets = [self.bullets[member] for member in cluster.members]
        is_same = len({bullet.text for bullet in bullets}) == 1
        score = Score(cluster.cohesion, f"clusters.{number}.cohesion")
        kind: CardKind = "same" if is_same else "reworded"
        card = self._card(kind, anchor("cluster", cluster.id), tuple(members), score)
        if len(members) < len(bullets):
            marks = {mark.number: mark for mark in (self.marks[bullet.persona] for bullet in bullets)}
            badges = tuple(marks[number] for number in sorted(marks))
            return card._replace(badges=badges, more=len(bullets) - len(members))
        return card._replace(pairs=cluster.id) if len(members) > _TWO else card

    def _joined(self, first: BulletRow, other: str, number: int, found: tuple[int, WhyRow] | None) -> Member:
        bullet = self.bullets[other]
        if found is None:
            return self._member(first, bullet, "")
        at, why = found
        score = Score(why.score, f"clusters.{number}.why.{at}.score")
        return self._member(first, bullet, "", score, why.reasons)

    def _conflicts(self) -> Iterator[Card]:
        for row in self.report.contradictions:
            where = anchor("conflict", row.a, row.b)
            yield self._card("conflict", where, self._two(row.a, row.b), None, row.reason)

    def _near_misses(self) -> Iterator[Card]:
        for number, row in enumerate(self.report.near_misses):
            score = Score(row.score, f"near_misses.{number}.score")
            note = row.apart or "the score is under the threshold"
            members = self._two(row.a, row.b, score, row.reasons)
            yield self._card("near", anchor("near", row.a, row.b), members, score, note)

    def _covers(self) -> Iterator[Card]:
        for number, row in enumerate(self.report.covers):
            broad, narrow = self.bullets[row.broad], self.bullets[row.narrow]
            members = (self._plain(broad, "broader"), self._plain(narrow, "narrower"))
            score = Score(row.score, f"covers.{number}.score")
            note = f"the broader one says it in: {row.facet}"
            yield self._card("covered", anchor("covered", row.broad, row.narrow), members, score, note)

    def _two(
        self, a: str, b: str, score: Score | None = None, reasons: tuple[str, ...] = ()
    ) -> tuple[Member, ...]:
        one, other = self.bullets[a], self.bullets[b]
        return (self._member(one, one, ""), self._member(one, other, "", score, reasons))

    def _plain(self, bullet: BulletRow, role: str) -> Member:
        return self._member(bullet, bullet, role)

    def _member(
        self,
        first: BulletRow,
        bullet: BulletRow,
        role: str,
        score: Score | None = None,
        reasons: tuple[str, ...] = (),
    ) -> Member:
        changes = word_changes(first.text, bullet.text)
        return Member(bullet, self.marks[bullet.persona], changes, role, score, reasons)

    def _card(
        self,
        kind: CardKind,
        where: str,
        members: tuple[Member, ...],
        score: Score | None = None,
        note: str = "",
    ) -> Card:
        first = members[0].bullet
        personas = {member.badge.number: member.badge for member in members}
        marks = tuple(personas[number] for number in sorted(personas))
        section = self.sections[first.canonical_line - 1] if first.canonical_line else ()
        title, line = first.text, first.canonical_line
        return Card(where, kind, title, members, marks, score, section, line, note)


def deal_cards(report: Report) -> tuple[Card, ...]:
    """Return all findings, contradictions first, then clusters by how many personas share them."""
    return tuple(_Dealer(report, bullets_by_id(report), badges(report), section_paths(report.lines)).cards())


def findings_of(report: Report) -> int:
    """Count all findings: those that make no card, too."""
    return sum(map(len, (report.contradictions, report.clusters, report.near_misses, report.covers)))
