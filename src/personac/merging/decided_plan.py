"""Pass: the plan of a merge as decisions change it; only clusters that they are about differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from personac.config.schema import Merge
from personac.matching.constraints import Evidence
from personac.matching.decisions import Decisions
from personac.merging.cluster_wording import phrase
from personac.merging.procedures import part_of
from personac.model import Cluster, Cover, Matched, Planned


def with_decisions(planned: Planned, matched: Matched, evidence: Evidence, settings: Merge) -> Planned:
    """Return the plan with the clusters, wordings and folds that decisions leave.

    `matched` has the clusters of bullets that mean the same, as decisions change them.
    """
    decisions = evidence.decisions
    if decisions.are_none:
        return planned
    known = {cluster.members: cluster for cluster in planned.clusters}
    groups = decisions.applied(known)
    clusters = tuple(known.get(own) or _part(matched, own) for own in groups)
    decided = replace(planned, clusters=clusters, duplicates=matched.clusters)
    wordings, _ = phrase(decided, (), evidence.prepared, settings)
    folded = dict(sorted(_folds(planned, decided, decisions)))
    covers = tuple(one for one in planned.covers if _is_left(one, decided, decisions))
    return replace(decided, wordings=wordings, folded=folded, covers=covers)


def _part(matched: Matched, members: tuple[int, ...]) -> Cluster:
    return part_of(matched, matched.clusters[matched.cluster_of[members[0]]], members)


def _is_left(cover: Cover, decided: Planned, decisions: Decisions) -> bool:
    """Return whether decisions neither join the bullets of a cover nor keep their clusters apart."""
    broad, narrow = decided.cluster_of[cover.broad], decided.cluster_of[cover.narrow]
    members = (decided.clusters[number].members for number in (broad, narrow))
    return broad != narrow and not decisions.bars(*members)


def _folds(before: Planned, after: Planned, decisions: Decisions) -> Iterator[tuple[int, int]]:
    """Yield the folds that decisions leave: of clusters that they neither join nor keep apart."""
    for narrow, broad in before.folded.items():
        into = after.cluster_of[before.wordings[broad].bullet]
        for cluster in sorted({after.cluster_of[member] for member in before.clusters[narrow].members}):
            members = after.clusters[cluster].members
            is_whole = {*members} <= {*before.clusters[narrow].members}
            if is_whole and cluster != into and not decisions.bars(members, after.clusters[into].members):
                yield cluster, into
