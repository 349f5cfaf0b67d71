"""Findings as cards: clusters, contradictions, near misses, and bullets covered by broader ones.

All are bullets side by side with a score and reasons, in one list to filter, search and sort. The scored
pairs of the larger clusters are data that the page shows on demand: as markup they would outweigh the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, NamedTuple

import msgspec

from personac.matching.word_difference import swapped
from personac.report.differences import Change, word_changes
from personac.report.html.markup import PAGE_LIMITS, Badge, PageLimits, Score, anchor, badges
from personac.report.open_titles import OpenTitles
from personac.report.report_schema import BulletRow, ClusterRow, LineRow, Report
from personac.report.safe_text import visible

CardKind = Literal["conflict", "reworded", "same", "near", "covered"]
KINDS: tuple[tuple[CardKind, str, str], ...] = (
    ("conflict", "Contradiction", "\N{NOT EQUAL TO}"),
    ("reworded", "Merged, reworded", "\N{ALMOST EQUAL TO}"),
    ("same", "Merged, same words", "="),
    ("near", "Near miss, not merged", "\N{NOT TILDE}"),
    ("covered", "Covered by a broader bullet", "\N{SUPERSET OF}"),
)
"""The kinds of cards, with words and a sign for each."""

_TWO = 2  # their one pair is on the card itself
_HEADING = re.compile(r"(#{1,6})\s+(.*)")
# No text may end the script or start a comment.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


class Member(NamedTuple):
    """A bullet on a card, compared with the card's first bullet: changes and score (None: unknown)."""

    bullet: BulletRow
    badge: Badge
    changes: tuple[Change, ...]
    role: str
    score: Score | None = None
    reasons: tuple[str, ...] = ()


class Card(NamedTuple):
    """A finding; `section` is its place in the canonical.

    `pairs` is the cluster whose pairs the page can show on demand; `more` members are only counted.
    """

    anchor: str
    kind: CardKind
    members: tuple[Member, ...]
    badges: tuple[Badge, ...]
    section: tuple[str, ...]
    score: Score | None = None
    note: str = ""
    pairs: str = ""
    more: int = 0

    @property
    def title(self) -> str:
        """The text of its first bullet."""
        return self.members[0].bullet.text

    @property
    def line(self) -> int:
        """The line of its first bullet in the canonical, 0 for none."""
        return self.members[0].bullet.canonical_line

    @property
    def numbers(self) -> str:
        """The numbers of its personas."""
        return " ".join(str(badge.number) for badge in self.badges)

    @property
    def size(self) -> int:
        """The number of its bullets."""
        return len(self.members) + self.more


