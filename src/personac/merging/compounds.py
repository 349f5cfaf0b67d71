"""Which items leave their lists: those that other lists say, as they are or part by part.

A compound is a list of nouns (`**Data**: PostgreSQL, Redis`). It is said in parts if each of its nouns is an
item of another list, or a facet of one, in the same scope. A list leaves if each of its items is said
elsewhere; the lists of the last persona are tried first, so that two lists do not both leave for each other.
The lists of the trunk stay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from personac.extraction.noun_lists import names_in, noun_list
from personac.merging.documents import NONE
from personac.merging.whole_lists import ListPlan, Lists
from personac.model import Bullet

Units = frozenset[str]
Items = tuple[int, ...]
_FEWEST = 2  # parts of a compound


class Departures(NamedTuple):
    """Items that leave for the bullet that says the same, and compounds with a bullet that says a part.

    `group_of` has the number of the list of each item, as in `Lists`, with the rests of lists that left.
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
    decider = _Decider(plan, lists, leaving, _Parts(plan, lists) if with_parts else None)
    for items in _last_first(plan, lists):
        decider.decide(items)
    return Departures(frozenset(decider.going), dict(sorted(decider.in_parts.items())), decider.group_of)


def _last_first(plan: ListPlan, lists: Lists) -> list[Items]:
    """Return the lists of all personas but the trunk, the last persona first."""
    matched = plan.whole.matched
    rank = {matched.personas[number].id: at for at, number in enumerate(plan.order)}
    whole = dict.fromkeys(items for items in lists.items_with.values() if items)
    ranked = sorted(whole, key=lambda items: (-rank[matched.bullets[items[0]].persona], -items[0]))
    return [items for items in ranked if rank[matched.bullets[items[0]].persona]]


class _Decider:
    """Decides list by list; `gone` are the items of lists that have left as a whole."""

    def __init__(self, plan: ListPlan, lists: Lists, leaving: Leaving, parts: _Parts | None) -> None:
        self._matched, self._lists = plan.whole.matched, lists
        self._leaving, self._parts = leaving, parts
        self.going: set[int] = set()
        self.in_parts: dict[int, int] = {}
        self.group_of = dict(lists.group_of)
        self._gone: set[int] = set()
        self._joined: dict[int, set[str]] = defaultdict(set)
        for item, number in lists.group_of.items():
            self._joined[number].add(self._matched.bullets[item].persona)

    def decide(self, items: Items) -> None:
        """Let a list leave, or single items of it.

        A list that is joined with another one loses all that is said elsewhere, and so does one of which
        little is left: the rest goes into the list that most of it went to.
        """
        places = self._leaving.places
        said = {item: places[item] for item in items if places.get(item, NONE) not in {NONE, *self._gone}}
        in_parts = self._in_parts([item for item in items if item not in said], items)
        is_joined = len(self._joined[self._lists.group_of[items[0]]]) > 1
        import os
        SH=float(os.environ.get("DIS","0.6667"))
        is_numbered = self._matched.bullets[items[0]].kind == "ordered"
        share = (len(said) + len(in_parts)) / len(items)
        if share == 1 or (not is_numbered and (is_joined or share >= SH-1e-3)):
            self.going |= said.keys()
            self.in_parts |= in_parts
            self._gone |= {*said, *in_parts}
            if not is_joined:
                self._move_rest(items, {**said, **in_parts})
        elif self._leaving.lets_go(items):
            self.going |= said.keys()

    def _move_rest(self, items: Items, said: Mapping[int, int]) -> None:
        groups = Counter(self.group_of[speaker] for speaker in said.values() if speaker in self.group_of)
        if groups:
            target = min(groups, key=lambda number: (-groups[number], number))
            self.group_of.update(dict.fromkeys(items, target))

    def _in_parts(self, items: Iterable[int], own: Items) -> dict[int, int]:
        """Return which of some items of a list are compounds that others say, each with one of these."""
        if self._parts is None:
            return {}
        alone = [item for item in items if self._is_alone(item)]
        said = {item: self._parts.speaker(item, self._gone.union(own)) for item in alone}
        return {item: speaker for item, speaker in said.items() if speaker != NONE}

    def _is_alone(self, item: int) -> bool:
        """Return whether a bullet is merged with none of its own list of the canonical."""
        members = self._matched.distinct_members(self._matched.cluster_of[item])
        group = self._lists.group_of
        return all(group.get(member) != group[item] for member in members if member != item)


class _Parts:
    """Finds which bullets say the parts of compounds."""

    def __init__(self, plan: ListPlan, lists: Lists) -> None:
        self._bullets, self._words = plan.whole.matched.bullets, plan.lead_ins.words
        self._filler = plan.lead_ins.common | plan.lead_ins.words.filler
        self._scopes = plan.lead_ins.scopes
        self._with: dict[str, list[int]] = defaultdict(list)
        self._facets: dict[int, list[Units]] = {}
        steps = plan.whole.procedures
        for item in sorted(lists.items_with.keys() - steps.keys()):
            self._facets[item] = list(self._said_by(self._bullets[item]))
            for unit in sorted(Units().union(*self._facets[item])):
                self._with[unit].append(item)

    def _said_by(self, bullet: Bullet) -> Iterator[Units]:
        """Yield the units of a bullet, and of each of its facets."""
        for text in (bullet.text, *bullet.facets):
            units = self._units(text)
            if units:
                yield units

    def _units(self, text: str) -> Units:
        units = frozenset(self._words.units(text))
        return units - self._filler or units

    def speaker(self, item: int, barred: Set[int]) -> int:
        """Return the first of the bullets that say most parts of a compound, `NONE` if a part is not said."""
        compound = noun_list(self._bullets[item].text)
        if item not in self._facets or compound is None or len(compound.parts) < _FEWEST:
            return NONE
        votes: dict[int, int] = defaultdict(int)
        for part in compound.parts:
            speakers = [other for other in self._speakers(item, part) if other not in barred]
            if not speakers:
                return NONE
            for other in speakers:
                votes[other] += 1
        return min(votes, key=lambda other: (-votes[other], other), default=NONE)

    def _speakers(self, item: int, part: str) -> Sequence[int]:
        """Return the bullets in the scope of a compound that say one of its parts."""
        units = self._units(part)
        is_name = any(self._units(name) == units for name in names_in(f", {part}"))
        if not units:
            return []
        near = self._with.get(min(units), [])
        return [other for other in near if self._agree(item, other) and self._says(other, units, is_name)]

    def _says(self, other: int, units: Units, is_name: bool) -> bool:  # noqa: FBT001
        """Return whether a bullet has a facet with these units and few more; of a name, with any others."""
        return any(units <= own and (is_name or len(own) <= 2 * len(units)) for own in self._facets[other])

    def _agree(self, one: int, other: int) -> bool:
        a, b = self._scopes[one], self._scopes[other]
        return (a.polarity, a.condition) == (b.polarity, b.condition)
