"""Merge until the canonical repeats nothing: built alone, it is itself.

Clusters are found among the bullets of the sources. Side by side in one file,
two of the bullets that were kept may be told to say the same after all; whoever
built the canonical again would see them merged then. So the canonical is
matched alone, as one more persona would be, and what comes together there is
one cluster here, until nothing more does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from personac.config.schema import Rules
from personac.ir import Canonical, Cluster, Compilation, Pair, ScoredPair
from personac.model.source import Source
from personac.passes.matching.unite import unite

Pass = Callable[[Compilation, Rules], Compilation]
_MOST_ROUNDS = 20  # mostly one or two; wordings that keep changing places would never end


def settle(clustered: Compilation, rules: Rules, match: Sequence[Pass], merge: Sequence[Pass]) -> Compilation:
    """Run the passes of `merge` on a compilation with clusters, joining what the canonical repeats.

    `match` are the passes from sources to clusters.
    """
    merged = run_passes(merge, clustered, rules)
    for _ in range(_MOST_ROUNDS):
        united = unite(clustered, rules, tuple(_repeats(merged, rules, match)))
        if united.clusters == clustered.clusters:
            break
        clustered = united
        merged = run_passes(merge, clustered, rules)
    return merged


def run_passes(passes: Sequence[Pass], compilation: Compilation, rules: Rules) -> Compilation:
    """Run `passes` in their order."""
    for run in passes:
        compilation = run(compilation, rules)
    return compilation


def _repeats(merged: Compilation, rules: Rules, match: Sequence[Pass]) -> Iterator[ScoredPair]:
    """Yield the pairs of wordings that the canonical, matched alone, brings together."""
    canonical = merged.canonical
    if canonical is None:
        raise AssertionError
    source = Source(f"{merged.name}.md", canonical.data)
    alone = run_passes(match, _alone(merged, source), rules)
    wording = {cluster.id: cluster.representative for cluster in merged.clusters}
    kept = [wording.get(_cluster_id(canonical, bullet.line)) for bullet in alone.bullets]
    for cluster in alone.clusters:
        yield from _chain(cluster, kept)


def _alone(merged: Compilation, source: Source) -> Compilation:
    """Return the canonical as the one source of a build that shares what is known of words."""
    return Compilation(
        sources=(source,), name=merged.name, normaliser=merged.normaliser, knowledge=merged.knowledge
    )


def _cluster_id(canonical: Canonical, line: int) -> str:
    """Return which cluster a line of the canonical gives, or an empty string."""
    origins = canonical.lines[line - 1].origins
    return origins[0].cluster if origins else ""


def _chain(cluster: Cluster, kept: Sequence[int | None]) -> Iterator[ScoredPair]:
    """Yield the sources' wordings that meet in a cluster of the canonical, each with the first of them."""
    told = {(found.pair.a, found.pair.b): found for found in cluster.why}
    first, *others = cluster.members
    for other in others:
        one, two = kept[first], kept[other]
        if one is None or two is None or one == two:
            continue
        known = told.get((first, other)) or next(iter(cluster.why), None)
        found = known or ScoredPair(Pair(first, other), 1.0)
        yield replace(found, pair=Pair(*sorted((one, two))))
