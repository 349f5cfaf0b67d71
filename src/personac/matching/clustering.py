"""Clusters the bullets: every bullet is in exactly one cluster, mostly alone.

Scored pairs form a graph, and average linkage runs inside each of its components. Copies are joined from
the start; bullets that a guard keeps apart are never in one cluster. The decisions of the rules are applied
to the result, so that they change no other bullets. Guards also run on the members of every cluster,
because two bullets may be joined through others. Two bullets of one author need a higher score than bullets
of two, because an author seldom says the same thing twice in one file, while personas for the same job
mostly overlap.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import inf

from personac.config.schema import Matching
from personac.matching.average_linkage import Edge, Groups, Partition, strong_components
from personac.matching.classifier import FLOOR, near_from
from personac.matching.constraints import Evidence, contradictions, without_decided
from personac.matching.explanations import Explainer
from personac.matching.prepared_bullets import Prepared
from personac.model import Bullet, Cluster, Extracted, KeptApart, Matched, Pair, ScoredPair, ScoredTable

_SLACK = 1e-6  # a mean of scores may be this much above all of them
_JUST_BELOW = 0.005  # the threshold: such a pair is joined only with the help of others
MERGEABLE = 0.3
"""The share of the threshold that every pair of a cluster scores at least."""
_DECIMALS = 4


def cluster(
    extracted: Extracted, evidence: Evidence, apart: tuple[KeptApart, ...], settings: Matching
) -> Matched:
    """Return the clusters, and those without decisions; `apart` are the pairs that guards have barred."""
    groups, barred = group_bullets(evidence, apart, settings)
    decisions, decided = evidence.decisions, _decided(evidence, groups)
    undecided, apart = _clusters(evidence, groups), tuple(without_decided(evidence, apart))
    diagnostics = (*contradictions(apart, extracted.bullets), *decisions.diagnostics)
    kept = [one for one in (*apart, *barred) if not decisions.joins(one.pair.a, one.pair.b)]
    return Matched(
        **extracted.carried(diagnostics),
        clusters=undecided if decided == groups else _clusters(evidence, decided),
        undecided=undecided,
        scored=evidence.scored,
        apart=tuple(sorted(kept, key=lambda kept: kept.pair)),
        decided=decisions.reviewed,
    )


def _decided(evidence: Evidence, groups: Groups) -> Groups:
    """Return groups of first bullets as the decisions change them."""
    prepared = evidence.prepared
    whole = [sorted(m for first in group for m in prepared.copies_of[first]) for group in groups]
    decided = evidence.decisions.applied(map(tuple, whole))
    return tuple(tuple(m for m in group if prepared.first_of[m] == m) for group in decided)


def _clusters(evidence: Evidence, groups: Groups) -> tuple[Cluster, ...]:
    number_of = {first: number for number, group in enumerate(groups) for first in group}
    why = by_cluster(evidence.scored, [number_of[first] for first in evidence.prepared.first_of])
    clusters = (make_cluster(evidence.explainer, group, why.get(n, ())) for n, group in enumerate(groups))
    return tuple(sorted(clusters, key=lambda one: one.members))


def group_bullets(
    evidence: Evidence, apart: Iterable[KeptApart], settings: Matching
) -> tuple[Groups, Sequence[KeptApart]]:
    """Return groups of first bullets without decisions, and the pairs that guards bar inside them."""
    prepared, threshold = evidence.prepared, settings.merge_from
    scored = _within_reach(evidence, threshold)
    barred = ((kept.pair.a, kept.pair.b) for kept in apart)
    objector = _Objector(evidence, scored, threshold * MERGEABLE, near_from(threshold))
    partition = Partition(threshold, frozenset(_between_firsts(barred, prepared)))
    scores = author_adjusted(prepared, scored, threshold, settings)
    firsts = [group[0] for group in prepared.copies]
    return partition.groups(firsts, scores, objector.objections), objector.barred


def _within_reach(evidence: Evidence, threshold: float) -> dict[Edge, float]:
    """Return the scores between first bullets that can be joined in one cluster, which are few."""
    first = evidence.prepared.first_of
    strong = evidence.scored.edges_at_least(threshold - _SLACK)
    links = {_edge(first[a], first[b]): score for a, b, score in strong}
    components = strong_components(range(len(first)), links, threshold)
    component_of = {node: at for at, component in enumerate(components) for node in component}
    within = evidence.scored.edges_among([component_of[node] for node in first])
    # Uses the integers of `first`, so that equal numbers share one object.
    return {(first[a], first[b]): score for a, b, score in within if first[a] == a and first[b] == b}


def _between_firsts(edges: Iterable[Edge], prepared: Prepared) -> Iterator[Edge]:
    """Yield edges between bullets as edges between their first copies."""
    first = prepared.first_of
    return (_edge(first[a], first[b]) for a, b in edges if first[a] != first[b])


@dataclass(frozen=True, slots=True, eq=False)
class _Objector:
    """Objects to pairs inside groups that are not mergeable themselves, so that no cluster is a chain.

    A pair is mergeable if it scores `least` or more and no guard bars it. Pairs that score `checked` or more
    have been guarded before.
    """

    evidence: Evidence
    scored: Mapping[Edge, float]
    least: float
    checked: float
    barred: list[KeptApart] = field(default_factory=list)

    def objections(self, groups: Groups) -> Sequence[Edge]:
        """Return the pairs inside groups that must not be in one."""
        pairs = [edge for group in groups for edge in combinations(group, 2)]
        unlike = [edge for edge in pairs if self.scored.get(edge, 0.0) < self.least]
        new = [kept for edge in pairs for kept in self._barred(*edge)]
        self.barred.extend(new)
        return [*unlike, *((kept.pair.a, kept.pair.b) for kept in new)]

    def _barred(self, a: int, b: int) -> Iterator[KeptApart]:
        if self.scored.get((a, b), -inf) < self.checked:
            bar = self.evidence.guard.bar(a, b)
            if bar:
                yield KeptApart(Pair(a, b), bar.reason)


def _edge(a: int, b: int) -> Edge:
    return (min(a, b), max(a, b))


def author_adjusted(
    prepared: Prepared, scores: Mapping[Edge, float], threshold: float, settings: Matching
) -> dict[Edge, float]:
    """Return the scores in [0, 1] between first bullets as clustering uses them, without those below `FLOOR`.

    If one author wrote both bullets or all of their copies, a score below `settings.within` cannot join them
    by itself; if there is only one author, a score below `settings.alone`.
    """
    authors = _authors(prepared, {node for edge in scores for node in edge})
    personas = {bullet.persona for m, bullet in enumerate(prepared.bullets) if m not in prepared.repeats}
    least = settings.within if len(personas) > 1 else settings.alone

    def adjusted(a: int, b: int, score: float) -> float:
        is_one_author = authors[a] <= authors[b] or authors[b] <= authors[a]
        return min(score, threshold - _JUST_BELOW) if score < least and is_one_author else score

    return {edge: adjusted(*edge, score) for edge, score in scores.items() if score >= FLOOR}


def _authors(prepared: Prepared, nodes: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return the personas that contain each bullet or a copy of it."""
    shared: dict[frozenset[str], frozenset[str]] = {}  # equal sets are one object
    authors = {}
    for node in nodes:
        copies = (member for member in prepared.copies_of[node] if member not in prepared.repeats)
        own = frozenset(prepared.bullets[member].persona for member in copies)
        authors[node] = shared.setdefault(own, own)
    return authors


