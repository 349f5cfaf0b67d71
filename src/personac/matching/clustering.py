"""Cluster the bullets: every bullet in exactly one cluster, alone mostly.

Scored pairs make a graph; inside each of its components average linkage joins
what holds together. Bullets that say the same word for word, and bullets that
a rule links, are one from the start; bullets that a rule or a guard keeps
apart never meet. Two bullets of one author need a higher score than bullets of
two. Guards run on the members of every cluster too, since two may meet in it
through others.

What one author told apart needs a higher score than what two wrote without each other.

The prior is another one: within one file an author seldom says one thing
twice, while any two personas of a trade say much the same.

A cluster out of the units that were found to say the same: its wording, its cohesion, and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import inf

from personac.config.schema import Matching
from personac.matching.average_linkage import Edge, Groups, Partition, strong_components
from personac.matching.classifier import FLOOR, near_from
from personac.matching.constraints import UnitGuard, contradictions
from personac.matching.explanations import Explainer
from personac.matching.link_decisions import Decisions
from personac.matching.prepared_bullets import Prepared
from personac.matching.scoring import Evidence
from personac.model import Bullet, Cluster, Extracted, KeptApart, Matched, Pair, ScoredPair, ScoredTable

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
    diagnostics = (*contradictions(apart, extracted.bullets), *evidence.decisions.diagnostics)
    return Matched(
        **extracted.carried(diagnostics),
        clusters=tuple(sorted(clusters, key=lambda one: one.members)),
        scored=evidence.scored,
        apart=tuple(sorted((*apart, *met), key=lambda kept: kept.pair)),
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


_JUST_BELOW = 0.005  # the threshold: what an author told apart joins only with the help of others


def weighed(
    prepared: Prepared, scores: Mapping[Edge, float], threshold: float, settings: Matching
) -> dict[Edge, float]:
    """Return the scores in [0, 1] between units, by their first bullets, as clustering is to see them.

    A score below `FLOOR` is none.

    Where one author wrote both units, and no two others wrote one each, a score
    below `settings.within` cannot join them by itself; below `settings.alone`
    where there is but one author.
    """
    authors = _authors(prepared, {node for edge in scores for node in edge})
    everybody = {bullet.persona for m, bullet in enumerate(prepared.bullets) if m not in prepared.repeats}
    least = settings.within if len(everybody) > 1 else settings.alone

    def seen(a: int, b: int, score: float) -> float:
        is_told_apart = score < least and (authors[a] <= authors[b] or authors[b] <= authors[a])
        return min(score, threshold - _JUST_BELOW) if is_told_apart else score

    return {edge: seen(*edge, score) for edge, score in scores.items() if score >= FLOOR}


def _authors(prepared: Prepared, nodes: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return who wrote each unit; sets that are equal are one."""
    known: dict[frozenset[str], frozenset[str]] = {}
    found = {}
    for node in nodes:
        unit = (member for member in prepared.unit_of[node] if member not in prepared.repeats)
        own = frozenset(prepared.bullets[member].persona for member in unit)
        found[node] = known.setdefault(own, own)
    return found


_DECIMALS = 4


def assemble(explainer: Explainer, firsts: Sequence[int], why: Sequence[ScoredPair]) -> Cluster:
    """Return the cluster of the units named by their first bullets; the copies come back.

    `why` are the pairs among all of them that were scored, sorted.
    """
    prepared = explainer.prepared
    units = [prepared.unit_of[first] for first in firsts]
    members = tuple(sorted(member for unit in units for member in unit))
    scores = {(found.pair.a, found.pair.b): found.score for found in why}
    representative = choose_wording(prepared.bullets, [m for m in members if m not in prepared.repeats])
    cohesion = _cohesion(units, scores)
    explained = tuple(map(explainer.explain, why))
    return Cluster(prepared.bullets[members[0]].id, members, representative, cohesion, explained)


def by_home(scored: ScoredTable, home: Sequence[int]) -> Mapping[int, Sequence[ScoredPair]]:
    """Return the pairs whose bullets have the same number in `home`, by that number, in their order."""
    found: dict[int, list[ScoredPair]] = defaultdict(list)
    for one in scored.among(home):
        found[home[one.pair.a]].append(one)
    return found


def _cohesion(units: Sequence[tuple[int, ...]], scores: Mapping[Edge, float]) -> float:
    """The mean score of all pairs of members: copies are 1, pairs without a score 0."""
    size = sum(len(unit) for unit in units)
    total = sum(len(unit) * (len(unit) - 1) / 2 for unit in units)
    for one, other in combinations(units, 2):
        total += scores.get((one[0], other[0]), 0.0) * len(one) * len(other)
    return round(total / (size * (size - 1) / 2), _DECIMALS) if size > 1 else 1.0


def choose_wording(bullets: Sequence[Bullet], members: Sequence[int]) -> int:
    """Return the member that says most: distinct stems, then facets, then the shorter text.

    The last tie goes to the earlier persona and line.
    """

    def informative(i: int) -> tuple[int, int, int, int]:
        bullet = bullets[i]
        return (-len(set(bullet.stems)), -len(bullet.facets), len(bullet.text), i)

    return min(members, key=informative)
