"""The differences between the reports of two builds, as data.

Lines and ids mean nothing across builds. Bullets are the same by persona and words, clusters by the
bullets that they share: the old and the new cluster that share most are one, and each has one partner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from personac.report.findings import bullet_digests, plain_words
from personac.report.report_schema import BulletRow, ClusterRow, PersonaRow, Report, ReviewRow
from personac.report.review_counts import UNDECIDED

_RENAMED = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """The bullets of a cluster or a contradiction; `about` is the text, or the reason."""

    about: str
    bullets: tuple[BulletRow, ...]


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
    new_undecided: tuple[Group, ...] = ()
    new_decided: tuple[Group, ...] = ()


def compare_reports(old: Report, new: Report) -> Changes:
    """Compare the report of an earlier build with a later one."""
    renames = _renames(old, new)
    before, after = _Side.of(old, renames), _Side.of(new, {})
    ids = [{renames.get(row.id, row.id) for row in report.personas} for report in (old, new)]
    partners = dict(_partners(before, after))
    known = set(partners.values())
    opposed = [side.contradictions() for side in (before, after)]
    return Changes(
        figures=_figures(old, new),
        appeared=tuple(row for row in new.personas if row.id not in ids[0]),
        went=tuple(row for row in old.personas if renames.get(row.id, row.id) not in ids[1]),
        changed=tuple(_changed(before, after, renames)),
        new_clusters=tuple(after.group(row) for row in new.clusters if row.id not in known),
        moved_clusters=tuple(_moved(before, after, partners)),
        gone_clusters=tuple(before.group(row) for row in old.clusters if row.id not in partners),
        new_contradictions=tuple(group for key, group in opposed[1].items() if key not in opposed[0]),
        gone_contradictions=tuple(group for key, group in opposed[0].items() if key not in opposed[1]),
        new_undecided=tuple(_new_undecided(before, after)),
        new_decided=tuple(_new_decided(before, after)),
    )


def _new_undecided(before: _Side, after: _Side) -> Iterator[Group]:
    """Yield the items of the review that nobody has decided about, and that were none, or were decided.

    What is sure is among the new clusters.
    """
    known = {row.key for row in before.report.review if row.state in UNDECIDED}
    if before.has_review:
        undecided = (row for row in after.report.review if row.state in UNDECIDED and row.part != "sure")
        yield from (after.item(row) for row in undecided if row.key not in known)


def _new_decided(before: _Side, after: _Side) -> Iterator[Group]:
    """Yield the items with a decision that is new."""
    known = {path for row in before.report.review for path in row.files}
    yield from (after.item(row) for row in after.report.review if not known.issuperset(row.files))


def _figures(old: Report, new: Report) -> tuple[Figure, ...]:
    before, after = _numbers(old), _numbers(new)
    shares = [max((share for *_, share in report.overlap.shares()), default=0.0) for report in (old, new)]
    counted = (Figure(name, before[name], after[name]) for name in before)
    return (*counted, Figure("highest overlap", shares[0], shares[1], is_share=True))


def _numbers(report: Report) -> Mapping[str, int]:
    return {
        "personas": len(report.personas),
        "bullets": len(report.bullets),
        "bytes": report.sizes.sources.bytes,
        "canonical bullets": report.canonical.bullets,
        "canonical bytes": report.canonical.bytes,
        "clusters": len(report.clusters),
        "left out": len(report.left_out),
        "contradictions": len(report.contradictions),
    }


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two reports, with the digests that identify its bullets in the other one."""

    report: Report
    bullets: Mapping[str, BulletRow]
    digests: Mapping[str, str]

    @classmethod
    def of(cls, report: Report, renames: Mapping[str, str]) -> _Side:
        """Index a report, with the new ids of renamed personas."""
        return cls(report, report.bullets_by_id(), bullet_digests(report.bullets, renames))

    def own(self, persona: str) -> list[BulletRow]:
        return [bullet for bullet in self.report.bullets if bullet.persona == persona]

    def members(self, cluster: ClusterRow) -> list[BulletRow]:
        return [self.bullets[member] for member in cluster.members]

    def counted(self, rows: Iterable[BulletRow]) -> Counter[str]:
        """The digests of bullets, with their numbers."""
        return Counter(self.digests[row.id] for row in rows)

    def beyond(self, rows: Iterable[BulletRow], known: Counter[str]) -> tuple[BulletRow, ...]:
        """The bullets that `known` does not count, in their order."""
        left, result = Counter(known), []
        for row in rows:
            left[self.digests[row.id]] -= 1
            if left[self.digests[row.id]] < 0:
                result.append(row)
        return tuple(result)

    def group(self, cluster: ClusterRow) -> Group:
        return Group(cluster.text, tuple(self.members(cluster)))

    @property
    def has_review(self) -> bool:
        """Whether the report has a queue; one of an earlier version has none."""
        return bool(self.report.review) or not (self.report.clusters or self.report.near_misses)

    def item(self, row: ReviewRow) -> Group:
        bullets = tuple(self.bullets[bullet] for group in row.groups for bullet in group)
        about = f"front matter: {row.field}" if row.field else bullets[0].text if bullets else row.key
        return Group(f"{about} ({', '.join(row.by)})" if row.by else about, bullets)

    def contradictions(self) -> Mapping[tuple[str, ...], Group]:
        """The contradictions by the digests of their two bullets."""
        pairs = [
            (row.reason, (self.bullets[row.a], self.bullets[row.b])) for row in self.report.contradictions
        ]
        return {
            tuple(sorted(self.digests[row.id] for row in pair)): Group(reason, pair) for reason, pair in pairs
        }


