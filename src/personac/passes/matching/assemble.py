"""A cluster out of the units that were found to say the same: its wording, its cohesion, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from personac.ir import Bullet, Cluster, ScoredPair, ScoredTable
from personac.passes.matching.explanations import Explainer
from personac.passes.matching.linkage import Edge

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
