"""Merge several orders of partly the same elements into one.

`merge_sequences` weaves. The longest sequence is the base; of the others, in order of length, each element
that is missing goes right behind its predecessor, and a run at the head of a sequence right before the
first known element. So each sequence keeps its order unless a longer one contradicts it.

`consensus` violates as few sequences as possible. Every sequence votes for each of its pairs. Votes without
cycles give an order without violations. Cyclic votes are a feedback arc set problem: each cycle is
ordered exactly, by dynamic programming over subsets, up to `_EXACT` elements, and larger ones by net votes.
Among equally good orders, and among elements that nothing orders, the lower rank comes first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, combinations, pairwise
from typing import Any, TypeVar

from personac.model.graphs import cycles, first_order

T = TypeVar("T", bound=Hashable)


def merge_sequences(sequences: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """Return every element of `sequences` once."""
    return weave_into((), sequences)


def weave_into(base: Sequence[T], sequences: Sequence[Sequence[T]]) -> tuple[T, ...]:
    """Return `base`, whose elements are distinct, with the missing elements of `sequences` woven in."""
    distinct = [tuple(dict.fromkeys(sequence)) for sequence in sequences]
    order = list(base)
    known = set(order)
    for _, sequence in sorted(enumerate(distinct), key=lambda pair: (-len(pair[1]), pair[0])):
        if not known.issuperset(sequence):
            order = _weave(order, known, sequence)
            known.update(sequence)
    return tuple(order)


def _weave(order: list[T], known: AbstractSet[T], sequence: Sequence[T]) -> list[T]:
    behind: dict[T, list[T]] = {}
    head: list[T] = []
    anchor: T | None = None
    for element in sequence:
        if element in known:
            anchor = element
        elif anchor is None:
            head.append(element)
        else:
            behind.setdefault(anchor, []).append(element)
    first = next((element for element in sequence if element in known), None)
    woven: list[T] = []
    for element in order:
        if head and element == first:
            woven.extend(head)
        woven.append(element)
        woven.extend(behind.get(element, ()))
    return woven if first is not None else [*woven, *head]


Edge = tuple[int, int]
Rank = Callable[[int], Any]
Votes = Mapping[Edge, int]
_EXACT = 12  # 2 ** 12 subsets of 12 elements


def consensus(sequences: Sequence[Sequence[int]], fixed: Sequence[int], rank: Rank) -> tuple[int, ...]:
    """Return every element of `sequences` and `fixed` once.

    No sequence has an element twice. The elements of `fixed` keep that order, whatever the sequences.
    `rank` gives each element a key; no two are equal.
    """
    nodes = sorted({*chain.from_iterable(sequences), *fixed})
    place = {element: at for at, element in enumerate(fixed)}
    edges = [edge for s in sequences for edge in pairwise(s) if not _is_barred(edge, place)]
    # Neighbours alone make the same cycles as all pairs do, once barred pairs are bridged.
    edges += [edge for s in sequences for edge in _bridges(s, place)]
    edges += pairwise(fixed)
    return _ordered(nodes, edges, sequences, place, rank)


def _ordered(
    nodes: Sequence[int],
    edges: Sequence[Edge],
    sequences: Sequence[Sequence[int]],
    place: Mapping[int, int],
    rank: Rank,
) -> tuple[int, ...]:
    rings = cycles(nodes, edges)
    home = {node: at for at, ring in enumerate(rings) for node in ring}
    parts = _parts(sequences, home, rings)
    inside = [_ring_order(sorted(r, key=rank), parts[at], place) for at, r in enumerate(rings)]
    between = {(home[a], home[b]) for a, b in edges if home[a] != home[b]}
    first = [min(map(rank, ring)) for ring in rings]
    order = first_order(range(len(rings)), sorted(between), lambda at: first[at])
    return tuple(node for at in order for node in inside[at])


def _is_barred(edge: Edge, place: Mapping[int, int]) -> bool:
    a, b = edge
    return a in place and b in place and place[a] > place[b]


def _bridges(sequence: Sequence[int], place: Mapping[int, int]) -> list[Edge]:
    """Return all pairs of a sequence with a barred edge, so that the elements around it stay ordered."""
    if not any(_is_barred(edge, place) for edge in pairwise(sequence)):
        return []
    return [edge for edge in combinations(sequence, 2) if not _is_barred(edge, place)]


def _parts(
    sequences: Sequence[Sequence[int]], home: Mapping[int, int], rings: Sequence[tuple[int, ...]]
) -> dict[int, list[list[int]]]:
    """For each ring of several elements the parts of the sequences with them."""
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
    if len(ranked) <= _EXACT:
        return _exact(ranked, _votes(ranked, parts, place))
    return _in_place(_by_net_votes(ranked, _votes(ranked, parts, {})), place)


def _votes(ranked: Sequence[int], parts: Sequence[Sequence[int]], place: Mapping[int, int]) -> Counter[Edge]:
    """Count the parts that have each pair; fixed pairs outweigh all of them."""
    votes = Counter(edge for own in parts for edge in combinations(own, 2) if not _is_barred(edge, place))
    heavy = 1 + votes.total()
    fixed = sorted((node for node in ranked if node in place), key=lambda node: place[node])
    votes.update(dict.fromkeys(combinations(fixed, 2), heavy))
    return votes


def _exact(ring: Sequence[int], votes: Votes) -> list[int]:
    """Return the order with the fewest violations; of equals the lexicographically lowest in rank."""
    size = len(ring)
    against = [[votes.get((ring[b], ring[a]), 0) for b in range(size)] for a in range(size)]
    full = (1 << size) - 1
    best = [0] * (full + 1)  # for each set of remaining elements the least cost of its order
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
    """Return the votes that want one of `left` before the next element."""
    return sum(count for b, count in enumerate(against) if count and left >> b & 1)


def _by_net_votes(ranked: Sequence[int], votes: Votes) -> list[int]:
    """Order by the votes for an element in front, minus those for it behind."""
    net: Counter[int] = Counter()
    for (before, after), count in votes.items():
        net[before] += count
        net[after] -= count
    return sorted(ranked, key=lambda node: -net[node])


def _in_place(order: Sequence[int], place: Mapping[int, int]) -> list[int]:
    """Put fixed elements in their order, in the positions that they occupy."""
    fixed = iter(sorted((node for node in order if node in place), key=lambda node: place[node]))
    return [next(fixed) if node in place else node for node in order]
