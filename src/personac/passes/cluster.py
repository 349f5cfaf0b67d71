"""Cluster the bullets: every bullet in exactly one cluster, alone mostly.

Scored pairs make a graph; inside each of its components average linkage joins
what holds together. Bullets that say the same word for word, and bullets that
a rule links, are one from the start; bullets that a rule or a guard keeps
apart never meet. Guards are asked about the members of every cluster too,
since two that were no candidates may meet in it through others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from personac.ir import Bullet, Cluster, Compilation, KeptApart, Pair, ScoredPair
from personac.passes.matching.decide import Decisions, decide
from personac.passes.matching.linkage import Edge
from personac.passes.matching.partition import Groups, partition
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.unit_guard import UnitGuard
from personac.rules.model import Rules

_DECIMALS = 4
_FLOOR = 0.01  # a score below this is none, so that components stay small
_Scores = Mapping[Edge, ScoredPair]


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `clusters`, ordered by first member; complete `apart`; tell of idle decisions."""
    compilation, prepared = with_prepared(compilation, rules)
    decisions = decide(prepared, rules)
    scored = {(s.pair.a, s.pair.b): s for s in compilation.scored}
    groups, more = _guarded(prepared, decisions, scored, rules.matching.threshold, compilation.apart)
    clusters = tuple(_cluster(prepared, group, scored) for group in groups)
    return replace(
        compilation,
        clusters=tuple(sorted(clusters, key=lambda cluster: cluster.members)),
        apart=tuple(sorted((*compilation.apart, *more), key=lambda found: found.pair)),
        diagnostics=(*compilation.diagnostics, *decisions.diagnostics),
    )


def _guarded(
    prepared: Prepared, decisions: Decisions, scored: _Scores, threshold: float, known: Sequence[KeptApart]
) -> tuple[Groups, list[KeptApart]]:
    """Part the units, again until no guard objects; return groups of first bullets, and the objections."""
    first, nodes = prepared.first_of, [unit[0] for unit in prepared.units]
    scores = {edge: s.score for edge, s in scored.items() if s.score >= _FLOOR and first[edge[1]] == edge[1]}
    together = {_edge(first[a], first[b]) for a, b in decisions.together if first[a] != first[b]}
    barred = [*decisions.apart, *((kept.pair.a, kept.pair.b) for kept in known)]
    apart = {_edge(first[a], first[b]) for a, b in barred}
    guard, found = UnitGuard(prepared), list[KeptApart]()
    while True:
        groups = partition(nodes, scores, threshold, together, apart)
        fresh = list(_objections(guard, groups, decisions, scored))
        if not fresh:
            return groups, found
        found += fresh
        apart |= {(kept.pair.a, kept.pair.b) for kept in fresh}


def _objections(
    guard: UnitGuard, groups: Groups, decisions: Decisions, scored: _Scores
) -> Iterable[KeptApart]:
    """Yield the pairs inside groups that a guard bars; those that were scored have been asked about."""
    for group in groups:
        for a, b in combinations(group, 2):
            if (a, b) not in scored and not decisions.joins(a, b) and (found := guard.bar(a, b)):
                yield KeptApart(Pair(a, b), found.reason)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))


def _cluster(prepared: Prepared, firsts: tuple[int, ...], scored: _Scores) -> Cluster:
    """Bring the copies back."""
    units = [prepared.unit_of[first] for first in firsts]
    members = tuple(sorted(member for unit in units for member in unit))
    copies = [(unit[0], copy) for unit in units for copy in unit[1:]]
    edges = sorted([*combinations(firsts, 2), *copies])
    why = tuple(scored[edge] for edge in edges if edge in scored)
    representative = choose_wording(prepared.bullets, members)
    return Cluster(prepared.bullets[members[0]].id, members, representative, _cohesion(units, scored), why)


def _cohesion(units: Sequence[tuple[int, ...]], scored: _Scores) -> float:
    """The mean score of all pairs of members: copies are 1, pairs without a score 0."""
    size = sum(len(unit) for unit in units)
    total = sum(len(unit) * (len(unit) - 1) / 2 for unit in units)
    for one, other in combinations(units, 2):
        found = scored.get((one[0], other[0]))
        total += found.score * len(one) * len(other) if found else 0.0
    return round(total / (size * (size - 1) / 2), _DECIMALS) if size > 1 else 1.0


def choose_wording(bullets: Sequence[Bullet], members: tuple[int, ...]) -> int:
    """Return the member that says most: distinct stems, then facets, then the shorter text.

    The last tie goes to the earlier persona and line.
    """

    def informative(i: int) -> tuple[int, int, int, int]:
        bullet = bullets[i]
        return (-len(set(bullet.stems)), -len(bullet.facets), len(bullet.text), i)

    return min(members, key=informative)
