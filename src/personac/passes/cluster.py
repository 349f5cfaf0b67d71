"""Cluster the bullets: every bullet in exactly one cluster, alone mostly.

Scored pairs make a graph; inside each of its components average linkage joins
what holds together. Bullets that say the same word for word, and bullets that
a rule links, are one from the start; bullets that a rule or a guard keeps
apart never meet. What one author told apart needs a higher score than what two
wrote without each other. Guards are asked about the members of every cluster too,
since two that were no candidates may meet in it through others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

from personac.ir import Compilation, KeptApart, Pair
from personac.passes.matching.assemble import Scores, assemble
from personac.passes.matching.authors import weighed
from personac.passes.matching.decide import Decisions, decide
from personac.passes.matching.linkage import Edge
from personac.passes.matching.partition import Groups, partition
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.unit_guard import UnitGuard
from personac.rules.model import Matching, Rules

_FLOOR = 0.01  # a score below this is none, so that components stay small


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `clusters`, ordered by first member; complete `apart`; tell of idle decisions."""
    compilation, prepared = with_prepared(compilation, rules)
    decisions = decide(prepared, rules)
    scored = {(s.pair.a, s.pair.b): s for s in compilation.scored}
    groups, more = _guarded(prepared, decisions, scored, rules.matching, compilation.apart)
    clusters = tuple(assemble(prepared, group, scored) for group in groups)
    return replace(
        compilation,
        clusters=tuple(sorted(clusters, key=lambda cluster: cluster.members)),
        apart=tuple(sorted((*compilation.apart, *more), key=lambda found: found.pair)),
        diagnostics=(*compilation.diagnostics, *decisions.diagnostics),
    )


def _guarded(
    prepared: Prepared, decisions: Decisions, scored: Scores, settings: Matching, known: Sequence[KeptApart]
) -> tuple[Groups, list[KeptApart]]:
    """Part the units, again until no guard objects; return groups of first bullets, and the objections."""
    first, nodes = prepared.first_of, [unit[0] for unit in prepared.units]
    units = frozenset(nodes)
    firsts = {edge: s.score for edge, s in scored.items() if s.score >= _FLOOR and units.issuperset(edge)}
    scores = weighed(prepared, firsts, settings.threshold, settings)
    together = {_edge(first[a], first[b]) for a, b in decisions.together if first[a] != first[b]}
    barred = [*decisions.apart, *((kept.pair.a, kept.pair.b) for kept in known)]
    apart = {_edge(first[a], first[b]) for a, b in barred}
    guard, found = UnitGuard(prepared), list[KeptApart]()
    while True:
        groups = partition(nodes, scores, settings.threshold, together, apart)
        fresh = list(_objections(guard, groups, decisions, scored))
        if not fresh:
            return groups, found
        found += fresh
        apart |= {(kept.pair.a, kept.pair.b) for kept in fresh}


def _objections(
    guard: UnitGuard, groups: Groups, decisions: Decisions, scored: Scores
) -> Iterable[KeptApart]:
    """Yield the pairs inside groups that a guard bars; those that were scored have been asked about."""
    for group in groups:
        for a, b in combinations(group, 2):
            if (a, b) not in scored and not decisions.joins(a, b) and (found := guard.bar(a, b)):
                yield KeptApart(Pair(a, b), found.reason)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))
