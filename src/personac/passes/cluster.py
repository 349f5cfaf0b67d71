"""Cluster the bullets: every bullet in exactly one cluster, alone mostly.

Scored pairs make a graph; inside each of its components average linkage joins
what holds together. Bullets that say the same word for word, and bullets that
a rule links, are one from the start; bullets that a rule or a guard keeps
apart never meet. Two bullets of one author need a higher score than bullets of
two. Guards run on the members of every cluster too, since two may meet in it
through others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import inf

from personac.config.schema import Matching
from personac.ir import Extracted, KeptApart, Matched, Pair
from personac.passes.guard import contradictions
from personac.passes.matching.assemble import assemble, by_home
from personac.passes.matching.authors import weighed
from personac.passes.matching.decide import Decisions
from personac.passes.matching.linkage import Edge
from personac.passes.matching.near import near_from
from personac.passes.matching.partition import Groups, Partition, strong_components
from personac.passes.matching.prepared import Prepared
from personac.passes.matching.unit_guard import UnitGuard
from personac.passes.score import Evidence

_SLACK = 1e-6  # by which a mean of scores may come out above them


def cluster(
    extracted: Extracted, evidence: Evidence, apart: tuple[KeptApart, ...], settings: Matching
) -> Matched:
    """Return the clusters; `apart` are the pairs that guards have barred so far."""
    groups, met = _grouped(evidence, apart, settings)
    of_unit = {first: number for number, group in enumerate(groups) for first in group}
    home = [of_unit[first] for first in evidence.prepared.first_of]
    why = by_home(evidence.scored, home)
    clusters = (assemble(evidence.explainer, group, why.get(n, ())) for n, group in enumerate(groups))
    return Matched(
        extracted,
        clusters=tuple(sorted(clusters, key=lambda one: one.members)),
        scored=evidence.scored,
        apart=tuple(sorted((*apart, *met), key=lambda kept: kept.pair)),
        diagnostics=(*contradictions(apart, extracted.bullets), *evidence.decisions.diagnostics),
    )


def _grouped(
    evidence: Evidence, apart: Iterable[KeptApart], settings: Matching
) -> tuple[Groups, Sequence[KeptApart]]:
    """Return the first bullets of units that say the same, and what guards bar among them."""
    prepared, decisions, threshold = evidence.prepared, evidence.decisions, settings.threshold
    together = frozenset(_between(decisions.together, prepared))
    scored = _within_reach(evidence, threshold, together)
    barred = [*decisions.apart, *((kept.pair.a, kept.pair.b) for kept in apart)]
    objector = _Objector(UnitGuard(prepared), decisions, scored, near_from(threshold))
    partition = Partition(threshold, together, frozenset(_between(barred, prepared)))
    weights = weighed(prepared, scored, threshold, settings)
    firsts = [unit[0] for unit in prepared.units]
    return partition.groups(firsts, weights, objector.objections), objector.barred


def _within_reach(evidence: Evidence, threshold: float, together: Iterable[Edge]) -> dict[Edge, float]:
    """Return the scores of units, by their first bullets, that may come to be in one cluster: few of all."""
    first = evidence.prepared.first_of
    strong = evidence.scored.edges_at_least(threshold - _SLACK)
    links = {_edge(first[a], first[b]): score for a, b, score in strong}
    components = strong_components(range(len(first)), links, threshold, together)
    home = {node: at for at, component in enumerate(components) for node in component}
    within = evidence.scored.edges_among([home[node] for node in first])
    # Numbers of `first`, since each of the others is an object of its own.
    return {(first[a], first[b]): score for a, b, score in within if first[a] == a and first[b] == b}


def _between(edges: Iterable[Edge], prepared: Prepared) -> Iterator[Edge]:
    """Yield edges between bullets as edges between the first bullets of their units."""
    first = prepared.first_of
    return (_edge(first[a], first[b]) for a, b in edges if first[a] != first[b])


@dataclass(frozen=True, slots=True, eq=False)
class _Objector:
    """Collects what guards bar inside groups; they have run on pairs that score `checked` or more."""

    guard: UnitGuard
    decisions: Decisions
    scored: Mapping[Edge, float]
    checked: float
    barred: list[KeptApart] = field(default_factory=list)

    def objections(self, groups: Groups) -> Sequence[Edge]:
        """Return the pairs inside groups that a guard bars."""
        fresh = [kept for group in groups for edge in combinations(group, 2) for kept in self._barred(*edge)]
        self.barred.extend(fresh)
        return [(kept.pair.a, kept.pair.b) for kept in fresh]

    def _barred(self, a: int, b: int) -> Iterator[KeptApart]:
        is_checked = self.scored.get((a, b), -inf) >= self.checked
        if not is_checked and not self.decisions.joins(a, b) and (bar := self.guard.bar(a, b)):
            yield KeptApart(Pair(a, b), bar.reason)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))
