"""Merge until the canonical repeats nothing, so that compiling it alone gives the same canonical.

Clusters are made of the bullets of the sources. In one file, two of the kept bullets may match after all;
compiling the canonical again would then merge them. So the canonical is matched as the only source, and
bullets that form a cluster there join theirs here, until no cluster grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from personac.matching.constraints import Evidence
from personac.matching.merge_clusters import unite
from personac.model import Canonical, Cluster, Matched, Merged, Pair, ScoredPair

_MOST_ROUNDS = 20  # mostly one or two are needed; alternating wordings would never end


class Matching(NamedTuple):
    """Clusters, and the evidence that they were made from."""

    matched: Matched
    evidence: Evidence


class Merging(NamedTuple):
    """The merged agent as a tree and as lines."""

    merged: Merged
    canonical: Canonical


def merge_until_stable(
    matching: Matching, merge: Callable[[Matching], Merging], match_alone: Callable[[Canonical], Matched]
) -> Merging:
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


def _repeats(merging: Merging, alone: Matched) -> Iterator[ScoredPair]:
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
