"""Cluster the bullets: every bullet in exactly one cluster, alone mostly.

Scored pairs make a graph; inside each of its components average linkage joins
what holds together. Bullets that say the same word for word, and bullets that
a rule links, are one from the start; bullets that a rule or a guard keeps
apart never meet. What one author told apart needs a higher score than what two
wrote without each other. Guards are asked about the members of every cluster
too, since two may meet in it through others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from personac.ir import Compilation, KeptApart, Pair, among, at_least
from personac.passes.matching.assemble import Scores, assemble
from personac.passes.matching.authors import weighed
from personac.passes.matching.decide import Decisions, decide
from personac.passes.matching.linkage import Edge
from personac.passes.matching.near import near_from
from personac.passes.matching.partition import Groups, Partition, strong_components
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.unit_guard import UnitGuard
from personac.rules.model import Rules

_FLOOR = 0.01  # a score below this is none
_SLACK = 1e-6  # by which a mean of scores may come out above them


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `clusters`, ordered by first member; complete `apart`; tell of idle decisions."""
    compilation, prepared = with_prepared(compilation, rules)
    settings, decisions = rules.matching, decide(prepared, rules)
    together = frozenset(_between(decisions.together, prepared))
    scored = _within_reach(compilation, prepared, settings.threshold, together)
    barred = [*decisions.apart, *((kept.pair.a, kept.pair.b) for kept in compilation.apart)]
    objector = _Objector(UnitGuard(prepared), decisions, scored, near_from(settings.threshold))
    parted = Partition(
        settings.threshold, together, frozenset(_between(barred, prepared)), objector.objections
    )
    scores = weighed(prepared, _between_firsts(scored, prepared), settings.threshold, settings)
    groups = parted.groups([unit[0] for unit in prepared.units], scores)
    clusters = tuple(assemble(prepared, group, scored) for group in groups)
    return replace(
        compilation,
        clusters=tuple(sorted(clusters, key=lambda cluster: cluster.members)),
        apart=tuple(sorted((*compilation.apart, *objector.found), key=lambda found: found.pair)),
        diagnostics=(*compilation.diagnostics, *decisions.diagnostics),
    )


def _within_reach(
    compilation: Compilation, prepared: Prepared, threshold: float, together: Iterable[Edge]
) -> Scores:
    """Return the scored pairs that may come to be in one cluster, which are few."""
    first = prepared.first_of
    strong = at_least(compilation.scored, threshold - _SLACK)
    links = {_edge(first[s.pair.a], first[s.pair.b]): s.score for s in strong}
    found = strong_components(range(len(first)), links, threshold, together)
    home = {node: at for at, component in enumerate(found) for node in component}
    within = among(compilation.scored, [home[node] for node in first])
    return {(scored.pair.a, scored.pair.b): scored for scored in within}


def _between_firsts(scored: Scores, prepared: Prepared) -> dict[Edge, float]:
    """Return the scores between units, by their first bullets."""
    units = prepared.unit_of.keys()
    return {edge: s.score for edge, s in scored.items() if s.score >= _FLOOR and units >= set(edge)}


def _between(edges: Iterable[Edge], prepared: Prepared) -> Iterator[Edge]:
    """Yield edges between bullets as edges between the first bullets of their units."""
    first = prepared.first_of
    return (_edge(first[a], first[b]) for a, b in edges if first[a] != first[b])


@dataclass(frozen=True, slots=True, eq=False)
class _Objector:
    """Says what guards bar inside groups, and keeps it; pairs from `asked` on have been asked about."""

    guard: UnitGuard
    decisions: Decisions
    scored: Scores
    asked: float
    found: list[KeptApart] = field(default_factory=list)

    def objections(self, groups: Groups) -> Sequence[Edge]:
        """Return the pairs inside groups that a guard bars."""
        fresh = [kept for group in groups for edge in combinations(group, 2) for kept in self._barred(*edge)]
        self.found.extend(fresh)
        return [(kept.pair.a, kept.pair.b) for kept in fresh]

    def _barred(self, a: int, b: int) -> Iterator[KeptApart]:
        scored = self.scored.get((a, b))
        is_asked = scored is not None and scored.score >= self.asked
        if not is_asked and not self.decisions.joins(a, b) and (found := self.guard.bar(a, b)):
            yield KeptApart(Pair(a, b), found.reason)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))
