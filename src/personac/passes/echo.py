"""Set aside the personas that only echo the others.

Somebody builds the canonical together with its sources, or keeps an old copy
of an agent beside the new one: a persona of which every bullet and block
stands in the others already. It says nothing of its own, so it has no voice in
what is matched, in which order things stand, or under which title; its bullets
count as copies of the others'. So adding it changes nothing.

Mostly nobody is an echo, and one bullet of its own shows that of a persona; so
that is looked for first, and blocks and facets only where none was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from personac.ir import Extracted
from personac.passes.matching.parts_said import PartsSaid, has_parts
from personac.passes.matching.said import Said, sayings_of
from personac.passes.matching.words import Words
from personac.passes.streams import Kept, section_streams


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
