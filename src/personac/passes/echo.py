"""Set aside the personas that only echo the others.

Somebody builds the canonical together with its sources, or keeps an old copy
of an agent beside the new one: a persona of which every bullet and block
stands in the others already. It says nothing of its own, so it has no voice in
what is matched, in which order things stand, or under which title; its bullets
count as copies of the others'. So adding it changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from personac.ir import Bullet, Compilation
from personac.passes.matching.exact import exact_key
from personac.passes.matching.prepared import with_knowledge
from personac.passes.matching.words import Words
from personac.passes.streams import Kept, section_streams
from personac.rules.model import Rules

Saying = tuple[str, tuple[str, ...]]  # its kind, and what two of a kind share where they say the same


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `echoes`: for each bullet of the personas set aside the bullet of another that it repeats."""
    if len(compilation.personas) == 1:
        return compilation
    compilation, knowledge = with_knowledge(compilation, rules)
    return replace(compilation, echoes=_Choir(compilation, knowledge.words).echoes())


class _Choir:
    """Who says what, word for word; whoever is set aside says nothing from then on."""

    def __init__(self, compilation: Compilation, words: Words) -> None:
        self._bullets = compilation.bullets
        self._words = words
        self._personas = [persona.id for persona in compilation.personas]
        self._named = {p.id for p in compilation.personas if compilation.name in (p.id, p.name)}
        self._own: Mapping[str, list[int]] = {persona: [] for persona in self._personas}
        for position, bullet in enumerate(compilation.bullets):
            self._own[bullet.persona].append(position)
        self._sayings = [_saying(bullet, words) for bullet in compilation.bullets]
        self._blocks = _blocks(compilation)
        self._said: dict[Saying, list[int]] = defaultdict(list)
        self._facets: dict[frozenset[str], list[int]] = defaultdict(list)
        self._led: dict[Saying, list[int]] = defaultdict(list)
        for position, bullet in enumerate(compilation.bullets):
            self._said[self._sayings[position]].append(position)
            self._led[_lead(bullet, words)].append(position)
            for units in self._units(bullet):
                self._facets[units].append(position)
        self._aside: set[str] = set()

    def echoes(self) -> Mapping[int, int]:
        """Set aside first whoever has the agent's name, then the longest, of equals the last; one stays."""
        rank = {persona: at for at, persona in enumerate(self._personas)}

        def turn(persona: str) -> tuple[bool, int, int]:
            return (persona not in self._named, -len(self._own[persona]), -rank[persona])

        found: dict[int, int] = {}
        for persona in sorted(self._personas, key=turn):
            if len(self._aside) + 1 == len(self._personas):
                break
            repeated = self._repeated(persona)
            if repeated is not None:
                self._aside.add(persona)
                found.update(repeated)
        return {echo: self._sounding(found, echo) for echo in sorted(found)}

    def _sounding(self, found: Mapping[int, int], echo: int) -> int:
        """Follow echoes of echoes to the bullet that has a voice."""
        while echo in found:
            echo = found[echo]
        return echo

    def _repeated(self, persona: str) -> Mapping[int, int] | None:
        """Return what each bullet of `persona` repeats; None if it has a bullet or block of its own."""
        if not self._own[persona] or any(
            not any(other not in self._aside for other in self._blocks[digest] - {persona})
            for digest in self._blocks
            if persona in self._blocks[digest]
        ):
            return None
        found: dict[int, int] = {}
        for position in self._own[persona]:
            original = next(self._originals(position), None)
            if original is None:
                return None
            found[position] = original
        return found

    def _originals(self, position: int) -> Iterator[int]:
        """Yield the bullets with a voice that a bullet repeats, whole or put together from several."""
        yield from self._of_others(self._said[self._sayings[position]], position)
        bullet = self._bullets[position]
        units = set(self._units(bullet))
        if bullet.is_paragraph or len(units) < 2:  # noqa: PLR2004 - what was put together has two parts
            return
        if all(self._is_said_by_others(facet, position) for facet in units):
            led = self._of_others(self._led[_lead(bullet, self._words)], position)
            parts = [(other, set(self._units(self._bullets[other]))) for other in led]
            inside = [(-len(own), other) for other, own in parts if own and own <= units]
            yield from (other for _, other in sorted(inside))

    def _is_said_by_others(self, facet: frozenset[str], position: int) -> bool:
        return any(True for _ in self._of_others(self._facets[facet], position))

    def _of_others(self, positions: Sequence[int], position: int) -> Iterator[int]:
        own = self._bullets[position].persona
        speakers = ((other, self._bullets[other].persona) for other in positions)
        return (other for other, persona in speakers if persona != own and persona not in self._aside)

    def _units(self, bullet: Bullet) -> Iterator[frozenset[str]]:
        return (units for facet in bullet.facets if (units := frozenset(self._words.units(facet))))


def _saying(bullet: Bullet, words: Words) -> Saying:
    return ("paragraph" if bullet.is_paragraph else "item", exact_key(bullet.text, words))


def _lead(bullet: Bullet, words: Words) -> Saying:
    return ("lead", words.stems(bullet.lead))


def _blocks(compilation: Compilation) -> Mapping[str, frozenset[str]]:
    """For the digest of every block kept whole the personas that have it."""
    streams = section_streams(compilation)
    entries = [e for own in (*streams.sections.values(), *streams.inside.values()) for e in own]
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if isinstance(entry, Kept):
            found[entry.digest].add(compilation.personas[entry.persona].id)
    return {digest: frozenset(personas) for digest, personas in sorted(found.items())}
