"""What is the same in the reports of two builds: personas, bullets, clusters.

Lines and ids mean nothing across builds. Bullets are the same by persona and words, clusters by the
bullets that they share: the pair of an old and a new cluster that share most is the same cluster, and
each has one partner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.report.fingerprints import bullet_digests, plain_words
from personac.report.model import BulletRow, ClusterRow, Report
from personac.report.summary import bullets_by_id

_RENAMED = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """The bullets of a cluster or a contradiction; `about` is the text, or the reason."""

    about: str
    bullets: tuple[BulletRow, ...]


@dataclass(frozen=True)
class Side:
    """One of the two reports, with the digests that identify its bullets in the other one."""

    report: Report
    bullets: Mapping[str, BulletRow]
    digests: Mapping[str, str]

    @classmethod
    def of(cls, report: Report, renames: Mapping[str, str]) -> Side:
        """Index a report, with the new ids of renamed personas."""
        return cls(report, bullets_by_id(report), bullet_digests(report.bullets, renames))

    def members(self, cluster: ClusterRow) -> Counter[str]:
        """Return the digests of a cluster's bullets."""
        return Counter(self.digests[member] for member in cluster.members)

    def group(self, cluster: ClusterRow) -> Group:
        """Return a cluster with its bullets."""
        return Group(cluster.text, tuple(self.bullets[member] for member in cluster.members))

    def own(self, persona: str) -> list[BulletRow]:
        """Return the bullets of a persona."""
        return [bullet for bullet in self.report.bullets if bullet.persona == persona]

    def beyond(self, rows: Sequence[BulletRow], known: Counter[str]) -> tuple[BulletRow, ...]:
        """Return the bullets that `known` does not count, in their order."""
        left, result = Counter(known), []
        for row in rows:
            if left[self.digests[row.id]] > 0:
                left[self.digests[row.id]] -= 1
            else:
                result.append(row)
        return tuple(result)

    def contradictions(self) -> dict[tuple[str, ...], Group]:
        """Return the contradictions by the digests of their two bullets."""
        return {
            (*sorted((self.digests[row.a], self.digests[row.b])),): Group(
                row.reason, (self.bullets[row.a], self.bullets[row.b])
            )
            for row in self.report.contradictions
        }


def persona_ids(report: Report, renames: Mapping[str, str]) -> set[str]:
    """Return the ids of the personas, the new ones of renamed personas."""
    return {renames.get(row.id, row.id) for row in report.personas}


def find_renames(old: Report, new: Report) -> dict[str, str]:
    """Return the new ids of renamed personas: those that share at least half of their bullets.

    Most similar first; ties in the order of the personas.
    """
    removed = [row.id for row in old.personas if row.id not in persona_ids(new, {})]
    added = [row.id for row in new.personas if row.id not in persona_ids(old, {})]
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


def find_partners(before: Side, after: Side) -> Iterator[tuple[str, str]]:
    """Pair old clusters with new ones: most shared bullets first, then most similar, then in report order."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    sides = [[side.members(row) for row in side.report.clusters] for side in (before, after)]
    for at, members in enumerate(sides[0]):
        for digest in members:
            holders[digest].append(at)
    candidates = {
        (old, new) for new, members in enumerate(sides[1]) for digest in members for old in holders[digest]
    }
    ranked = sorted((_rank(sides[0][old], sides[1][new]), old, new) for old, new in candidates)
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, old, new in ranked:
        if old not in taken[0] and new not in taken[1]:
            taken[0].add(old)
            taken[1].add(new)
            yield before.report.clusters[old].id, after.report.clusters[new].id


def _rank(one: Counter[str], other: Counter[str]) -> tuple[int, float]:
    return -(one & other).total(), -_similarity(one, other)
