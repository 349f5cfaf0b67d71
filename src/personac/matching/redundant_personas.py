"""Finds redundant personas, which only repeat others; their bullets then count as copies of what they repeat.

Users build the canonical together with its sources, or keep an old copy of an agent beside the new one. Of
such a persona every bullet and every block is in the others already, so it must not influence matching,
order or titles, and adding it changes nothing. A bullet may also repeat several others together: the
canonical's `**DB**: red, green` repeats two bullets with one facet each, if one of them has its lead.

Usually no persona is redundant, and one unique bullet is enough to rule a persona out. So bullets are
compared first, and blocks and facets only for the personas that remain.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from personac.extraction.section_streams import Kept, section_streams
from personac.matching.copies import CopyReader
from personac.matching.scopes import Scope
from personac.matching.tokenizer import Words
from personac.model import Bullet, Extracted
from personac.model.ast import Verbatim
from personac.model.source import Source
from personac.references.labels import definition_in
from personac.references.resolved_bullets import resolved_bullets

_FEWEST = 2  # facets of a compound
_FEWEST_BULLETS = 5  # of a persona whose titles do not count
Facet = frozenset[str]
Facets = frozenset[Facet]
Lead = tuple[str, ...]


def find_repeats(extracted: Extracted, copies: CopyReader, scopes: Sequence[Scope]) -> Mapping[int, int]:
    """Return for each bullet of the redundant personas the bullet of another persona that it repeats."""
    if len(extracted.personas) == 1:
        return {}
    words, bullets = copies.words, resolved_bullets(extracted.personas, extracted.bullets)
    by_title = copies.numbers(bullets, scopes)
    numbers = replace(copies, by_title=False).numbers(bullets, scopes)
    # A line may mean something else under another title, a whole persona may not.
    count = Counter(bullet.persona for bullet in bullets)
    whole = {persona for persona, own in count.items() if own >= _FEWEST_BULLETS}
    possible = _without_own_bullet(extracted, numbers, words) & (
        whole | _without_own_bullet(extracted, by_title, words)
    )
    return _RedundancySearch(extracted, numbers, words, possible).repeats() if possible else {}


def _without_own_bullet(extracted: Extracted, numbers: Sequence[int], words: Words) -> AbstractSet[str]:
    """Return the personas whose bullets all have a copy in another persona or may be compounds."""
    only_persona: dict[int, str | None] = {}
    for bullet, number in zip(extracted.bullets, numbers, strict=True):
        if only_persona.setdefault(number, bullet.persona) != bullet.persona:
            only_persona[number] = None
    personas = {bullet.persona for bullet in extracted.bullets}
    for bullet, number in zip(extracted.bullets, numbers, strict=True):
        is_own = bullet.persona in personas and only_persona[number] is not None
        if is_own and not may_be_compound(bullet, words):
            personas.discard(bullet.persona)
    return personas


class _RedundancySearch:
    """Removes redundant personas one by one; a removed persona no longer makes others redundant."""

    def __init__(
        self, extracted: Extracted, numbers: Sequence[int], words: Words, possible: AbstractSet[str]
    ) -> None:
        self._extracted = extracted
        self._possible = possible
        self._own: Mapping[str, list[int]] = {persona.id: [] for persona in extracted.personas}
        for position, bullet in enumerate(extracted.bullets):
            self._own[bullet.persona].append(position)
        self._copies = Copies(extracted.bullets, numbers)
        self._compounds = Compounds(extracted.bullets, words)
        self._blocks = _blocks(extracted)
        self._block_count = Counter(digest for own in self._blocks.values() for digest in own)

    def repeats(self) -> Mapping[int, int]:
        """Return what the bullets of all redundant personas repeat; at least one persona remains."""
        removed, repeats = 0, dict[int, int]()
        for persona in self._ordered():
            if removed + 1 == len(self._own):
                break
            repeated = self._repeated(persona)
            if repeated is not None:
                removed += 1
                self._remove(persona)
                repeats.update(repeated)
        return _followed(repeats)

    def _ordered(self) -> Iterable[str]:
        """Return the persona with the agent's name first, then the longest, and of equals the last."""
        extracted = self._extracted
        named = {p.id for p in extracted.personas if extracted.name in (p.id, p.name)}

        def rank(persona: str) -> tuple[bool, int, int]:
            return (persona not in named, -len(self._own[persona]), -extracted.number_of[persona])

        return sorted(self._possible, key=rank)

    def _repeated(self, persona: str) -> Mapping[int, int] | None:
        """Return what each bullet of `persona` repeats; None if it has a bullet or block of its own."""
        if any(self._block_count[digest] == 1 for digest in self._blocks.get(persona, ())):
            return None
        repeated: dict[int, int] = {}
        for position in self._own[persona]:
            original = self._copies.in_another(position)
            if original is None:
                original = self._compounds.main_part(position)
            if original is None:
                return None
            repeated[position] = original
        return repeated

    def _remove(self, persona: str) -> None:
        self._copies.remove(self._own[persona])
        self._compounds.remove(self._own[persona])
        self._block_count.subtract(self._blocks.get(persona, ()))


def _followed(repeats: Mapping[int, int]) -> Mapping[int, int]:
    """Replace repeated bullets that repeat others themselves by these."""
    originals: dict[int, int] = {}
    for repeat in sorted(repeats):
        path, at = [repeat], repeats[repeat]
        while at in repeats and at not in originals:
            path.append(at)
            at = repeats[at]
        originals.update(dict.fromkeys(path, originals.get(at, at)))
    return {repeat: originals[repeat] for repeat in sorted(repeats)}