def _changed(before: _Side, after: _Side, renames: Mapping[str, str]) -> Iterator[PersonaChange]:
    earlier = {renames.get(row.id, row.id): row for row in before.report.personas}
    for row in after.report.personas:
        was = earlier.get(row.id)
        if was is None:
            continue
        mine, theirs = after.own(row.id), before.own(was.id)
        added = after.beyond(mine, before.counted(theirs))
        removed = before.beyond(theirs, after.counted(mine))
        if added or removed or _differ(row, was):
            earlier_id = was.id if was.id != row.id else ""
            only_moved = bool(row.sha256) and row.sha256 == was.sha256
            yield PersonaChange(row, earlier_id, only_moved, added, removed)


def _differ(row: PersonaRow, was: PersonaRow) -> bool:
    """Whether the files differ; reports of earlier versions have no hash."""
    if row.sha256 and was.sha256 and row.sha256 != was.sha256:
        return True
    return (row.id, row.path, row.name, row.bytes) != (was.id, was.path, was.name, was.bytes)


def _moved(before: _Side, after: _Side, partners: Mapping[str, str]) -> Iterator[ClusterChange]:
    old = {partners[row.id]: row for row in before.report.clusters if row.id in partners}
    for row in after.report.clusters:
        if row.id in old:
            mine, theirs = after.members(row), before.members(old[row.id])
            joined = after.beyond(mine, before.counted(theirs))
            left = before.beyond(theirs, after.counted(mine))
            if joined or left:
                yield ClusterChange(row, joined, left)


def _renames(old: Report, new: Report) -> dict[str, str]:
    """The new ids of renamed personas: those that share at least half of their bullets.

    Most similar first; ties in the order of the personas.
    """
    ids = [{row.id for row in report.personas} for report in (old, new)]
    removed = [row.id for row in old.personas if row.id not in ids[1]]
    added = [row.id for row in new.personas if row.id not in ids[0]]
    before, after = _texts(old), _texts(new)
    pairs = [(_similarity(before[one], after[other]), one, other) for one in removed for other in added]
    renames: dict[str, str] = {}
    for share, one, other in sorted(pairs, key=lambda pair: -pair[0]):
        if share >= _RENAMED and one not in renames and other not in renames.values():
            renames[one] = other
    return renames


def _texts(report: Report) -> defaultdict[str, Counter[str]]:
    texts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for bullet in report.bullets:
        texts[bullet.persona][plain_words(bullet.text)] += 1
    return texts


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max((one | other).total(), 1)


def _partners(before: _Side, after: _Side) -> Iterator[tuple[str, str]]:
    """Pair old clusters with new ones: most shared bullets first, then most similar, then in report order."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    old, new = ([side.counted(side.members(row)) for row in side.report.clusters] for side in (before, after))
    for at, members in enumerate(old):
        for digest in members:
            holders[digest].append(at)
    candidates = {
        (one, at) for at, members in enumerate(new) for digest in members for one in holders[digest]
    }
    ranked = sorted(
        (-(old[one] & new[other]).total(), -_similarity(old[one], new[other]), one, other)
        for one, other in candidates
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, _, one, other in ranked:
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            yield before.report.clusters[one].id, after.report.clusters[other].id
