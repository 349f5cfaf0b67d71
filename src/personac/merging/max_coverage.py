"""The best-covering choice within a size: lazily evaluated greedy, with a safeguard.

What is chosen are parts of a body; choosing one chooses all it needs, and what
it says is a set of atoms (bullets of the sources). The value of a choice is
what the atoms said weigh, which is monotone and submodular. Its price is that
of the parts chosen, so parts that need one heading share its price.

Greedy adds the part with the highest value for its price, which is that of the
part and of what it needs and is not there yet. Where a single part that fits says
more than all that greedy chose, that part is taken first and greedy fills the rest:
without this safeguard greedy can be arbitrarily bad. Where no part needs another
one, the result has at least 0.405 of the value of the best choice (Tang et al.
2021). With shared headings the price is no sum, and no bound is claimed.

Lazy evaluation (Minoux 1978; CELF of Leskovec et al. 2007) changes no choice:
a value only ever falls, so a part whose value is still the highest after it was
computed again is the best. A price falls too, when a heading comes in; the parts
below it are then offered again.

Ties: the higher value, then the part that comes first in the body.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import chain

Atoms = frozenset[int]
Rank = tuple[Fraction, int, int]  # smaller is better: -value for price, -value, number


@dataclass(frozen=True, slots=True)
class Offers:
    """For each part, by number: what it says, its own price, and what else it needs.

    `eligible` are those that may be chosen for their own sake. Prices and the
    weights of what is said are in any unit, but greater than 0.
    """

    says: Sequence[Atoms]
    weights: Mapping[int, int]
    prices: Sequence[int]
    needs: Sequence[frozenset[int]]
    eligible: Sequence[int]

    def with_needs(self, number: int) -> frozenset[int]:
        """The part and all it needs."""
        return self.needs[number] | {number}

    def said(self, numbers: Iterable[int]) -> Atoms:
        """All that the parts say."""
        return frozenset(chain.from_iterable(self.says[number] for number in numbers))

    def value(self, atoms: Atoms) -> int:
        """What the atoms weigh together."""
        return sum(self.weights[atom] for atom in atoms)

    def price(self, numbers: Iterable[int]) -> int:
        """What the parts cost together."""
        return sum(self.prices[number] for number in numbers)


def best_choice(offers: Offers, start: frozenset[int], room: int) -> tuple[int, ...]:
    """Return the parts to add to `start`, needs included, in the order they were chosen.

    `room` is what they may cost together.
    """
    chosen, single = greedy(offers, start, room), _best_single(offers, start, room)
    if offers.value(offers.said(start.union(single))) <= offers.value(offers.said(start.union(chosen))):
        return chosen
    return (*single, *greedy(offers, start.union(single), room - offers.price(single)))


def greedy(offers: Offers, start: frozenset[int], room: int) -> tuple[int, ...]:
    """Add what says most for its price as long as something fits; in the order of choice."""
    return _Greedy(offers, _dependents(offers), set(start), set(offers.said(start)), room).run()


def _best_single(offers: Offers, start: frozenset[int], room: int) -> tuple[int, ...]:
    """Return the part that says most of those that fit, behind what it needs; of equals the first."""
    lacking = {n: offers.with_needs(n) - start for n in offers.eligible if n not in start}
    fitting = [number for number, parts in lacking.items() if offers.price(parts) <= room]
    if not fitting:
        return ()
    said = offers.said(start)
    best = max(fitting, key=lambda n: (offers.value(offers.said(lacking[n]) - said), -n))
    return (*sorted(lacking[best] - {best}), best)


def _dependents(offers: Offers) -> Mapping[int, Sequence[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for number in offers.eligible:
        for need in offers.needs[number]:
            found[need].append(number)
    return found


@dataclass(slots=True)
class _Greedy:
    """One run: what is `chosen` and `said` so far, and the `room` left."""

    offers: Offers
    dependents: Mapping[int, Sequence[int]]
    chosen: set[int]
    said: set[int]
    room: int

    def run(self) -> tuple[int, ...]:
        order: list[int] = []
        heap = [self._rank(number) for number in self.offers.eligible if number not in self.chosen]
        heapify(heap)
        while heap:
            stale = heappop(heap)
            fresh = self._rank(stale[2])
            if stale[2] in self.chosen or not fresh[1]:
                continue
            if fresh > stale:
                heappush(heap, fresh)
            elif self.offers.price(self._lacking(stale[2])) <= self.room:
                added = self._take(stale[2])
                order.extend(added)
                for number in self._offered_anew(added):
                    heappush(heap, self._rank(number))
        return tuple(order)

    def _rank(self, number: int) -> Rank:
        lacking = self._lacking(number)
        value = self.offers.value(self.offers.said(lacking) - self.said)
        return (Fraction(-value, max(1, self.offers.price(lacking))), -value, number)

    def _lacking(self, number: int) -> frozenset[int]:
        return self.offers.with_needs(number) - self.chosen

    def _take(self, number: int) -> tuple[int, ...]:
        lacking = self._lacking(number)
        self.chosen |= lacking
        self.said |= self.offers.said(lacking)
        self.room -= self.offers.price(lacking)
        return (*sorted(lacking - {number}), number)

    def _offered_anew(self, added: Iterable[int]) -> Sequence[int]:
        """The parts that have become cheaper by what was added."""
        cheaper = chain.from_iterable(self.dependents.get(number, ()) for number in added)
        return sorted(set(cheaper) - self.chosen)
