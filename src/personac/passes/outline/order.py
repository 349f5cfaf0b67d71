"""In which order the topics of one level stand: a consensus of the sources' orders.

Only a persona's own sections vote. Where nobody orders two topics, the role
decides as an editor would (who the agent is first, how it closes last), then
where in their files they stand on average, then which appears first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from personac.passes.outline.consensus import consensus
from personac.passes.outline.fixed import ROOT
from personac.passes.outline.parents import Grouped
from personac.passes.outline.reading import TOPIC

_DECIMALS = 6
Rank = tuple[int, float, int]


def sibling_order(
    grouped: Grouped, parents: Mapping[int, int], fixed: Sequence[int], role_order: Sequence[str]
) -> dict[int, tuple[int, ...]]:
    """Return for each topic, and ROOT, those right below it, in order."""
    sequences: dict[int, dict[int, dict[int, None]]] = defaultdict(lambda: defaultdict(dict))
    for placed in grouped.topical:
        number = grouped.owner[placed.ref]
        sequences[parents[number]][placed.ref.persona].setdefault(number)
    below: dict[int, list[int]] = defaultdict(list)
    for number in sorted(parents):
        below[parents[number]].append(number)
    ranks = _ranks(grouped, parents, role_order)
    order: dict[int, tuple[int, ...]] = {}
    for parent, children in below.items():
        own = [list(sequences[parent][p]) for p in sorted(sequences[parent])]
        lone = [[child] for child in children]
        kept = [number for number in fixed if parents[number] == parent]
        order[parent] = consensus([*own, *lone], kept, ranks.__getitem__)
    return order


def _ranks(grouped: Grouped, parents: Mapping[int, int], role_order: Sequence[str]) -> dict[int, Rank]:
    """For each topic its role, its mean place in the files (0 to 1), and its number."""
    places: dict[int, dict[int, float]] = defaultdict(dict)
    size: dict[int, int] = defaultdict(int)
    seen: dict[int, int] = defaultdict(int)
    for placed in grouped.topical:
        size[placed.ref.persona] += 1
    for placed in grouped.topical:
        persona = placed.ref.persona
        number, place = grouped.owner[placed.ref], seen[persona] / size[persona]
        seen[persona] += 1
        while number != ROOT and persona not in places[number]:
            places[number][persona] = place
            number = parents[number]
    role_rank = {role: at for at, role in enumerate(role_order)}
    topic = role_rank.get(TOPIC, len(role_rank))
    return {
        number: (role_rank.get(grouped.roles[number], topic), _mean(places[number].values()), number)
        for number in sorted(parents)
    }


def _mean(places: Collection[float]) -> float:
    return round(sum(places) / len(places), _DECIMALS) if places else 1.0
