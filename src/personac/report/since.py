"""What is different since an earlier build: two reports compared, as data.

Lines and ids say nothing across builds. Bullets are the same by who says them
and in which words, clusters by the bullets they share: the pair of an old and
a new cluster that share most is the same cluster, and each has one partner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.report.fingerprints import bullet_digests, plain_words
from personac.report.model import BulletRow, ClusterRow, ContradictionRow, PersonaRow, Report
from personac.report.summary import bullets_by_id, closest, summarise

_RENAMED = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the report before and after; `is_share` where it is from 0 to 1."""

    name: str
    before: float
    after: float
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class PersonaChange:
    """A persona that is in both builds and not the same.

    `was` is its earlier id where it was renamed; `only_moved` tells that its bytes are the same.
    """

    persona: PersonaRow
    was: str
    only_moved: bool
    added: tuple[BulletRow, ...]
    removed: tuple[BulletRow, ...]


@dataclass(frozen=True, slots=True)
class ClusterChange:
    """A cluster that is in both builds and has other members; those that left stand in the earlier build."""

    cluster: ClusterRow
    joined: tuple[BulletRow, ...]
    left: tuple[BulletRow, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A cluster or a contradiction with its bullets; `about` is the text, or why they cannot hold."""

    about: str
    bullets: tuple[BulletRow, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is different; what appeared stands in the new build, what went in the old."""

    figures: tuple[Figure, ...]
    appeared: tuple[PersonaRow, ...]
    went: tuple[PersonaRow, ...]
    changed: tuple[PersonaChange, ...]
    new_clusters: tuple[Said, ...]
    moved_clusters: tuple[ClusterChange, ...]
    gone_clusters: tuple[Said, ...]
    new_contradictions: tuple[Said, ...]
    gone_contradictions: tuple[Said, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the two builds report the same; sizes alone may differ."""
        groups = (self.appeared, self.went, self.changed, self.new_clusters, self.moved_clusters)
        return not any((*groups, self.gone_clusters, self.new_contradictions, self.gone_contradictions))


def compare(old: Report, new: Report) -> Changes:
    """Compare the report of an earlier build with a later one."""
    renames = _renames(old, new)
    before, after = _Side.of(old, renames), _Side.of(new, {})
    partners = dict(_partners(before, after))
    contradictions = [side.contradictions() for side in (before, after)]
    return Changes(
        figures=_figures(old, new),
        appeared=tuple(row for row in new.personas if row.id not in _ids(old, renames)),
        went=tuple(row for row in old.personas if renames.get(row.id, row.id) not in _ids(new, {})),
        changed=tuple(_changed(before, after, renames)),
        new_clusters=tuple(after.said(row) for row in new.clusters if row.id not in partners.values()),
        moved_clusters=tuple(_moved(before, after, partners)),
        gone_clusters=tuple(before.said(row) for row in old.clusters if row.id not in partners),
        new_contradictions=_missing_in(contradictions[0], contradictions[1]),
        gone_contradictions=_missing_in(contradictions[1], contradictions[0]),
    )


@dataclass(frozen=True)
class _Side:
    """One of the two reports, with what makes its bullets the same as the other's."""

    report: Report
    bullets: Mapping[str, BulletRow]
    digests: Mapping[str, str]

    @classmethod
    def of(cls, report: Report, renames: Mapping[str, str]) -> _Side:
        return cls(report, bullets_by_id(report), bullet_digests(report.bullets, renames))

    def members(self, cluster: ClusterRow) -> Counter[str]:
        return Counter(self.digests[member] for member in cluster.members)

    def said(self, cluster: ClusterRow) -> Said:
        return Said(cluster.text, tuple(self.bullets[member] for member in cluster.members))

    def own(self, persona: str) -> list[BulletRow]:
        return [bullet for bullet in self.report.bullets if bullet.persona == persona]

    def beyond(self, rows: Sequence[BulletRow], known: Counter[str]) -> tuple[BulletRow, ...]:
        """The bullets that `known` does not count, in their order."""
        left, found = Counter(known), []
        for row in rows:
            if left[self.digests[row.id]] > 0:
                left[self.digests[row.id]] -= 1
            else:
                found.append(row)
        return tuple(found)

    def contradictions(self) -> dict[tuple[str, ...], Said]:
        return {
            (*sorted((self.digests[row.a], self.digests[row.b])),): self._opposed(row)
            for row in self.report.contradictions
        }

    def _opposed(self, row: ContradictionRow) -> Said:
        return Said(row.reason, (self.bullets[row.a], self.bullets[row.b]))


def _ids(report: Report, renames: Mapping[str, str]) -> set[str]:
    return {renames.get(row.id, row.id) for row in report.personas}


def _renames(old: Report, new: Report) -> dict[str, str]:
    """Find personas that only have another id: at least half of what either says, the other says.

    Most alike first; ties in the order of the personas.
    """
    gone = [row.id for row in old.personas if row.id not in _ids(new, {})]
    come = [row.id for row in new.personas if row.id not in _ids(old, {})]
    before, after = _texts(old), _texts(new)
    alike = [(_likeness(before[one], after[other]), one, other) for one in gone for other in come]
    found: dict[str, str] = {}
    for share, one, other in sorted(alike, key=lambda pair: -pair[0]):
        if share >= _RENAMED and one not in found and other not in found.values():
            found[one] = other
    return found


def _texts(report: Report) -> defaultdict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for bullet in report.bullets:
        found[bullet.persona][plain_words(bullet.text)] += 1
    return found


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max((one | other).total(), 1)


def _figures(old: Report, new: Report) -> tuple[Figure, ...]:
    one, other = summarise(old), summarise(new)
    names = ("personas", "bullets", "bytes", "canonical_bullets", "canonical_bytes", "clusters", "left_out")
    counted = [Figure(name.replace("_", " "), getattr(one, name), getattr(other, name)) for name in names]
    contradictions = Figure("contradictions", len(old.contradictions), len(new.contradictions))
    shares = [max((share for *_, share in closest(report.overlap)), default=0.0) for report in (old, new)]
    return (*counted, contradictions, Figure("highest overlap", shares[0], shares[1], is_share=True))


def _changed(before: _Side, after: _Side, renames: Mapping[str, str]) -> Iterator[PersonaChange]:
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
    """Tell whether the files differ; reports of earlier versions have no hash."""
    if row.sha256 and was.sha256 and row.sha256 != was.sha256:
        return True
    return (row.id, row.path, row.name, row.bytes) != (was.id, was.path, was.name, was.bytes)


def _partners(before: _Side, after: _Side) -> Iterator[tuple[str, str]]:
    """Pair old clusters with new ones: most shared bullets first, then most alike, then in report order."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    sides = [[side.members(row) for row in side.report.clusters] for side in (before, after)]
    for at, members in enumerate(sides[0]):
        for digest in members:
            holders[digest].append(at)
    met = {
        (old, new) for new, members in enumerate(sides[1]) for digest in members for old in holders[digest]
    }
    ranked = sorted((_rank(sides[0][old], sides[1][new]), old, new) for old, new in met)
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, old, new in ranked:
        if old not in taken[0] and new not in taken[1]:
            taken[0].add(old)
            taken[1].add(new)
            yield before.report.clusters[old].id, after.report.clusters[new].id


def _rank(one: Counter[str], other: Counter[str]) -> tuple[int, float]:
    return -(one & other).total(), -_likeness(one, other)


def _moved(before: _Side, after: _Side, partners: Mapping[str, str]) -> Iterator[ClusterChange]:
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
    known: Mapping[tuple[str, ...], Said], found: Mapping[tuple[str, ...], Said]
) -> tuple[Said, ...]:
    return tuple(said for key, said in found.items() if key not in known)
