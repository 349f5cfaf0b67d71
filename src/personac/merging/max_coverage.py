"""Maximum coverage within a price: lazily evaluated greedy with a safeguard.

Choosing a part chooses all it needs. A part covers a set of atoms (bullets of the sources). The value of
a choice is the weight of the atoms it covers, which is monotone and submodular. Its price is that of the
chosen parts, so parts that need the same heading share its price.

Greedy adds the part with the highest value for its price, missing needs included. If a single part that
fits covers more than all that greedy chose, it is taken first and greedy fills the rest: without this
safeguard greedy can be arbitrarily bad. Where no part needs another, the result has at least 0.405 of the
best value (Tang et al. 2021). With shared headings the price is not a sum, and no bound is claimed.

Lazy evaluation (Minoux 1978; CELF of Leskovec et al. 2007) changes no choice: values only fall, so a part
whose recomputed value is still the highest is the best. Prices fall too when a heading is added; the parts
below it are then offered again. Ties go to the higher value, then to the first part of the body.
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
    """For each part, by number: the atoms it covers, its own price, and the parts it needs.

    `eligible` are the parts that may be chosen for their own sake. Prices and the weights of atoms are in
    any unit, but greater than 0.
    """

    covers: Sequence[Atoms]
    weights: Mapping[int, int]
    prices: Sequence[int]
    needs: Sequence[frozenset[int]]
    eligible: Sequence[int]

    def with_needs(self, number: int) -> frozenset[int]:
        """Return the part and all it needs."""
        return self.needs[number] | {number}

    def covered(self, numbers: Iterable[int]) -> Atoms:
        """Return the atoms that the parts cover."""
        return frozenset(chain.from_iterable(self.covers[number] for number in numbers))

    def value(self, atoms: Atoms) -> int:
        """Return the total weight of the atoms."""
        return sum(self.weights[atom] for atom in atoms)

    def price(self, numbers: Iterable[int]) -> int:
        """Return the total price of the parts."""
        return sum(self.prices[number] for number in numbers)


def best_choice(offers: Offers, start: frozenset[int], room: int) -> tuple[int, ...]:
    """Return the parts to add to `start`, needs included, in the order of choice.

    `room` is their highest total price.
    """
    chosen, single = greedy(offers, start, room), _best_single(offers, start, room)
    if offers.value(offers.covered(start.union(single))) <= offers.value(offers.covered(start.union(chosen))):
        return chosen
    return (*single, *greedy(offers, start.union(single), room - offers.price(single)))


def greedy(offers: Offers, start: frozenset[int], room: int) -> tuple[int, ...]:
    """Return the parts that greedy adds to `start` while something fits, in the order of choice."""
    return _Greedy(offers, _dependents(offers), set(start), set(offers.covered(start)), room).run()


def _best_single(offers: Offers, start: frozenset[int], room: int) -> tuple[int, ...]:
    """Return the part that covers most of those that fit, after what it needs; of equals the first."""
    lacking = {n: offers.with_needs(n) - start for n in offers.eligible if n not in start}
    fitting = [number for number, parts in lacking.items() if offers.price(parts) <= room]
    if not fitting:
        return ()
    covered = offers.covered(start)
    best = max(fitting, key=lambda n: (offers.value(offers.covered(lacking[n]) - covered), -n))
    return (*sorted(lacking[best] - {best}), best)


def _dependents(offers: Offers) -> Mapping[int, Sequence[int]]:
    dependents: dict[int, list[int]] = defaultdict(list)
    for number in offers.eligible:
        for need in offers.needs[number]:
            dependents[need].append(number)
    return dependents


@dataclass(slots=True)
class _Greedy:
    """One run: what is chosen and covered so far, and the remaining room."""

    offers: Offers
    dependents: Mapping[int, Sequence[int]]
    chosen: set[int]
    covered: set[int]
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
        value = self.offers.value(self.offers.covered(lacking) - self.covered)
        return (Fraction(-value, max(1, self.offers.price(lacking))), -value, number)

    def _lacking(self, number: int) -> frozenset[int]:
        return self.offers.with_needs(number) - self.chosen

    def _take(self, number: int) -> tuple[int, ...]:
        lacking = self._lacking(number)
        self.chosen |= lacking
        self.covered |= self.offers.covered(lacking)
        self.room -= self.offers.price(lacking)
        return (*sorted(lacking - {number}), number)

    def _offered_anew(self, added: Iterable[int]) -> Sequence[int]:
        """Return the parts whose price fell when `added` were chosen."""
        cheaper = chain.from_iterable(self.dependents.get(number, ()) for number in added)
        return sorted(set(cheaper) - self.chosen)
