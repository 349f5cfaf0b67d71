"""Which items leave their lists, because other lists say them.

A list that is joined with another one loses what is said elsewhere. Any other list stays whole, or leaves:
half of its items or more are said elsewhere, as they are or part by part, and there is a list with the words
of each other item, which goes there. A list of sentences may lose less than half of its items. Lists of the
last persona are tried first, so that two lists do not both leave for each other; the trunk's stay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from personac.merging.compounds import Compounds
from personac.merging.documents import NONE
from personac.merging.list_context import Units
from personac.merging.whole_lists import ListPlan, Lists

Items = tuple[int, ...]
_LEAST = 0.3  # the share of the words of an item, rare ones first, that a list for it has


class Departures(NamedTuple):
    """Items that leave for the bullet that says the same, and compounds with a bullet that says a part.

    `group_of` has the number of the list of each item, as in `Lists`, also for the rests of lists that left.
    """

    going: frozenset[int]
    in_parts: Mapping[int, int]
    group_of: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Leaving:
    """For each item that may leave the one that has its place; and which lists may lose single items."""

    places: Mapping[int, int]
    lets_go: Callable[[Items], bool]


def departures(plan: ListPlan, lists: Lists, leaving: Leaving, *, with_parts: bool) -> Departures:
    """Return which items leave their lists; without `with_parts` no compound is said in parts."""
    decider = _Decider(plan, lists, leaving, Compounds(plan, lists) if with_parts else None)
    for items in _last_first(plan, lists):
        decider.decide(items)
    return Departures(frozenset(decider.going), dict(sorted(decider.in_parts.items())), decider.group_of)


def _last_first(plan: ListPlan, lists: Lists) -> list[Items]:
    """Return the lists of all personas but the trunk, the last persona first."""
    bullets, rank = plan.whole.matched.bullets, plan.rank
    ranked = sorted(lists.whole, key=lambda items: (-rank[bullets[items[0]].persona], -items[0]))
    return [items for items in ranked if rank[bullets[items[0]].persona]]


class _Decider:
    """Decides list by list; `gone` are the items that have left."""

    def __init__(self, plan: ListPlan, lists: Lists, leaving: Leaving, compounds: Compounds | None) -> None:
        self._matched, self._lists = plan.whole.matched, lists
        self._leaving, self._compounds, self._homes = leaving, compounds, _Homes(plan, lists)
        self.going: set[int] = set()
        self.in_parts: dict[int, int] = {}
        self.group_of = dict(lists.group_of)
        self._gone: set[int] = set()
        self._personas: dict[int, set[str]] = defaultdict(set)
        for item, number in lists.group_of.items():
            self._personas[number].add(self._matched.bullets[item].persona)

    def decide(self, items: Items) -> None:
        """Let a list leave, or single items of it; of a numbered list all items or none."""
        said = self._said(items)
        in_parts = self._in_parts([item for item in items if item not in said], items)
        rest = [item for item in items if item not in said and item not in in_parts]
        if self._is_joined(items) and not (rest and self._is_numbered(items)):
            self._leave(said, in_parts)
        elif len(rest) * 2 <= len(items) and self._move(rest, items):
            self._leave(said, in_parts)
            self._gone |= set(items)
        elif self._leaving.lets_go(items):
            self.going |= said

    def _leave(self, said: set[int], in_parts: Mapping[int, int]) -> None:
        self.going |= said
        self.in_parts |= in_parts
        self._gone |= {*said, *in_parts}

    def _move(self, rest: Iterable[int], items: Items) -> bool:
        """Put the rest of a list into other lists, if there is one for each."""
        homes = {item: self._homes.of(item) for item in rest}
        if NONE in homes.values() or (homes and self._is_numbered(items)):
            return False
        self.group_of |= homes
        return True

    def _is_joined(self, items: Items) -> bool:
        return len(self._personas[self._lists.group_of[items[0]]]) > 1

    def _is_numbered(self, items: Items) -> bool:
        return self._matched.bullets[items[0]].kind == "ordered"

    def _said(self, items: Items) -> set[int]:
        """Return the items whose place is in another list, where what stands above them is said, too."""
        places = {item: self._leaving.places.get(item, NONE) for item in items}
        staying = {item: place for item, place in places.items() if place not in {NONE, *self._gone}}
        plain = self._lists.plain
        return {item for item, place in staying.items() if item in plain and self._lists.may_go(item, place)}

    def _in_parts(self, items: Iterable[int], own: Items) -> dict[int, int]:
        """Return which of some items of a list are compounds that others say, each with one of these."""
        if self._compounds is None:
            return {}
        alone = [item for item in items if self._is_alone(item)]
        said = {item: self._compounds.speaker(item, self._gone.union(own)) for item in alone}
        return {item: speaker for item, speaker in said.items() if speaker != NONE}

    def _is_alone(self, item: int) -> bool:
        """Return whether a bullet is merged with none of its own list of the canonical."""
        members = self._matched.distinct_members(self._matched.cluster_of[item])
        group = self._lists.group_of
        return all(group.get(member) != group[item] for member in members if member != item)


class _Homes:
    """Finds the list of an earlier persona that has most of the words of an item; rare words weigh more."""

    def __init__(self, plan: ListPlan, lists: Lists) -> None:
        self._bullets, self._rank, self._lists = plan.whole.matched.bullets, plan.rank, lists
        self._lead_ins, units = plan.lead_ins, plan.lead_ins.units
        self._units = {item: units(self._bullets[item].text) for item in lists.group_of}
        self._bags: dict[int, Units] = {}
        for items in lists.whole:
            titles = units(*self._bullets[items[0]].section[-1:])
            self._bags[items[0]] = titles.union(*(self._units[item] for item in items))
        self._counts = Counter(unit for bag in self._bags.values() for unit in bag)

    def of(self, item: int) -> int:
        """Return the number of that list, of equals the first, or `NONE` if it has too few of the words."""
        weight = {unit: 1 / self._counts[unit] for unit in sorted(self._units[item])}
        scores = {
            first: sum(weight[unit] for unit in sorted(weight.keys() & bag))
            for first, bag in self._bags.items()
            if self._may_take(first, item)
        }
        best = min(scores, key=lambda first: (-scores[first], first), default=NONE)
        is_enough = best != NONE and scores[best] >= _LEAST * sum(weight.values()) > 0
        return self._lists.group_of[best] if is_enough else NONE

    def _may_take(self, first: int, item: int) -> bool:
        rank = self._rank
        if rank[self._bullets[first].persona] >= rank[self._bullets[item].persona]:
            return False
        is_one_scope = self._lead_ins.are_in_one_scope(first, item)
        return is_one_scope and item in self._lists.plain and self._lists.may_join(item, first)
