from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from personac.merging.max_coverage import Offers, best_choice, greedy

NOTHING: frozenset[int] = frozenset()
RATIO = 0.405  # Tang et al. 2021, for the better of greedy and best single


def offers(
    covers: list[set[int]],
    prices: list[int],
    needs: list[set[int]] | None = None,
    eligible: list[int] | None = None,
) -> Offers:
    atoms = dict.fromkeys(set[int]().union(*covers), 1)
    return Offers(
        [frozenset(atoms) for atoms in covers],
        atoms,
        prices,
        [frozenset(need) for need in needs or [set() for _ in covers]],
        list(range(len(covers))) if eligible is None else eligible,
    )


def test_the_best_value_for_its_price_is_first() -> None:
    assert greedy(offers([{1}, {2, 3}, {4}], [1, 4, 2]), NOTHING, 5) == (0, 1)
    assert greedy(offers([{1}, {2, 3}, {4}], [1, 4, 2]), NOTHING, 3) == (0, 2)


def test_what_is_covered_already_is_not_chosen() -> None:
    assert greedy(offers([{1, 2}, {1}, {2}], [3, 1, 1]), frozenset({0}), 9) == ()
    assert greedy(offers([{1, 2, 3, 4}, {1}, {5}], [3, 1, 1]), NOTHING, 9) == (0, 2)


def test_ties_go_to_the_higher_value_and_then_to_the_first() -> None:
    assert greedy(offers([{1}, {2, 3}], [1, 2]), NOTHING, 2) == (1,)
    assert greedy(offers([{1}, {2}], [1, 1]), NOTHING, 1) == (0,)


def test_the_best_single_part_is_a_safeguard() -> None:
    many = set(range(10, 30))
    parts = offers([{1}, many], [1, 21])
    assert greedy(parts, NOTHING, 21) == (0,)
    assert best_choice(parts, NOTHING, 21) == (1,)


def test_the_best_single_part_is_chosen_with_its_needs_and_room_is_filled() -> None:
    many = set(range(10, 30))
    parts = offers([set(), {1, 5}, many, {2}], [1, 2, 30, 1], [set(), set(), {0}, set()], [1, 2, 3])
    assert greedy(parts, NOTHING, 32) == (1, 3)
    assert best_choice(parts, NOTHING, 32) == (0, 2, 3)


def test_a_part_is_chosen_and_paid_for_with_what_it_needs() -> None:
    parts = offers([set(), {1}, {2}], [5, 1, 1], [set(), {0}, {0}], [1, 2])
    assert greedy(parts, NOTHING, 5) == ()
    assert greedy(parts, NOTHING, 6) == (0, 1)
    assert best_choice(parts, NOTHING, 7) == (0, 1, 2)


def test_a_chosen_heading_makes_the_next_part_cheaper() -> None:
    # 3 shares the heading 0 with part 2, and is offered again once that is chosen.
    covers: list[set[int]] = [set(), set(), {1, 2, 3}, {4}, {5, 6}]
    parts = offers(covers, [3, 3, 1, 1, 1], [set(), set(), {0}, {0}, {1}], [2, 3, 4])
    assert greedy(parts, NOTHING, 5) == (0, 2, 3)


def test_a_need_may_come_later_in_the_body() -> None:
    parts = offers([{1}, {2}], [1, 1], [{1}, set()], [0])
    assert greedy(parts, NOTHING, 2) == (1, 0)


def test_without_room_nothing_is_chosen() -> None:
    assert best_choice(offers([{1}], [2]), NOTHING, 1) == ()
    assert best_choice(offers([], []), NOTHING, 1) == ()


_SAYS = st.lists(st.sets(st.integers(0, 9), max_size=4), min_size=1, max_size=7)


def _choices(numbers: range) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(numbers, size) for size in range(len(numbers) + 1))


@settings(max_examples=150, deadline=None)
@given(_SAYS, st.data())
def test_the_guarantee_holds_against_every_choice(covers: list[set[int]], data: st.DataObject) -> None:
    """Where no part needs another, the choice has 0.405 of the best, at the least."""
    size = len(covers)
    prices = data.draw(st.lists(st.integers(1, 6), min_size=size, max_size=size))
    room = data.draw(st.integers(0, 15))
    parts = offers(covers, prices)
    chosen = best_choice(parts, NOTHING, room)
    assert parts.price(chosen) <= room
    assert len(set(chosen)) == len(chosen)
    affordable = (some for some in _choices(range(size)) if parts.price(some) <= room)
    best = max(parts.value(parts.covered(some)) for some in affordable)
    assert parts.value(parts.covered(chosen)) >= RATIO * best


@settings(max_examples=150, deadline=None)
@given(_SAYS, st.data())
def test_lazy_is_as_greedy_as_eager(covers: list[set[int]], data: st.DataObject) -> None:
    size = len(covers)
    needs = [
        set(data.draw(st.sets(st.integers(0, number - 1), max_size=1))) if number else set()
        for number in range(size)
    ]
    closed: list[set[int]] = []
    for own in needs:
        closed.append(own.union(*(closed[need] for need in own)))
    parts = offers(covers, data.draw(st.lists(st.integers(1, 6), min_size=size, max_size=size)), closed)
    room = data.draw(st.integers(0, 15))
    assert greedy(parts, NOTHING, room) == eager(parts, room)


def eager(parts: Offers, room: int) -> tuple[int, ...]:
    """The same greedy algorithm, computing every rank again at every step."""
    order: list[int] = []
    while True:
        ranks = []
        for number in set(parts.eligible) - set(order):
            lacking = parts.with_needs(number) - set(order)
            value = parts.value(parts.covered(lacking) - parts.covered(order))
            if value and parts.price(lacking) <= room:
                ranks.append((-value / parts.price(lacking), -value, number))
        if not ranks:
            return tuple(order)
        number = min(ranks)[2]
        lacking = parts.with_needs(number) - set(order)
        room -= parts.price(lacking)
        order += [*sorted(lacking - {number}), number]
