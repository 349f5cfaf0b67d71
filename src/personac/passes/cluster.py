"""Cluster the bullets: every bullet in exactly one cluster, alone mostly.

The scored pairs at or above nothing but zero make a graph; inside each of its
components average linkage joins what holds together. Bullets of one normal
form, and bullets that a rule links, are one from the start; bullets that a
rule keeps apart never meet, and a rule that says both is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from personac.ir import Bullet, Cluster, Compilation, ScoredPair
from personac.passes.decide import Decisions, decide
from personac.passes.graph import components
from personac.passes.linkage import Edge, average_linkage
from personac.passes.propose import same_form
from personac.rules.model import Rules

_DECIMALS = 4


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `clusters`, ordered by first member, and tell of idle decisions."""
    decisions = decide(compilation.bullets, rules)
    clusters = cluster(compilation.bullets, compilation.scored, rules.matching.threshold, decisions)
    diagnostics = (*compilation.diagnostics, *decisions.diagnostics)
    return replace(compilation, clusters=clusters, diagnostics=diagnostics)


def cluster(
    bullets: Sequence[Bullet], scored: Sequence[ScoredPair], threshold: float, decisions: Decisions
) -> tuple[Cluster, ...]:
    """Partition the bullets."""
    by_edge = {(s.pair.a, s.pair.b): s for s in scored}
    groups = _partition(bullets, by_edge, threshold, decisions)
    return tuple(_cluster(bullets, group, by_edge) for group in groups)


def _partition(
    bullets: Sequence[Bullet], by_edge: Mapping[Edge, ScoredPair], threshold: float, decisions: Decisions
) -> list[tuple[int, ...]]:
    """Link over one bullet of each normal form, then bring the copies back."""
    firsts = same_form(bullets)
    copies: dict[int, list[int]] = {}
    for i, first in enumerate(firsts):
        copies.setdefault(first, []).append(i)
    apart = {_edge(firsts[a], firsts[b]) for a, b in decisions.apart}
    together = {_edge(firsts[a], firsts[b]) for a, b in decisions.together} - apart
    scores = {e: s.score for e, s in by_edge.items() if firsts[e[0]] == e[0] and firsts[e[1]] == e[1]}
    found: list[tuple[int, ...]] = []
    for component in components(copies, [*scores, *together]):
        inside = set(component)
        joined = average_linkage(
            components(component, [e for e in together if e[0] in inside]),
            {e: s for e, s in scores.items() if e[0] in inside},
            threshold,
            [e for e in apart if e[0] in inside and e[1] in inside],
        )
        found.extend(tuple(sorted(c for unit in group for c in copies[unit])) for group in joined)
    return sorted(found)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))


def _cluster(
    bullets: Sequence[Bullet], members: tuple[int, ...], by_edge: Mapping[Edge, ScoredPair]
) -> Cluster:
    why = tuple(by_edge[e] for e in combinations(members, 2) if e in by_edge)
    possible = len(members) * (len(members) - 1) // 2
    cohesion = round(sum(s.score for s in why) / possible, _DECIMALS) if possible else 1.0
    representative = choose_wording(bullets, members)
    return Cluster(bullets[members[0]].id, members, representative, cohesion, why)


def choose_wording(bullets: Sequence[Bullet], members: tuple[int, ...]) -> int:
    """Return the member that says most: distinct stems, then facets, then the shorter text.

    The last tie goes to the earlier persona and line.
    """

    def informative(i: int) -> tuple[int, int, int, int]:
        bullet = bullets[i]
        return (-len(set(bullet.stems)), -len(bullet.facets), len(bullet.text), i)

    return min(members, key=informative)