def _blocks(extracted: Extracted) -> Mapping[str, frozenset[str]]:
    """For each persona the digests of its blocks that are kept whole."""
    streams = section_streams(extracted)
    digests: dict[str, set[str]] = {}
    for entries in (*streams.sections.values(), *streams.inside.values()):
        for entry in entries:
            if isinstance(entry, Kept):
                persona = extracted.personas[entry.persona]
                digests.setdefault(persona.id, set()).add(_block_digest(persona.source, entry))
    return {persona: frozenset(own) for persona, own in digests.items()}


def _block_digest(source: Source, entry: Kept) -> str:
    """Return what is equal for blocks of equal content; the label of a definition does not count."""
    block = entry.block
    is_definition = isinstance(block, Verbatim) and block.kind == "definition"
    definition = definition_in(source.slice_text(block.span)) if is_definition else None
    return f"definition of {definition.target}" if definition else entry.digest


class Copies:
    """For each copy number the personas that have such a bullet and are not removed.

    A query takes the same time for a thousand copies of one agent.
    """

    def __init__(self, bullets: Sequence[Bullet], numbers: Sequence[int]) -> None:
        """Start with all personas, in the order of their first bullets with each number."""
        self._bullets = bullets
        self._numbers = numbers
        self._first: dict[int, OrderedDict[str, int]] = {}
        for position, (bullet, number) in enumerate(zip(bullets, numbers, strict=True)):
            self._first.setdefault(number, OrderedDict()).setdefault(bullet.persona, position)

    def in_another(self, position: int) -> int | None:
        """Return the first copy in another persona of the bullet at `position`."""
        own = self._bullets[position].persona
        return next(_of_others(self._first[self._numbers[position]], own), None)

    def remove(self, positions: Iterable[int]) -> None:
        """Remove a persona, of which `positions` are the bullets."""
        for position in positions:
            self._first[self._numbers[position]].pop(self._bullets[position].persona, None)


def _of_others(first: Mapping[str, int], own: str) -> Iterator[int]:
    return islice((position for persona, position in first.items() if persona != own), 1)


def facets_of(bullet: Bullet, words: Words) -> Facets:
    """Return the facets of a bullet as units; those without units are dropped."""
    return frozenset(units for facet in bullet.facets if (units := frozenset(words.units(facet))))


def may_be_compound(bullet: Bullet, words: Words) -> bool:
    """Return whether a bullet has enough facets to be a compound of others, and nothing hidden."""
    is_possible = not bullet.is_paragraph and not bullet.hidden and len(bullet.facets) >= _FEWEST
    return is_possible and len(facets_of(bullet, words)) >= _FEWEST


@dataclass(slots=True)
class _FacetIndex:
    """The personas with each facet, the sets of facets with it by lead, and the first bullets of a set."""

    personas: defaultdict[Facet, set[str]] = field(default_factory=lambda: defaultdict(set))
    sets: defaultdict[tuple[Lead, Facet], set[Facets]] = field(default_factory=lambda: defaultdict(set))
    first: defaultdict[tuple[Lead, Facets], OrderedDict[str, int]] = field(
        default_factory=lambda: defaultdict(OrderedDict)
    )


class Compounds:
    """Finds bullets whose facets are all in bullets of other personas that are not removed."""

    def __init__(self, bullets: Sequence[Bullet], words: Words) -> None:
        """Start with all personas; the facets are read with the first query."""
        self._bullets = bullets
        self._words = words
        self._removed: set[int] = set()

    def main_part(self, position: int) -> int | None:
        """Return the bullet of another persona with the same lead and most facets of the one at `position`.

        It has no other facets; of equals the first is returned. None if a facet is in no other persona, or
        if there is no such bullet.
        """
        bullet = self._bullets[position]
        if not may_be_compound(bullet, self._words):
            return None
        lead, facets = self._read(position)
        holders = map(self._index.personas.__getitem__, facets)
        if not all(len(personas) > (bullet.persona in personas) for personas in holders):
            return None
        sets = {part for facet in facets for part in self._index.sets[lead, facet] if part <= facets}
        ranked = (
            (-len(part), first)
            for part in sets
            for first in _of_others(self._index.first[lead, part], bullet.persona)
        )
        return min(ranked, default=(0, None))[1]

    def remove(self, positions: Iterable[int]) -> None:
        """Remove a persona, of which `positions` are the bullets."""
        new = list(positions)
        if "_index" in self.__dict__:
            for position in new:
                if not self._bullets[position].hidden:
                    self._forget(position)
        self._removed.update(new)

    @cached_property
    def _index(self) -> _FacetIndex:
        index = _FacetIndex()
        for position, bullet in enumerate(self._bullets):
            if position in self._removed or bullet.hidden:
                continue
            lead, facets = self._read(position)
            for facet in facets:
                index.personas[facet].add(bullet.persona)
                index.sets[lead, facet].add(facets)
            index.first[lead, facets].setdefault(bullet.persona, position)
        return index

    def _forget(self, position: int) -> None:
        (lead, facets), persona = self._read(position), self._bullets[position].persona
        self._index.first[lead, facets].pop(persona, None)
        for facet in facets:
            self._index.personas[facet].discard(persona)

    def _read(self, position: int) -> tuple[Lead, Facets]:
        bullet = self._bullets[position]
        return self._words.stems(bullet.lead), facets_of(bullet, self._words)
