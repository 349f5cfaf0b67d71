"""One order out of many, that goes against as few of them as possible.

Every sequence votes for each of its pairs. Where the votes make no circle, an
order without violations exists and is taken. Where they do (a feedback arc set
has to be paid), each circle is ordered by itself: exactly, by dynamic
programming over subsets, up to `_EXACT` elements; beyond, by the heuristic of
Eades, Lin and Smyth ("A fast and effective heuristic for the feedback arc set
problem", 1993) and by weaving the sequences together, each bettered by moving
single elements while that pays; the weave counts where it violates less. Among
orders that are equally good, and among elements that nothing orders, the one
with the lower rank comes first, at every place, up to `_EXACT` elements.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, chain, combinations, pairwise
from typing import Any

from personac.graphs import circles, first_order
from personac.passes.sequence import merge_sequences

Edge = tuple[int, int]
Rank = Callable[[int], Any]
Votes = Mapping[Edge, int]
_EXACT = 12  # 2 ** 12 subsets of 12 elements
_ROUNDS = 20  # times that the heuristic's order is gone over for moves that pay


def consensus(sequences: Sequence[Sequence[int]], fixed: Sequence[int], rank: Rank) -> tuple[int, ...]:
    """Return every element of `sequences` and `fixed` once.

    No sequence names an element twice. Elements of `fixed` stand in that
    order, whatever the sequences say. `rank` gives each element a key; no two are equal.
    """
    nodes = sorted({*chain.from_iterable(sequences), *fixed})
    place = {element: at for at, element in enumerate(fixed)}
    ways = [edge for s in sequences for edge in pairwise(s) if not _is_barred(edge, place)]
    # Neighbours alone make the same circles as all pairs do, once barred pairs are bridged.
    ways += [edge for s in sequences for edge in _bridges(s, place)]
    ways += pairwise(fixed)
    return _ordered(nodes, ways, sequences, place, rank)


def _ordered(
    nodes: Sequence[int],
    ways: Sequence[Edge],
    sequences: Sequence[Sequence[int]],
    place: Mapping[int, int],
    rank: Rank,
) -> tuple[int, ...]:
    rings = circles(nodes, ways)
    home = {node: at for at, ring in enumerate(rings) for node in ring}
    parts = _parts(sequences, home, rings)
    inside = [_ring_order(sorted(r, key=rank), parts[at], place) for at, r in enumerate(rings)]
    between = {(home[a], home[b]) for a, b in ways if home[a] != home[b]}
    first = [min(map(rank, ring)) for ring in rings]
    order = first_order(range(len(rings)), sorted(between), lambda at: first[at])
    return tuple(node for at in order for node in inside[at])


def _is_barred(edge: Edge, place: Mapping[int, int]) -> bool:
    a, b = edge
    return a in place and b in place and place[a] > place[b]


def _bridges(sequence: Sequence[int], place: Mapping[int, int]) -> list[Edge]:
    """Pairs over an edge that is barred: what stands around it is ordered all the same."""
    if not any(_is_barred(edge, place) for edge in pairwise(sequence)):
        return []
    return [edge for edge in combinations(sequence, 2) if not _is_barred(edge, place)]


def _parts(
    sequences: Sequence[Sequence[int]], home: Mapping[int, int], rings: Sequence[tuple[int, ...]]
) -> dict[int, list[list[int]]]:
    """For each ring of several elements what the sequences say about them."""
    parts: dict[int, list[list[int]]] = defaultdict(list)
    for sequence in sequences:
        within: dict[int, list[int]] = defaultdict(list)
        for node in sequence:
            if len(rings[home[node]]) > 1:
                within[home[node]].append(node)
        for at, own in within.items():
            parts[at].append(own)
    return parts


def _ring_order(ranked: Sequence[int], parts: Sequence[Sequence[int]], place: Mapping[int, int]) -> list[int]:
    if len(ranked) <= 1:
        return list(ranked)
    votes = _votes(ranked, parts, place)
    if len(ranked) <= _EXACT:
        return _exact(ranked, votes)
    drafts = (_eades(ranked, votes), list(merge_sequences([*parts, *([node] for node in ranked)])))
    orders = [_in_place(_bettered(draft, votes), place) for draft in drafts]
    return min(orders, key=lambda order: _violations(order, votes))


def _votes(ranked: Sequence[int], parts: Sequence[Sequence[int]], place: Mapping[int, int]) -> Counter[Edge]:
    """Count what the parts say of each pair; what is fixed outweighs all of it."""
    votes = Counter(edge for own in parts for edge in combinations(own, 2) if not _is_barred(edge, place))
    heavy = 1 + votes.total()
    fixed = sorted((node for node in ranked if node in place), key=lambda node: place[node])
    votes.update(dict.fromkeys(combinations(fixed, 2), heavy))
    return votes


def _violations(order: Sequence[int], votes: Votes) -> int:
    place = {node: at for at, node in enumerate(order)}
    return sum(count for (a, b), count in votes.items() if place[a] > place[b])


def _exact(ring: Sequence[int], votes: Votes) -> list[int]:
    """Return the order with the fewest violations; of equals the one lowest in rank, place by place."""
    size = len(ring)
    against = [[votes.get((ring[b], ring[a]), 0) for b in range(size)] for a in range(size)]
    full = (1 << size) - 1
    best = [0] * (full + 1)  # for each set of what still comes: the least cost of its order
    for left in range(1, full + 1):
        best[left] = min(
            best[left & ~(1 << a)] + _cost(against[a], left) for a in range(size) if left >> a & 1
        )
    order: list[int] = []
    left = full
    while left:
        options = (a for a in range(size) if left >> a & 1)
        chosen = next(a for a in options if best[left & ~(1 << a)] + _cost(against[a], left) == best[left])
        order.append(ring[chosen])
        left &= ~(1 << chosen)
    return order


def _cost(against: Sequence[int], left: int) -> int:
    """Votes that want one of `left` before the element that comes next."""
    return sum(count for b, count in enumerate(against) if count and left >> b & 1)


def _eades(ring: Sequence[int], votes: Votes) -> list[int]:
    """Take sources to the front and sinks to the end, and else what most wants to be in front."""
    out: dict[int, dict[int, int]] = {node: {} for node in ring}
    into: dict[int, dict[int, int]] = {node: {} for node in ring}
    for (a, b), count in votes.items():
        out[a][b] = into[b][a] = count
    left = list(ring)
    front: list[int] = []
    back: list[int] = []
    while left:
        sink = next((n for n in reversed(left) if not out[n]), None)
        source = next((n for n in left if not into[n]), None)
        chosen = sink if sink is not None else source
        if chosen is None:
            chosen = max(left, key=lambda n: sum(out[n].values()) - sum(into[n].values()))
        (back if sink is not None else front).append(chosen)
        left.remove(chosen)
        for other in out.pop(chosen):
            del into[other][chosen]
        for other in into.pop(chosen):
            del out[other][chosen]
    return [*front, *reversed(back)]


def _bettered(order: list[int], votes: Votes) -> list[int]:
    """Move single elements to where they violate least, until no move pays or the rounds are over."""
    nets: dict[int, Counter[int]] = {node: Counter() for node in order}
    for (a, b), count in votes.items():
        nets[a][b] += count
        nets[b][a] -= count
    for _ in range(_ROUNDS):
        before = list(order)
        place = {node: at for at, node in enumerate(order)}
        for node in before:
            target = _better_place(node, place, nets[node])
            if target is not None:
                _move(order, place, place[node], target)
        if order == before:
            return order
    return order


def _better_place(node: int, place: Mapping[int, int], net: Mapping[int, int]) -> int | None:
    """Return the first place where `node` violates least, None where it stands no worse.

    `net` has the votes for `node` before each other element, less those against.
    """
    others = sorted((place[other], count) for other, count in net.items())
    costs = [
        0,
        *accumulate(count for _, count in others),
    ]  # behind none of them, the first, the first two ...
    best = costs.index(min(costs))
    if costs[best] == costs[sum(at < place[node] for at, _ in others)]:
        return None
    target = others[best - 1][0] + 1 if best else others[0][0]
    return target - 1 if target > place[node] else target


def _move(order: list[int], place: dict[int, int], start: int, target: int) -> None:
    """Move the element at `start` so that it stands at `target`."""
    order.insert(target, order.pop(start))
    for at in range(min(start, target), max(start, target) + 1):
        place[order[at]] = at


def _in_place(order: list[int], place: Mapping[int, int]) -> list[int]:
    """Put fixed elements in their order, in the places that they have together."""
    fixed = iter(sorted((node for node in order if node in place), key=lambda node: place[node]))
    return [next(fixed) if node in place else node for node in order]
