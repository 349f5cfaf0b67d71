"""Merge until the canonical repeats nothing, so that compiling it alone gives the same canonical.

Clusters are made of the bullets of the sources. In one file, two of the kept bullets may match after all;
compiling the canonical again would then merge them. So the canonical is matched as the only source, and
clusters whose bullets form one cluster there are united, if guards and rules allow it, until none is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from personac.matching.average_linkage import Edge
from personac.matching.clustering import by_cluster, make_cluster
from personac.matching.constraints import Evidence
from personac.model import Canonical, Cluster, Matched, Merged, Pair, ScoredPair

_MOST_ROUNDS = 20  # mostly one or two are needed; alternating wordings would never end


class MatchResult(NamedTuple):
    """Clusters, and the evidence that they were made from."""

    matched: Matched
    evidence: Evidence


class MergeResult(NamedTuple):
    """The merged agent as a tree and as lines."""

    merged: Merged
    canonical: Canonical


def merge_until_stable(
    matching: MatchResult,
    merge: Callable[[MatchResult], MergeResult],
    match_alone: Callable[[Canonical], Matched],
) -> MergeResult:
    """Merge, unite the clusters that the canonical repeats, and merge again until there are none.

    `match_alone` matches the canonical as the only source.
    """
    merging = merge(matching)
    for _ in range(_MOST_ROUNDS):
        repeats = tuple(_repeats(merging, match_alone(merging.canonical)))
        united = unite(matching.matched, matching.evidence, repeats)
        if united.clusters == matching.matched.clusters:
            break
        matching = matching._replace(matched=united)
        merging = merge(matching)
    return merging


def _repeats(merging: MergeResult, alone: Matched) -> Iterator[ScoredPair]:
    """Yield the pairs of wordings that form a cluster when the canonical is matched alone."""
    wording = {cluster.id: cluster.representative for cluster in merging.merged.clusters}
    kept = [wording.get(_cluster_id(merging.canonical, bullet.line)) for bullet in alone.bullets]
    for cluster in alone.clusters:
        yield from _chain(cluster, kept)


def _cluster_id(canonical: Canonical, line: int) -> str:
    """Return the id of the cluster that a line of the canonical is from, or an empty string."""
    origins = canonical.lines[line - 1].origins
    return origins[0].cluster if origins else ""


def _chain(cluster: Cluster, kept: Sequence[int | None]) -> Iterator[ScoredPair]:
    """Yield pairs of the wordings in a cluster of the canonical: each with the first one."""
    why = {scored.pair: scored for scored in cluster.why}
    first, *others = cluster.members
    for other in others:
        one, two = kept[first], kept[other]
        if one is None or two is None or one == two:
            continue
        pair = Pair(first, other)
        scored = why.get(pair) or next(iter(cluster.why), None) or ScoredPair(pair, 1.0)
        yield replace(scored, pair=Pair(*sorted((one, two))))


def unite(matched: Matched, evidence: Evidence, repeats: Sequence[ScoredPair]) -> Matched:
    """Merge every two clusters that a pair of `repeats` connects; the pair then counts as scored.

    If a rule or a firm guard separates two clusters, both remain, and the bullets that are separated become
    their representatives, so that they no longer repeat each other.
    """
    union = _Union(matched, evidence)
    repeated: dict[Pair, ScoredPair] = {}
    for scored in repeats:
        if union.unite(scored.pair.a, scored.pair.b):
            repeated[union.firsts(scored.pair)] = scored
    table = matched.scored.with_more(repeated)
    why = by_cluster(table, union.cluster_of)
    clusters = [
        union.with_wording(
            number,
            make_cluster(evidence.explainer, firsts, why.get(number, ()))
            if number in union.grown
            else matched.clusters[number],
        )
        for number, firsts in sorted(union.members.items())
    ]
    return replace(matched, clusters=tuple(sorted(clusters, key=lambda one: one.members)), scored=table)


class _Union:
    """Clusters by number, as the first bullets of their copies; a merged cluster has the smaller number."""

    def __init__(self, matched: Matched, evidence: Evidence) -> None:
        first = evidence.prepared.first_of
        self._first = first
        self._apart = {_edge(first[a], first[b]) for a, b in evidence.decisions.apart}
        self._guard = evidence.guard
        self._owner = {first[m]: n for n, c in enumerate(matched.clusters) for m in c.members}
        self._wording: dict[int, int] = {}
        self.members = {
            n: tuple(sorted({first[m] for m in cluster.members}))
            for n, cluster in enumerate(matched.clusters)
        }
        self.grown: set[int] = set()

    def unite(self, a: int, b: int) -> bool:
        """Merge the clusters of two bullets; return whether that was possible and new."""
        one, other = sorted((self._owner[self._first[a]], self._owner[self._first[b]]))
        if one == other:
            return False
        barred = next(filter(self._bars, product(self.members[one], self.members[other])), None)
        if barred is not None:
            self._wording.update(zip((one, other), barred, strict=True))
            return False
        self._owner.update(dict.fromkeys(self.members[other], one))
        self.members[one] = tuple(sorted((*self.members[one], *self.members.pop(other))))
        self.grown = self.grown - {other} | {one}
        return True

    def firsts(self, pair: Pair) -> Pair:
        """Return the pair of the first copies of two bullets."""
        return Pair(*_edge(self._first[pair.a], self._first[pair.b]))

    @property
    def cluster_of(self) -> Sequence[int]:
        """For each bullet the number of its cluster."""
        return [self._owner[first] for first in self._first]

    def with_wording(self, number: int, cluster: Cluster) -> Cluster:
        """Return the cluster with the representative that separates it from another cluster, if any."""
        return replace(cluster, representative=self._wording.get(number, cluster.representative))

    def _bars(self, pair: Edge) -> bool:
        bar = self._guard.bar(*pair)
        return _edge(*pair) in self._apart or bool(bar and bar.is_firm)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))
