"""The differences between the reports of two builds, as data: all that `changes_matching` does not match."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from personac.report.changes_matching import Group, Side, find_partners, find_renames, persona_ids
from personac.report.model import BulletRow, ClusterRow, PersonaRow, Report
from personac.report.summary import closest, summarise


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the report before and after; `is_share`: it is a number from 0 to 1."""

    name: str
    before: float
    after: float
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class PersonaChange:
    """A persona of both builds that changed.

    `was` is its earlier id where it was renamed; `only_moved`: its bytes are the same.
    """

    persona: PersonaRow
    was: str
    only_moved: bool
    added: tuple[BulletRow, ...]
    removed: tuple[BulletRow, ...]


@dataclass(frozen=True, slots=True)
class ClusterChange:
    """A cluster of both builds with other members; rows of `left` are of the earlier build."""

    cluster: ClusterRow
    joined: tuple[BulletRow, ...]
    left: tuple[BulletRow, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences; new rows are of the later build, removed ones of the earlier build."""

    figures: tuple[Figure, ...]
    appeared: tuple[PersonaRow, ...]
    went: tuple[PersonaRow, ...]
    changed: tuple[PersonaChange, ...]
    new_clusters: tuple[Group, ...]
    moved_clusters: tuple[ClusterChange, ...]
    gone_clusters: tuple[Group, ...]
    new_contradictions: tuple[Group, ...]
    gone_contradictions: tuple[Group, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two builds report the same; only sizes may differ."""
        groups = (self.appeared, self.went, self.changed, self.new_clusters, self.moved_clusters)
        return not any((*groups, self.gone_clusters, self.new_contradictions, self.gone_contradictions))


def compare_reports(old: Report, new: Report) -> Changes:
    """Compare the report of an earlier build with a later one."""
    renames = find_renames(old, new)
    before, after = Side.of(old, renames), Side.of(new, {})
    partners = dict(find_partners(before, after))
    known = set(partners.values())
    contradictions = [side.contradictions() for side in (before, after)]
    return Changes(
        figures=_figures(old, new),
        appeared=tuple(row for row in new.personas if row.id not in persona_ids(old, renames)),
        went=tuple(row for row in old.personas if renames.get(row.id, row.id) not in persona_ids(new, {})),
        changed=tuple(_changed(before, after, renames)),
        new_clusters=tuple(after.group(row) for row in new.clusters if row.id not in known),
        moved_clusters=tuple(_moved(before, after, partners)),
        gone_clusters=tuple(before.group(row) for row in old.clusters if row.id not in partners),
        new_contradictions=_missing_in(contradictions[0], contradictions[1]),
        gone_contradictions=_missing_in(contradictions[1], contradictions[0]),
    )


def _figures(old: Report, new: Report) -> tuple[Figure, ...]:
    one, other = summarise(old), summarise(new)
    names = ("personas", "bullets", "bytes", "canonical_bullets", "canonical_bytes", "clusters", "left_out")
    counted = [Figure(name.replace("_", " "), getattr(one, name), getattr(other, name)) for name in names]
    contradictions = Figure("contradictions", len(old.contradictions), len(new.contradictions))
    shares = [max((share for *_, share in closest(report.overlap)), default=0.0) for report in (old, new)]
    return (*counted, contradictions, Figure("highest overlap", shares[0], shares[1], is_share=True))


def _changed(before: Side, after: Side, renames: Mapping[str, str]) -> Iterator[PersonaChange]:
    earlier = {renames.get(row.id, row.id): row for row in before.report.personas}
    for row in after.report.personas:
        was = earlier.get(row.id)
        if was is None:
            continue
        mine, theirs = after.own(row.id), before.own(was.id)
        added = after.beyond(mine, Counter(before.digests[bullet.id] for bullet in theirs))
        removed = before.beyond(theirs, Counter(after.digests[bullet.id] for bullet in mine))
        if added or removed or _differ(row, was):
            earlier_id = was.id if was.id != row.id else ""
            only_moved = bool(row.sha256) and row.sha256 == was.sha256
            yield PersonaChange(row, earlier_id, only_moved, added, removed)


def _differ(row: PersonaRow, was: PersonaRow) -> bool:
    """Return whether the files differ; reports of earlier versions have no hash."""
    if row.sha256 and was.sha256 and row.sha256 != was.sha256:
        return True
    return (row.id, row.path, row.name, row.bytes) != (was.id, was.path, was.name, was.bytes)


def _moved(before: Side, after: Side, partners: Mapping[str, str]) -> Iterator[ClusterChange]:
    new = {row.id: row for row in after.report.clusters}
    old = {partners[row.id]: row for row in before.report.clusters if row.id in partners}
    for id_, row in new.items():
        if id_ not in old:
            continue
        mine = [after.bullets[member] for member in row.members]
        theirs = [before.bullets[member] for member in old[id_].members]
        joined = after.beyond(mine, before.members(old[id_]))
        left = before.beyond(theirs, after.members(row))
        if joined or left:
            yield ClusterChange(row, joined, left)


def _missing_in(
    known: Mapping[tuple[str, ...], Group], groups: Mapping[tuple[str, ...], Group]
) -> tuple[Group, ...]:
    return tuple(group for key, group in groups.items() if key not in known)
