"""Bullets prepared for matching, once for all its passes, and the pairs worth scoring, far fewer than all.

Bullets that say the same word for word are linked to the first of them, and
only that one is compared further, so that copies are found at any number and
cost nothing.

Everything the matcher knows before it sees a bullet, loaded once for a build.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from personac.config.schema import Matching, Rules
from personac.matching.bullet_traits import Act
from personac.matching.candidates import Candidates, candidates, units_of
from personac.matching.classifier import Weights, read_weights
from personac.matching.corpus_stats import Background, read_background, read_bytes
from personac.matching.feature_inputs import Views, look
from personac.matching.fixed_point import Ints
from personac.matching.guard_signals import GuardData, SignReader, load_guard_data
from personac.matching.tokenizer import Words
from personac.model import Bullet, PairTable
from personac.parsing.normalization import Stemmer

AnyArray = NDArray[Any]
_NONE: Mapping[int, int] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Prepared:
    """`units` group the bullets that say the same word for word; acts are of the first of each.

    The first of a unit is never a bullet that `repeats` another persona's.
    """

    knowledge: Knowledge
    bullets: tuple[Bullet, ...]
    units: tuple[tuple[int, ...], ...]
    acts: tuple[Act, ...]
    candidates: Candidates
    repeats: Mapping[int, int]

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
    def number_of(self) -> dict[int, int]:
        """For the first bullet of each unit where the unit stands in `units` and in the views."""
        return {unit[0]: number for number, unit in enumerate(self.units)}

    @cached_property
    def pairs(self) -> PairTable:
        """The candidates as pairs of first bullets, sorted."""
        return _table(self._candidates())

    @cached_property
    def all_pairs(self) -> PairTable:
        """The candidates and, for each unit, its first bullet with each other one, sorted."""
        return _table(self._ends()[self._order])

    def with_copies(self, values: AnyArray, of_copies: float) -> AnyArray:
        """Return one value for each of `all_pairs`: `values` are those of the candidates."""
        copies = np.full(len(self._order) - len(values), of_copies, dtype=values.dtype)
        return np.concatenate([values, copies])[self._order]

    def _candidates(self) -> Ints:
        first = np.array([unit[0] for unit in self.units], dtype=np.int64)
        return np.stack([first[self.candidates.i], first[self.candidates.j]], axis=1)

    def _ends(self) -> Ints:
        copies = [sorted((unit[0], copy)) for unit in self.units for copy in unit[1:]]
        return np.concatenate([self._candidates(), np.array(copies, dtype=np.int64).reshape(-1, 2)])

    @cached_property
    def _order(self) -> Ints:
        ends = self._ends()
        return np.lexsort((ends[:, 1], ends[:, 0]))


def _table(ends: Ints) -> PairTable:
    a, b = (array("i", side.astype(np.intc).tobytes()) for side in ends.T)
    return PairTable(a, b)


def prepare(
    bullets: Sequence[Bullet], knowledge: Knowledge, settings: Matching, repeats: Mapping[int, int] = _NONE
) -> tuple[Prepared, Views]:
    """Group, look and propose; each of `repeats` counts as a copy of the bullet that it repeats.

    The views take most of the memory, and only scoring needs them.
    """
    units = units_of(bullets, knowledge.words, repeats)
    texts = {bullet.id: bullet.text for bullet in bullets}
    firsts = [bullets[unit[0]] for unit in units]
    parents = [texts.get(bullet.parent, "") for bullet in firsts]
    views = look(firsts, parents, knowledge.words, knowledge.background)
    found = candidates(views, floor=settings.floor, neighbours=settings.neighbours)
    return Prepared(knowledge, tuple(bullets), units, views.acts, found, repeats), views


@dataclass(frozen=True, eq=False)
class Knowledge:
    """Words of the rules; background, weights and guards of the package; signs by all of these."""

    words: Words
    background: Background
    weights: Weights
    guards: GuardData
    signs: SignReader


def load_knowledge(
    rules: Rules, stemmer: Stemmer | None = None, background: bytes | None = None
) -> Knowledge:
    """Load what ships, and read the vocabulary of `rules`.

    `stemmer` stems the words; `background` stands in for what ships.
    """
    words = Words.from_rules(rules.vocabulary, stemmer)
    known = read_background(background or read_bytes("background.npz"))
    weights = read_weights(read_bytes("weights.toml").decode("utf-8"))
    guards = load_guard_data(words)
    return Knowledge(words, known, weights, guards, SignReader(words, known, guards))
