"""Each source from its first line to its last: every bullet, and what became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from personac.report.html.markup import PAGE_LIMITS, Badge, PageLimits, anchor, badges
from personac.report.html.overview import Part, state_bar
from personac.report.model import PersonaRow, Report


class Entry(NamedTuple):
    """A bullet of a source, or a label that was left out.

    `kept` is the canonical's wording where it differs; `cluster` and `cover` are the anchors of the
    cards with details.
    """

    line: int
    text: str
    section: tuple[str, ...]
    state: str
    canonical_line: int = 0
    reason: str = ""
    kept: str = ""
    alone: bool = False
    cluster: str = ""
    cover: str = ""


@dataclass(frozen=True, slots=True)
class SourceView:
    """One persona with the states of all its bullets.

    Of very many bullets only the `entries` of the first personas are listed, and `unshown` counts those
    of the others.
    """

    row: PersonaRow
    badge: Badge
    bar: tuple[Part, ...]
    entries: tuple[Entry, ...]
    unshown: int = 0

    def runs(self) -> Iterator[tuple[tuple[str, ...], tuple[Entry, ...]]]:
        """Yield runs of entries of one section; a label belongs to the section before it."""
        titles: list[tuple[str, ...]] = [()]
        for entry in self.entries:
            titles.append(entry.section or titles[-1])
        for title, run in groupby(zip(titles[1:], self.entries, strict=True), key=lambda pair: pair[0]):
            yield title, tuple(entry for _, entry in run)


def source_views(report: Report, limits: PageLimits = PAGE_LIMITS) -> tuple[SourceView, ...]:
    """Return all personas, in the order of the report."""
    entries, marks = _entries(report), badges(report)
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for bullet in report.bullets:
        states[bullet.persona][bullet.state] += 1
    views: list[SourceView] = []
    room = limits.entries
    for row in report.personas:
        own = tuple(sorted(entries[row.id], key=lambda entry: entry.line))
        shown = own if len(own) <= room else ()
        room -= len(own)
        bar = state_bar(states[row.id], row.id)
        views.append(SourceView(row, marks[row.id], bar, shown, len(own) - len(shown)))
    return tuple(views)


def _entries(report: Report) -> Mapping[str, list[Entry]]:
    """The entries of each persona."""
    bullets = report.bullets_by_id()
    clusters = {member: cluster for cluster in report.clusters for member in cluster.members}
    spread = {row.id: len({bullets[member].persona for member in row.members}) for row in report.clusters}
    covers = {row.narrow: anchor("covered", row.broad, row.narrow) for row in report.covers}
    reasons = {row.bullet: row.reason for row in report.left_out}
    entries: dict[str, list[Entry]] = defaultdict(list)
    for row in report.bullets:
        cluster = clusters.get(row.id)
        kept = bullets[cluster.representative].text if cluster else row.text
        entry = Entry(
            line=row.line,
            text=row.text,
            section=row.section,
            state=row.state,
            canonical_line=row.canonical_line,
            reason=reasons.get(row.id, ""),
            kept="" if kept == row.text else kept,
            alone=cluster is None or spread[cluster.id] == 1,
            cluster=anchor("cluster", cluster.id) if cluster else "",
            cover=covers.get(row.id, ""),
        )
        entries[row.persona].append(entry)
    for left in report.left_out:
        if not left.bullet:
            entries[left.persona].append(Entry(left.line, left.text, (), "left_out", reason=left.reason))
    return entries