def make_cluster(explainer: Explainer, firsts: Sequence[int], why: Sequence[ScoredPair]) -> Cluster:
    """Return the cluster of first bullets and their copies; `why` are their scored pairs, sorted."""
    prepared = explainer.prepared
    copies = [prepared.copies_of[first] for first in firsts]
    members = tuple(sorted(member for group in copies for member in group))
    scores = {(one.pair.a, one.pair.b): one.score for one in why}
    representative = choose_representative(
        prepared.bullets, [m for m in members if m not in prepared.repeats], members
    )
    explained = tuple(map(explainer.explain, why))
    name = prepared.bullets[members[0]].id
    return Cluster(name, members, representative, _cohesion(copies, scores), explained)


def by_cluster(scored: ScoredTable, cluster_of: Sequence[int]) -> Mapping[int, Sequence[ScoredPair]]:
    """Return the pairs inside each cluster in order; `cluster_of` is a cluster number for each bullet."""
    pairs: dict[int, list[ScoredPair]] = defaultdict(list)
    for one in scored.among(cluster_of):
        pairs[cluster_of[one.pair.a]].append(one)
    return pairs


def _cohesion(copies: Sequence[tuple[int, ...]], scores: Mapping[Edge, float]) -> float:
    """Return the mean score of all pairs of members: copies count as 1, pairs without a score as 0."""
    size = sum(len(group) for group in copies)
    total = sum(len(group) * (len(group) - 1) / 2 for group in copies)
    for one, other in combinations(copies, 2):
        total += scores.get((one[0], other[0]), 0.0) * len(one) * len(other)
    return round(total / (size * (size - 1) / 2), _DECIMALS) if size > 1 else 1.0


def choose_representative(
    bullets: Sequence[Bullet], members: Sequence[int], voters: Sequence[int] = ()
) -> int:
    """Return the member with the most distinct stems, then the most facets, then the shortest text.

    The last tie goes to the earlier persona and line. First of all it has no hidden part that most personas
    of `voters`, the members and what repeats them, do not have; where all members have one, it has the parts
    of most personas.
    """
    hidden = _HiddenVotes(bullets, voters or members)

    def rank(i: int) -> tuple[tuple[int, int], int, int, int, int]:
        bullet = bullets[i]
        return (hidden.rank(bullet), -len(set(bullet.stems)), -len(bullet.facets), len(bullet.text), i)

    return min(members, key=rank)


class _HiddenVotes:
    """How many personas have each hidden part of some bullets; without hidden parts all rank the same."""

    def __init__(self, bullets: Sequence[Bullet], members: Sequence[int]) -> None:
        own = {(part, bullets[m].persona) for m in members for part in bullets[m].hidden}
        self._of_part = Counter(part for part, _ in own)
        self._all = len({bullets[m].persona for m in members}) if own else 0

    def rank(self, bullet: Bullet) -> tuple[int, int]:
        votes = [self._of_part[part] for part in bullet.hidden]
        minor = [count for count in votes if count * 2 <= self._all]
        return len(minor), -min(minor, default=0)
