"""Findings as cards: clusters, contradictions, near misses, and bullets covered by broader ones.

All are bullets side by side with a score and reasons, in one list to filter, search and sort. The scored
pairs of the larger clusters are data that the page shows on demand: as markup they would outweigh the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

from personac.matching.word_difference import swapped
from personac.report.canonical_wording import CanonicalWording
from personac.report.fates import CardKind, fate_of, kind_of, mean_of
from personac.report.html.markup import PAGE_LIMITS, Badge, PageLimits, Score, anchor, badges
from personac.report.open_titles import OpenTitles
from personac.report.report_schema import BulletRow, ClusterRow, LineRow, Report, cover_outcome
from personac.report.word_marks import Mark, read_against

KINDS: tuple[tuple[CardKind, str, str], ...] = (
    ("conflict", "Contradiction", "\N{NOT EQUAL TO}"),
    ("reworded", "Merged, reworded", "\N{ALMOST EQUAL TO}"),
    ("same", "Merged, same words", "="),
    ("twice", "Same meaning, all kept", "\N{IDENTICAL TO}"),
    ("near", "Near miss, not merged", "\N{NOT TILDE}"),
    ("covered", "Broader and narrower bullet", "\N{SUPERSET OF}"),
)
"""The kinds of cards, with words and a sign for each."""

_TWO = 2  # their one pair is on the card itself
_HEADING = re.compile(r"(#{1,6})\s+(.*)")


class Member(NamedTuple):
    """A bullet on a card, read against the card's wording: marks and score (None: unknown).

    `fate` is what became of it, where the card is about that; `note` explains its score.
    """

    bullet: BulletRow
    badge: Badge
    marks: tuple[Mark, ...]
    fate: str = ""
    score: Score | None = None
    reasons: tuple[str, ...] = ()
    note: str = ""


class Card(NamedTuple):
    """A finding; `section` is its place in the canonical.

    `wording` is that of the canonical, where it is not the first bullet's text; `decided` is what decided
    about two clusters. `pairs` is the cluster whose pairs the page can show on demand; `more` members are
    only counted. `item` is the key of its item in the review.
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
    wording: str = ""
    decided: str = ""
    item: str = ""

    @property
    def title(self) -> str:
        """The wording in the canonical, else the text of its first bullet."""
        return self.wording or self.members[0].bullet.text

    @property
    def other(self) -> str:
        """The text of the second bullet, where the card is about two that stay."""
        return self.members[1].bullet.text if self.kind in {"conflict", "near", "covered"} else ""

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
    canonical: CanonicalWording
    items: Mapping[frozenset[str], str]

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
        said = self.canonical.at(first.canonical_line)
        wording = "" if said == first.text else said
        base = wording or first.text
        members = [self._member(base, first, fate_of(first, first))]
        for other in [bullet for bullet in bullets if bullet.id != first.id][: self.limits.members - 1]:
            member = self._member(base, other, fate_of(first, other))
            members.append(self._scored(member, first, cluster, number))
        card = self._card(kind_of(bullets), anchor("cluster", cluster.id), members)
        card = card._replace(score=Score(cluster.cohesion, f"clusters.{number}.cohesion"), wording=wording)
        if len(members) < len(bullets):
            return card._replace(badges=self._badges(bullets), more=len(bullets) - len(members))
        return card._replace(pairs=cluster.id) if len(members) > _TWO else card

    def _scored(self, member: Member, first: BulletRow, cluster: ClusterRow, number: int) -> Member:
        """The member with the score of its pair with the first one, and what merged it where that is low."""
        asked = {member.bullet.id, first.id}
        found = next(((at, row) for at, row in enumerate(cluster.why) if {row.a, row.b} == asked), None)
        if found is None:
            return member
        at, row = found
        note = ""
        if row.score < self.report.threshold:
            mean = mean_of(member.bullet, cluster, self.bullets)
            note = f"less than {self.report.threshold:.2f}; its mean with all others is {mean:.2f}"
        reasons = row.reasons if row.a == first.id else swapped(row.reasons)
        score = Score(row.score, f"clusters.{number}.why.{at}.score")
        return member._replace(score=score, reasons=reasons, note=note)

    def _conflicts(self) -> Iterator[Card]:
        for row in self.report.contradictions:
            one, other = self.bullets[row.a], self.bullets[row.b]
            members = [self._member(one.text, one), self._member(one.text, other)]
            yield self._card("conflict", anchor("conflict", row.a, row.b), members)._replace(note=row.reason)

    def _near_misses(self) -> Iterator[Card]:
        for number, row in sorted(enumerate(self.report.near_misses), key=lambda one: -one[1].score):
            one, other = self.bullets[row.a], self.bullets[row.b]
            score = Score(row.score, f"near_misses.{number}.score")
            compared = self._member(one.text, other)._replace(score=score, reasons=row.reasons)
            card = self._card("near", anchor("near", row.a, row.b), [self._member(one.text, one), compared])
            yield card._replace(score=score, note=row.why(self.report.threshold), decided=row.decided)

    def _covers(self) -> Iterator[Card]:
        for number, row in enumerate(self.report.covers):
            broad, narrow = self.bullets[row.broad], self.bullets[row.narrow]
            members = [
                self._member(broad.text, broad, "broader"),
                self._member(narrow.text, narrow, "narrower"),
            ]
            card = self._card("covered", anchor("covered", row.broad, row.narrow), members)
            score = Score(row.score, f"covers.{number}.score")
            note = f"{cover_outcome(narrow)}; the facet of the broader one: {row.facet}"
            yield card._replace(score=score, note=note)

    def _member(self, base: str, bullet: BulletRow, fate: str = "") -> Member:
        marks = read_against(base, bullet.text, self.canonical.lost(bullet))
        return Member(bullet, self.marks[bullet.persona], marks, fate)

    def _card(self, kind: CardKind, where: str, members: Sequence[Member]) -> Card:
        bullets = [member.bullet for member in members]
        line = bullets[0].canonical_line
        section = self.sections[line - 1] if 0 < line <= len(self.sections) else ()
        item = self.items.get(frozenset(bullet.id for bullet in bullets), "")
        return Card(where, kind, tuple(members), self._badges(bullets), section, item=item)

    def _badges(self, bullets: Iterable[BulletRow]) -> tuple[Badge, ...]:
        """The badges of their personas, each once, in the order of the report."""
        return tuple(sorted({self.marks[bullet.persona] for bullet in bullets}))


def make_cards(report: Report, limits: PageLimits = PAGE_LIMITS) -> tuple[Card, ...]:
    """Return the cards of all findings, contradictions first, then clusters by their number of personas."""
    sections = section_paths(report.lines)
    bullets, canonical = report.bullets_by_id(), CanonicalWording.of(report)
    items = {frozenset(chain.from_iterable(row.groups)): row.key for row in report.review if row.groups}
    return tuple(_CardMaker(report, limits, bullets, badges(report), sections, canonical, items).cards())


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
