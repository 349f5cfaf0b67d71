"""Unite clusters that turned out to repeat each other, as far as guards and rules allow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from personac.matching.average_linkage import Edge
from personac.matching.clustering import assemble, by_home
from personac.matching.constraints import Evidence, UnitGuard
from personac.model import Cluster, Matched, Pair, ScoredPair


def unite(matched: Matched, evidence: Evidence, repeats: Sequence[ScoredPair]) -> Matched:
    """Make one cluster of each two that a pair of `repeats` connects; the pair counts as scored.

    Bullets that a rule keeps apart, or that say something else for certain, stay in two clusters; these
    are then given in the very words that are kept apart, so that they repeat each other no more.
    """
    union = _Union(matched, evidence)
    repeated: dict[Pair, ScoredPair] = {}
    for scored in repeats:
        if union.unite(scored.pair.a, scored.pair.b):
            repeated[union.firsts(scored.pair)] = scored
    table = matched.scored.with_more(repeated)
    why = by_home(table, union.homes)
    clusters = [
        union.worded(number, assemble(evidence.explainer, firsts, why.get(number, ())))
        if number in union.grown
        else union.worded(number, matched.clusters[number])
        for number, firsts in sorted(union.units.items())
    ]
    return replace(
        matched,
        clusters=tuple(sorted(clusters, key=lambda cluster: cluster.members)),
        scored=table,
    )


class _Union:
    """Clusters by number, as the units that they are made of; the smaller number stays."""

    def __init__(self, matched: Matched, evidence: Evidence) -> None:
        first = evidence.prepared.first_of
        self._apart = {_edge(first[a], first[b]) for a, b in evidence.decisions.apart}
        self._guard = UnitGuard(evidence.prepared)
        self._owner = {first[m]: n for n, c in enumerate(matched.clusters) for m in c.members}
        self._first = first
        self.units = {n: _firsts(cluster, first) for n, cluster in enumerate(matched.clusters)}
        self.grown: set[int] = set()
        self._wording: dict[int, int] = {}

    def unite(self, a: int, b: int) -> bool:
        """Unite the clusters of two bullets; return whether that was possible and new."""
        one, other = sorted((self._owner[self._first[a]], self._owner[self._first[b]]))
        if one == other:
            return False
        barred = next(filter(self._bars, product(self.units[one], self.units[other])), None)
        if barred is not None:
            self._wording.update(zip((one, other), barred, strict=True))
            return False
        self._owner.update(dict.fromkeys(self.units[other], one))
        self.units[one] = tuple(sorted((*self.units[one], *self.units.pop(other))))
        self.grown = self.grown - {other} | {one}
        return True

    def firsts(self, pair: Pair) -> Pair:
        """Return the pair of the first bullets of the units that the two belong to."""
        return Pair(*sorted((self._first[pair.a], self._first[pair.b])))

    @property
    def homes(self) -> Sequence[int]:
        """For each bullet the number of its cluster."""
        return [self._owner[first] for first in self._first]

    def worded(self, number: int, cluster: Cluster) -> Cluster:
        """Return the cluster in the words that this has chosen for it, if any."""
        return replace(cluster, representative=self._wording.get(number, cluster.representative))

    def _bars(self, pair: Edge) -> bool:
        bar = self._guard.bar(*pair)
        return _edge(*pair) in self._apart or bool(bar and bar.is_firm)


def _firsts(cluster: Cluster, first: Sequence[int]) -> tuple[int, ...]:
    return _distinct(first[member] for member in cluster.members)


def _distinct(numbers: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(numbers)))


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))
