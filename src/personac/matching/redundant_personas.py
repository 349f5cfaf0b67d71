"""Set aside the personas that only echo the others.

Somebody builds the canonical together with its sources, or keeps an old copy
of an agent beside the new one: a persona of which every bullet and block
stands in the others already. It says nothing of its own, so it has no voice in
what is matched, in which order things stand, or under which title; its bullets
count as copies of the others'. So adding it changes nothing.

Mostly nobody is an echo, and one bullet of its own shows that of a persona; so
that is looked for first, and blocks and facets only where none was found.

Which bullets say, each a part, what another says: `**DB**: red, green` out of two that have one each.

What merging put together is an echo of what it was made from: every facet is
said by somebody, and one bullet of the same lead has facets of these only.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from personac.extraction.section_streams import Kept, section_streams
from personac.matching.candidates import Said, sayings_of
from personac.matching.tokenizer import Words
from personac.model import Bullet, Extracted


def find_repeats(extracted: Extracted, words: Words) -> Mapping[int, int]:
    """Return for each bullet of the redundant personas the bullet of another that it repeats."""
    if len(extracted.personas) == 1:
        return {}
    sayings = sayings_of(extracted.bullets, words)
    candidates = _without_own_bullet(extracted, sayings, words)
    return _Choir(extracted, sayings, words, candidates).echoes() if candidates else {}


def _without_own_bullet(extracted: Extracted, sayings: Sequence[int], words: Words) -> AbstractSet[str]:
    """Return the personas that have bullets, and none that others neither say nor may say in parts."""
    speakers: dict[int, str | None] = {}
    for bullet, saying in zip(extracted.bullets, sayings, strict=True):
        if speakers.setdefault(saying, bullet.persona) != bullet.persona:
            speakers[saying] = None
    found = {bullet.persona for bullet in extracted.bullets}
    for bullet, saying in zip(extracted.bullets, sayings, strict=True):
        if bullet.persona in found and speakers[saying] is not None and not has_parts(bullet, words):
            found.discard(bullet.persona)
    return found


class _Choir:
    """Who says what, word for word; whoever is set aside says nothing from then on."""

    def __init__(
        self, extracted: Extracted, sayings: Sequence[int], words: Words, maybe: AbstractSet[str]
    ) -> None:
        self._extracted = extracted
        self._maybe = maybe
        self._own: Mapping[str, list[int]] = {persona.id: [] for persona in extracted.personas}
        for position, bullet in enumerate(extracted.bullets):
            self._own[bullet.persona].append(position)
        self._said = Said(extracted.bullets, sayings)
        self._parts = PartsSaid(extracted.bullets, words)
        self._blocks = _blocks(extracted)
        self._holders = Counter(digest for own in self._blocks.values() for digest in own)

    def echoes(self) -> Mapping[int, int]:
        """Set aside first whoever has the agent's name, then the longest, of equals the last; one stays."""
        aside, found = 0, dict[int, int]()
        for persona in self._turns():
            if aside + 1 == len(self._own):
                break
            repeated = self._repeated(persona)
            if repeated is not None:
                aside += 1
                self._set_aside(persona)
                found.update(repeated)
        return _sounding(found)

    def _turns(self) -> Iterator[str]:
        """Yield those who may be echoes, in the order in which they are asked."""
        extracted = self._extracted
        named = {p.id for p in extracted.personas if extracted.name in (p.id, p.name)}
        rank = extracted.number_of

        def turn(persona: str) -> tuple[bool, int, int]:
            return (persona not in named, -len(self._own[persona]), -rank[persona])

        yield from sorted(self._maybe, key=turn)

    def _repeated(self, persona: str) -> Mapping[int, int] | None:
        """Return what each bullet of `persona` repeats; None if it has a bullet or block of its own."""
        if any(self._holders[digest] == 1 for digest in self._blocks.get(persona, ())):
            return None
        found: dict[int, int] = {}
        for position in self._own[persona]:
            original = self._said.by_another(position)
            if original is None:
                original = self._parts.put_together_from(position)
            if original is None:
                return None
            found[position] = original
        return found

    def _set_aside(self, persona: str) -> None:
        self._said.silence(self._own[persona])
        self._parts.silence(self._own[persona])
        self._holders.subtract(self._blocks.get(persona, ()))


def _sounding(found: Mapping[int, int]) -> Mapping[int, int]:
    """Follow echoes of echoes to the bullet that has a voice."""
    sounding: dict[int, int] = {}
    for echo in sorted(found):
        path, at = [echo], found[echo]
        while at in found and at not in sounding:
            path.append(at)
            at = found[at]
        sounding.update(dict.fromkeys(path, sounding.get(at, at)))
    return {echo: sounding[echo] for echo in sorted(found)}


def _blocks(extracted: Extracted) -> Mapping[str, frozenset[str]]:
    """For each persona the digests of the blocks kept whole that it has."""
    streams = section_streams(extracted)
    found: dict[str, set[str]] = {}
    for own in (*streams.sections.values(), *streams.inside.values()):
        for entry in own:
            if isinstance(entry, Kept):
                found.setdefault(extracted.personas[entry.persona].id, set()).add(entry.digest)
    return {persona: frozenset(digests) for persona, digests in found.items()}


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