@dataclass(frozen=True, slots=True)
class _CardMaker:
    report: Report
    limits: PageLimits
    bullets: Mapping[str, BulletRow]
    marks: Mapping[str, Badge]
    sections: tuple[tuple[str, ...], ...]

    def cards(self) -> Iterator[Card]:
        yield from islice(self._conflicts(), self.limits.pairs)
        numbers = {cluster.id: number for number, cluster in enumerate(self.report.clusters)}
        for cluster in self.report.by_spread()[: self.limits.clusters]:
            yield self._cluster(cluster, numbers[cluster.id])
        yield from self._near_misses()
        yield from islice(self._covers(), self.limits.pairs)

    def _cluster(self, cluster: ClusterRow, number: int) -> Card:
        bullets = [self.bullets[member] for member in cluster.members]
        first = self.bullets[cluster.representative]
        why = {frozenset((row.a, row.b)): at for at, row in enumerate(cluster.why)}
        members = [self._member(first, first, "kept" if first.state != "left_out" else "")]
        for other in [bullet for bullet in bullets if bullet.id != first.id][: self.limits.members - 1]:
            member = self._member(first, other)
            at = why.get(frozenset((other.id, first.id)))
            if at is not None:
                score = Score(cluster.why[at].score, f"clusters.{number}.why.{at}.score")
                row = cluster.why[at]
                reasons = row.reasons if row.a == first.id else swapped(row.reasons)
                member = member._replace(score=score, reasons=reasons)
            members.append(member)
        kind: CardKind = "same" if len({bullet.text for bullet in bullets}) == 1 else "reworded"
        score = Score(cluster.cohesion, f"clusters.{number}.cohesion")
        card = self._card(kind, anchor("cluster", cluster.id), members)._replace(score=score)
        if len(members) < len(bullets):
            return card._replace(badges=self._badges(bullets), more=len(bullets) - len(members))
        return card._replace(pairs=cluster.id) if len(members) > _TWO else card

    def _conflicts(self) -> Iterator[Card]:
        for row in self.report.contradictions:
            one, other = self.bullets[row.a], self.bullets[row.b]
            members = [self._member(one, one), self._member(one, other)]
            yield self._card("conflict", anchor("conflict", row.a, row.b), members)._replace(note=row.reason)

    def _near_misses(self) -> Iterator[Card]:
        for number, row in sorted(enumerate(self.report.near_misses), key=lambda one: -one[1].score):
            one, other = self.bullets[row.a], self.bullets[row.b]
            score = Score(row.score, f"near_misses.{number}.score")
            compared = self._member(one, other)._replace(score=score, reasons=row.reasons)
            card = self._card("near", anchor("near", row.a, row.b), [self._member(one, one), compared])
            yield card._replace(score=score, note=row.apart or "the score is under the threshold")

    def _covers(self) -> Iterator[Card]:
        for number, row in enumerate(self.report.covers):
            broad, narrow = self.bullets[row.broad], self.bullets[row.narrow]
            members = [self._member(broad, broad, "broader"), self._member(narrow, narrow, "narrower")]
            card = self._card("covered", anchor("covered", row.broad, row.narrow), members)
            score = Score(row.score, f"covers.{number}.score")
            yield card._replace(score=score, note=f"the facet of the broader one: {row.facet}")

    def _member(self, first: BulletRow, bullet: BulletRow, role: str = "") -> Member:
        return Member(bullet, self.marks[bullet.persona], word_changes(first.text, bullet.text), role)

    def _card(self, kind: CardKind, where: str, members: Sequence[Member]) -> Card:
        bullets = [member.bullet for member in members]
        line = bullets[0].canonical_line
        section = self.sections[line - 1] if line else ()
        return Card(where, kind, tuple(members), self._badges(bullets), section)

    def _badges(self, bullets: Iterable[BulletRow]) -> tuple[Badge, ...]:
        """The badges of their personas, each once, in the order of the report."""
        return tuple(sorted({self.marks[bullet.persona] for bullet in bullets}))


def make_cards(report: Report, limits: PageLimits = PAGE_LIMITS) -> tuple[Card, ...]:
    """Return the cards of all findings, contradictions first, then clusters by their number of personas."""
    sections = section_paths(report.lines)
    return tuple(_CardMaker(report, limits, report.bullets_by_id(), badges(report), sections).cards())


def count_findings(report: Report) -> int:
    """Count all findings, also those without a card."""
    return sum(map(len, (report.contradictions, report.clusters, report.near_misses, report.covers)))


def section_paths(lines: Sequence[LineRow]) -> tuple[tuple[str, ...], ...]:
    """Return for each line of the canonical the titles of the sections around it, the outermost first."""
    paths: list[tuple[str, ...]] = []
    titles = OpenTitles()
    for line in lines:
        is_heading = any(origin.relation == "heading" for origin in line.origins)
        heading = _HEADING.fullmatch(line.text) if is_heading else None
        if heading is not None:
            titles.open_heading(len(heading[1]), heading[2])
        elif is_heading:
            titles.open_tag(line.text)
        paths.append(titles.path)
        titles.close_tag(line.text)
    return tuple(paths)


def pairs_json(report: Report, cards: tuple[Card, ...]) -> str:
    """Return JSON, safe inside a script element.

    `clusters` has for each a list of [a, b, score, reasons, values]: a and b count the card's members,
    and a value is a feature's position in `features`, and its value.
    """
    offered = {card.pairs: card for card in cards if card.pairs}
    clusters = [cluster for cluster in report.clusters if cluster.id in offered]
    features = sorted({name for cluster in clusters for why in cluster.why for name in why.features})
    data = {
        "features": features,
        "clusters": {visible(row.id): _pairs(row, offered[row.id], features) for row in clusters},
    }
    text = msgspec.json.encode(data).decode("utf-8")
    for char, escaped in _UNSAFE.items():
        text = text.replace(char, escaped)
    return text


def _pairs(cluster: ClusterRow, card: Card, features: Sequence[str]) -> list[Any]:
    place = {member.bullet.id: number for number, member in enumerate(card.members)}
    number = {name: at for at, name in enumerate(features)}
    return [
        [
            place[why.a],
            place[why.b],
            why.score,
            [visible(reason) for reason in why.reasons],
            [[number[name], value] for name, value in sorted(why.features.items())],
        ]
        for why in cluster.why
    ]
