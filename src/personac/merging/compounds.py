"""Which bullets say the parts of a compound.

A compound is a list of nouns (`**Data**: PostgreSQL, Redis`). It is said in parts if each of its nouns is a
bullet of another list, or a facet of one, in the same scope: with few more words, or with any if the noun is
a name.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

from personac.extraction.noun_lists import names_in, noun_list
from personac.matching.scopes import Polarity
from personac.merging.documents import NONE
from personac.merging.list_context import Units
from personac.merging.whole_lists import ListPlan, Lists
from personac.model import Bullet

_FEWEST = 2  # parts of a compound
_MOST_SPEAKERS = 1000  # of a noun; one that more bullets have is said by none in particular
_MOST_REMEMBERED = 100_000  # pairs of places
_MOST_WORDS = 2  # times those of a noun: a longer facet says something else
_Place = tuple[Polarity, frozenset[str], str, int]  # scope, lead, list


class Compounds:
    """Finds the bullets that say the parts of compounds; steps of procedures neither say nor are any."""

    def __init__(self, plan: ListPlan, lists: Lists) -> None:
        """Index the items of all lists by the words of their facets."""
        self._bullets, self._lead_ins, self._lists = plan.whole.matched.bullets, plan.lead_ins, lists
        self._with: dict[str, list[int]] = defaultdict(list)
        self._facets: dict[int, tuple[Units, ...]] = {}
        self._groups: dict[tuple[Units, int | None], Mapping[int, list[int]]] = {}
        self._numbers: dict[_Place, int] = {}
        self._agreed: dict[tuple[int, int], bool] = {}  # of two places
        for item in sorted(lists.items_with.keys() - plan.whole.procedures.keys()):
            if self._bullets[item].hidden:  # it says more than its words
                continue
            self._facets[item] = tuple(self._said_by(self._bullets[item]))
            for unit in sorted(Units().union(*self._facets[item])):
                self._with[unit].append(item)

    def speaker(self, item: int, barred: AbstractSet[int]) -> int:
        """Return the first of the bullets that say most parts of a compound, or `NONE` if one is not said.

        Bullets in `barred` do not count.
        """
        compound = noun_list(self._bullets[item].text)
        is_plain = item in self._facets and item in self._lists.plain
        if not is_plain or compound is None or len(compound.parts) < _FEWEST:
            return NONE
        votes = Counter[int]()
        for part in compound.parts:
            speakers = self._speakers(item, part)
            if all(other in barred for other in chain.from_iterable(speakers)):
                return NONE
            for group in speakers:
                votes.update(group)
        return min(votes.keys() - barred, key=lambda other: (-votes[other], other))

    def _said_by(self, bullet: Bullet) -> Iterator[Units]:
        yield from filter(None, map(self._units, (bullet.text, *bullet.facets)))

    def _units(self, text: str) -> Units:
        return self._lead_ins.units(text) or frozenset(self._lead_ins.words.units(text))

    def _speakers(self, item: int, part: str) -> Sequence[Sequence[int]]:
        """Return the bullets that say a part of a compound, those of one list and lead together."""
        units = self._units(part)
        is_name = any(self._units(name) == units for name in names_in(f", {part}"))
        said = units, None if is_name else _MOST_WORDS * len(units)
        if said not in self._groups:
            self._groups[said] = self._saying(*said)
        here = self._place(item)
        groups = self._groups[said].items()
        return [group for there, group in groups if self._may_say((here, there), item, group[0])]

    def _saying(self, units: Units, most: int | None) -> Mapping[int, list[int]]:
        near = min((self._with.get(unit, []) for unit in sorted(units)), key=len, default=[])
        groups: dict[int, list[int]] = defaultdict(list)
        for other in near if len(near) <= _MOST_SPEAKERS else ():
            if self._says(other, units, most):
                groups[self._place(other)].append(other)
        return groups

    def _place(self, item: int) -> int:
        """Return a number for what `_agree` reads of an item."""
        scope, context = self._lead_ins.scopes[item], id(self._lists.context_of.get(item))
        place = scope.polarity, scope.condition, self._bullets[item].lead, context
        return self._numbers.setdefault(place, len(self._numbers))

    def _may_say(self, places: tuple[int, int], one: int, other: int) -> bool:
        if places not in self._agreed:
            if len(self._agreed) >= _MOST_REMEMBERED:
                self._agreed.clear()
            self._agreed[places] = self._agree(one, other)
        return self._agreed[places]

    def _says(self, other: int, units: Units, most: int | None) -> bool:
        return any(units <= own and (most is None or len(own) <= most) for own in self._facets[other])

    def _agree(self, one: int, other: int) -> bool:
        here, there = (self._lead_ins.units(self._bullets[end].lead) for end in (one, other))
        is_one_scope = self._lead_ins.are_in_one_scope(one, other)
        return is_one_scope and self._lists.may_go(one, other, here - there)
