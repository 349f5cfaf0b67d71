"""Which bullets say, each a part, what another says: `**DB**: red, green` out of two that have one each.

What merging put together is an echo of what it was made from: every facet is
said by somebody, and one bullet of the same lead has facets of these only.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from personac.ir import Bullet
from personac.passes.matching.words import Words

_FEWEST = 2  # facets of what was put together
Facet = frozenset[str]
Facets = frozenset[Facet]
Lead = tuple[str, ...]


def facets_of(bullet: Bullet, words: Words) -> Facets:
    """Return the facets of a bullet as units, those that say anything."""
    return frozenset(units for facet in bullet.facets if (units := frozenset(words.units(facet))))


def has_parts(bullet: Bullet, words: Words) -> bool:
    """Tell whether a bullet may have been put together from others."""
    may_be = not bullet.is_paragraph and len(bullet.facets) >= _FEWEST
    return may_be and len(facets_of(bullet, words)) >= _FEWEST


@dataclass(slots=True)
class _Index:
    """Who says a facet; the sets of facets that hold it, by lead; who has such a set, and first where."""

    speakers: defaultdict[Facet, set[str]] = field(default_factory=lambda: defaultdict(set))
    sets: defaultdict[tuple[Lead, Facet], set[Facets]] = field(default_factory=lambda: defaultdict(set))
    first: defaultdict[tuple[Lead, Facets], OrderedDict[str, int]] = field(
        default_factory=lambda: defaultdict(OrderedDict)
    )


class PartsSaid:
    """Who says which facets, under which lead, among personas that fall silent one by one."""

    def __init__(self, bullets: Sequence[Bullet], words: Words) -> None:
        """Let everybody speak; nothing is read before it is asked for."""
        self._bullets = bullets
        self._words = words
        self._silent: set[int] = set()

    def put_together_from(self, position: int) -> int | None:
        """Return the bullet of another that has most of the facets of the one at `position`, and no others.

        None where one of its facets is its own, or no such bullet has its lead. Of equals the first counts.
        """
        bullet = self._bullets[position]
        if not has_parts(bullet, self._words):
            return None
        lead, facets = self._read(position)
        others = (len(who) > (bullet.persona in who) for who in map(self._index.speakers.__getitem__, facets))
        if not all(others):
            return None
        sets = {said for facet in facets for said in self._index.sets[lead, facet] if said <= facets}
        ranked = (
            (-len(said), first) for said in sets for first in self._by_another(lead, said, bullet.persona)
        )
        return min(ranked, default=(0, None))[1]

    def silence(self, positions: Iterable[int]) -> None:
        """Let a persona say nothing from now on; `positions` are its bullets."""
        fresh = list(positions)
        if "_index" in self.__dict__:
            for position in fresh:
                self._forget(position)
        self._silent.update(fresh)

    @cached_property
    def _index(self) -> _Index:
        found = _Index()
        for position, bullet in enumerate(self._bullets):
            if position in self._silent:
                continue
            lead, facets = self._read(position)
            for facet in facets:
                found.speakers[facet].add(bullet.persona)
                found.sets[lead, facet].add(facets)
            found.first[lead, facets].setdefault(bullet.persona, position)
        return found

    def _forget(self, position: int) -> None:
        (lead, facets), persona = self._read(position), self._bullets[position].persona
        self._index.first[lead, facets].pop(persona, None)
        for facet in facets:
            self._index.speakers[facet].discard(persona)

    def _read(self, position: int) -> tuple[Lead, Facets]:
        bullet = self._bullets[position]
        return self._words.stems(bullet.lead), facets_of(bullet, self._words)

    def _by_another(self, lead: Lead, facets: Facets, own: str) -> Iterator[int]:
        """Yield the first bullet of another with a lead and a set of facets, if there is one."""
        speakers = self._index.first[lead, facets].items()
        yield from islice((first for persona, first in speakers if persona != own), 1)
