"""Bullets prepared for matching, once for all its passes.

The first pass that needs it makes it and the compilation carries it on; a
pass that finds none makes its own, so that each can be run by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from personac.frontend.normalise import with_normaliser
from personac.ir import Bullet, Compilation, Pair
from personac.passes.matching.candidates import Candidates, candidates
from personac.passes.matching.exact import units_of
from personac.passes.matching.knowledge import Knowledge, load_knowledge
from personac.passes.matching.views import Views, look
from personac.rules.model import Matching, Rules

_NONE: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Prepared:
    """`units` group the bullets that say the same word for word; the views are of the first of each.

    The first of a unit is never one of the `echoes`.
    """

    knowledge: Knowledge
    bullets: tuple[Bullet, ...]
    units: tuple[tuple[int, ...], ...]
    views: Views
    candidates: Candidates
    echoes: Mapping[int, int]

    @cached_property
    def first_of(self) -> tuple[int, ...]:
        """For each bullet the first one of its unit."""
        first = {member: unit[0] for unit in self.units for member in unit}
        return tuple(first[position] for position in range(len(self.bullets)))

    @cached_property
    def unit_of(self) -> dict[int, tuple[int, ...]]:
        """For the first bullet of each unit all of its bullets."""
        return {unit[0]: unit for unit in self.units}

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """The candidates as pairs of first bullets, sorted."""
        first = [unit[0] for unit in self.units]
        i, j = self.candidates.i.tolist(), self.candidates.j.tolist()
        return tuple(Pair(first[a], first[b]) for a, b in zip(i, j, strict=True))


def prepare(
    bullets: Sequence[Bullet], knowledge: Knowledge, settings: Matching, echoes: Mapping[int, int] = _NONE
) -> Prepared:
    """Group, look and propose; each of `echoes` counts as a copy of the bullet that it repeats."""
    units = units_of(bullets, knowledge.words, echoes)
    texts = {bullet.id: bullet.text for bullet in bullets}
    firsts = [bullets[unit[0]] for unit in units]
    parents = [texts.get(bullet.parent, "") for bullet in firsts]
    views = look(firsts, parents, knowledge.words, knowledge.background)
    found = candidates(views, floor=settings.floor, neighbours=settings.neighbours)
    return Prepared(knowledge, tuple(bullets), units, views, found, echoes)


def with_prepared(compilation: Compilation, rules: Rules) -> tuple[Compilation, Prepared]:
    """Return the compilation with its bullets prepared, and what was prepared."""
    found = compilation.prepared
    if isinstance(found, Prepared) and found.bullets is compilation.bullets:
        return compilation, found
    compilation, knowledge = with_knowledge(compilation, rules)
    made = prepare(compilation.bullets, knowledge, rules.matching, compilation.echoes)
    return replace(compilation, prepared=made), made


def with_knowledge(compilation: Compilation, rules: Rules) -> tuple[Compilation, Knowledge]:
    """Return the compilation with what is known before any bullet is seen, and that."""
    found = compilation.knowledge
    if isinstance(found, Knowledge):
        return compilation, found
    compilation, normaliser = with_normaliser(compilation, rules)
    key = ("knowledge", rules.vocabulary, compilation.background)
    made = compilation.memory.recall(
        key, lambda: load_knowledge(rules, normaliser.stemmer, compilation.background)
    )
    return replace(compilation, knowledge=made), made
