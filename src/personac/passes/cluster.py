"""Cluster the bullets: every bullet in exactly one cluster, alone mostly.

Scored pairs make a graph; inside each of its components average linkage joins
what holds together. Bullets that say the same word for word, and bullets that
a rule links, are one from the start; bullets that a rule or a guard keeps
apart never meet. What one author told apart needs a higher score than what two
wrote without each other. Guards are asked about the members of every cluster
too, since two may meet in it through others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from math import inf

from personac.config.schema import Matching, Rules
from personac.ir import Compilation, KeptApart, Pair, edges_among, edges_at_least
from personac.passes.matching.assemble import assemble, by_home
from personac.passes.matching.authors import weighed
from personac.passes.matching.decide import Decisions, decide
from personac.passes.matching.linkage import Edge
from personac.passes.matching.near import near_from
from personac.passes.matching.partition import Groups, Partition, strong_components
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.unit_guard import UnitGuard

_SLACK = 1e-6  # by which a mean of scores may come out above them


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `clusters`, ordered by first member; complete `apart`; tell of idle decisions."""
    compilation, prepared = with_prepared(compilation, rules)
    decisions = decide(prepared, rules)
    groups, apart = _grouped(compilation, prepared, decisions, rules.matching)
    of_unit = {first: number for number, group in enumerate(groups) for first in group}
    home = [of_unit[first] for first in prepared.first_of]
    why = by_home(compilation.scored, home)
    clusters = tuple(assemble(prepared, group, why.get(number, ())) for number, group in enumerate(groups))
    return replace(
        compilation,
        clusters=tuple(sorted(clusters, key=lambda cluster: cluster.members)),
        apart=tuple(sorted((*compilation.apart, *apart), key=lambda found: found.pair)),
        diagnostics=(*compilation.diagnostics, *decisions.diagnostics),
    )


def _grouped(
    compilation: Compilation, prepared: Prepared, decisions: Decisions, settings: Matching
) -> tuple[Groups, Sequence[KeptApart]]:
    """Return the first bullets of units that say the same, and what guards barred among them."""
    together = frozenset(_between(decisions.together, prepared))
    scored = _within_reach(compilation, prepared, settings.threshold, together)
    barred = [*decisions.apart, *((kept.pair.a, kept.pair.b) for kept in compilation.apart)]
    objector = _Objector(UnitGuard(prepared), decisions, scored, near_from(settings.threshold))
    parted = Partition(
        settings.threshold, together, frozenset(_between(barred, prepared)), objector.objections
    )
    weights = weighed(prepared, scored, settings.threshold, settings)
    return parted.groups([unit[0] for unit in prepared.units], weights), objector.found


def _within_reach(
    compilation: Compilation, prepared: Prepared, threshold: float, together: Iterable[Edge]
) -> dict[Edge, float]:
    """Return the scores of units, by their first bullets, that may come to be in one cluster: few of all."""
    first = prepared.first_of
    strong = edges_at_least(compilation.scored, threshold - _SLACK)
    links = {_edge(first[a], first[b]): score for a, b, score in strong}
    found = strong_components(range(len(first)), links, threshold, together)
    home = {node: at for at, component in enumerate(found) for node in component}
    within = edges_among(compilation.scored, [home[node] for node in first])
    # Numbers of `first`, since each of the others is an object of its own.
    return {(first[a], first[b]): score for a, b, score in within if first[a] == a and first[b] == b}


def _between(edges: Iterable[Edge], prepared: Prepared) -> Iterator[Edge]:
    """Yield edges between bullets as edges between the first bullets of their units."""
    first = prepared.first_of
    return (_edge(first[a], first[b]) for a, b in edges if first[a] != first[b])


@dataclass(frozen=True, slots=True, eq=False)
class _Objector:
    """Says what guards bar inside groups, and keeps it; pairs from `asked` on have been asked about."""

    guard: UnitGuard
    decisions: Decisions
    scored: Mapping[Edge, float]
    asked: float
    found: list[KeptApart] = field(default_factory=list)

    def objections(self, groups: Groups) -> Sequence[Edge]:
        """Return the pairs inside groups that a guard bars."""
        fresh = [kept for group in groups for edge in combinations(group, 2) for kept in self._barred(*edge)]
        self.found.extend(fresh)
        return [(kept.pair.a, kept.pair.b) for kept in fresh]

    def _barred(self, a: int, b: int) -> Iterator[KeptApart]:
        is_asked = self.scored.get((a, b), -inf) >= self.asked
        if not is_asked and not self.decisions.joins(a, b) and (found := self.guard.bar(a, b)):
            yield KeptApart(Pair(a, b), found.reason)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))
