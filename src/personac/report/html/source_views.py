"""Each source from its first line to its last: every bullet, and what became of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from personac.report.html.figures import STATE_WORDS, Part, state_bar
from personac.report.html.markup import Badge, badges
from personac.report.html.page_limits import PAGE_LIMITS, PageLimits
from personac.report.links import anchor
from personac.report.model import BulletRow, LeftOutRow, PersonaRow, Report


class Entry(NamedTuple):
    """A bullet of a source, or a label that was left out.

    `kept` is the canonical's wording where it differs; `cluster` and `cover` are the anchors of the
    cards with details.
    """

    line: int
    text: str
    section: tuple[str, ...]
    state: str
    words: str
    canonical_line: int
    reason: str
    kept: str
    alone: bool
    cluster: str
    cover: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """One persona with the states of all its bullets; `number` is its position in report.json.

    Of very many bullets only the `entries` of the first personas are listed, and `unshown` counts those
    of the others; `page` has them all.
    """

    number: int
    row: PersonaRow
    badge: Badge
    bar: tuple[Part, ...]
    entries: tuple[Entry, ...]
    unshown: int = 0

    @property
    def page(self) -> str:
        """The page of this persona, beside the report."""
        return f"variants/{self.row.id}.md"


@dataclass(frozen=True, slots=True)
class _Reader:
    cluster_of: Mapping[str, str]
    wordings: Mapping[str, str]
    shared: frozenset[str]
    covers: Mapping[str, str]
    reasons: Mapping[str, str]

    def bullet(self, row: BulletRow) -> Entry:
        kept = self.wordings.get(row.id, row.text)
        return Entry(
            line=row.line,
            text=row.text,
            section=row.section,
            state=row.state,
            words=STATE_WORDS[row.state],
            canonical_line=row.canonical_line,
            reason=self.reasons.get(row.id, ""),
            kept="" if kept == row.text else kept,
            alone=row.id not in self.shared,
            cluster=self.cluster_of.get(row.id, ""),
            cover=self.covers.get(row.id, ""),
        )


def source_views(report: Report, limits: PageLimits = PAGE_LIMITS) -> tuple[SourceView, ...]:
    """Return all personas, in the order of the report."""
    reader, marks = _reader(report), badges(report)
    entries: dict[str, list[Entry]] = defaultdict(list)
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for bullet in report.bullets:
        states[bullet.persona][bullet.state] += 1
        entries[bullet.persona].append(reader.bullet(bullet))
    for left in report.left_out:
        if not left.bullet:
            entries[left.persona].append(_label(left))
    views: list[SourceView] = []
    room = limits.entries
    for number, row in enumerate(report.personas):
        own = tuple(sorted(entries[row.id], key=lambda entry: entry.line))
        shown = own if len(own) <= room else ()
        room -= len(own)
        bar = state_bar(states[row.id], row.id)
        views.append(SourceView(number, row, marks[row.id], bar, shown, len(own) - len(shown)))
    return tuple(views)


def _reader(report: Report) -> _Reader:
    texts = {bullet.id: bullet.text for bullet in report.bullets}
    owners = {bullet.id: bullet.persona for bullet in report.bullets}
    cluster_of: dict[str, str] = {}
    wordings: dict[str, str] = {}
    shared: set[str] = set()
    for cluster in report.clusters:
        is_shared = len({owners[member] for member in cluster.members}) > 1
        shared.update(cluster.members if is_shared else ())
        cluster_of.update((member, anchor("cluster", cluster.id)) for member in cluster.members)
        wordings.update((member, texts[cluster.representative]) for member in cluster.members)
    covers = {row.narrow: anchor("covered", row.broad, row.narrow) for row in report.covers}
    reasons = {row.bullet: row.reason for row in report.left_out if row.bullet}
    return _Reader(cluster_of, wordings, frozenset(shared), covers, reasons)


def _label(row: LeftOutRow) -> Entry:
    words = STATE_WORDS["left_out"]
    return Entry(
        row.line, row.text, (), "left_out", words, 0, row.reason, "", alone=False, cluster="", cover=""
    )


def sections_of(view: SourceView) -> Iterator[tuple[tuple[str, ...], tuple[Entry, ...]]]:
    """Yield runs of entries of one section; a label belongs to the section before it."""
    title: tuple[str, ...] = ()
    run: list[Entry] = []
    for entry in view.entries:
        here = entry.section or title
        if run and here != title:
            yield title, tuple(run)
            run = []
        title = here
        run.append(entry)
    if run:
        yield title, tuple(run)
