"""The input of all matching passes: bullets with their copies, candidates, and the knowledge of words."""

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
from personac.matching.bullet_traits import Act, head_text
from personac.matching.candidates import Candidates, candidates
from personac.matching.classifier import Weights, read_weights
from personac.matching.copies import CopyReader, group_copies
from personac.matching.corpus_stats import Background, read_background, read_bytes
from personac.matching.feature_inputs import Views, make_views
from personac.matching.guard_signals import SignReader, load_guard_data
from personac.matching.languages import Languages
from personac.matching.number_grid import Ints
from personac.matching.scopes import Scope, ScopeReader
from personac.matching.tokenizer import Words
from personac.matching.wordpieces import WordPieces
from personac.model import Bullet, PairTable
from personac.parsing.normalization import Stemmer
from personac.quantities.reader import QuantityReader, load_quantity_reader

AnyArray = NDArray[Any]
_FLOOR_OF_WORDS, _NEIGHBOURS_BY_WORDS = 0.06, 24  # of candidates that no judge reads


@dataclass(frozen=True, eq=False)
class Knowledge:
    """The words of the rules, the statistics and weights of the package, and what reads texts by them."""

    words: Words
    background: Background
    weights: Weights
    signs: SignReader
    scopes: ScopeReader
    pieces: WordPieces
    quantities: QuantityReader
    languages: Languages

    @property
    def copies(self) -> CopyReader:
        """What tells copies."""
        return CopyReader(self.words, self.quantities)


def load_knowledge(
    rules: Rules, stemmer: Stemmer | None = None, background: bytes | None = None
) -> Knowledge:
    """Read the vocabulary of `rules` and the data of the package.

    `stemmer` stems the words; `background` replaces the word statistics of the package.
    """
    words = Words.from_rules(rules.vocabulary, stemmer)
    statistics = read_background(background or read_bytes("background.npz"))
    weights = read_weights(read_bytes("weights.toml").decode("utf-8"))
    signs = SignReader(words, statistics, load_guard_data(words, statistics))
    scopes, quantities = ScopeReader(rules.scope, words), load_quantity_reader()
    return Knowledge(words, statistics, weights, signs, scopes, WordPieces(), quantities, Languages())


@dataclass(frozen=True, eq=False)
class Prepared:
    """Bullets grouped into `copies`, and the pairs worth scoring.

    Only the first bullet of each group is compared with others, and names the group. It never is one of
    `repeats`, which map bullets of redundant personas to those that they repeat. `acts` are the speech acts
    of the first bullets, `scopes` the scopes of all bullets.
    """

    knowledge: Knowledge
    bullets: tuple[Bullet, ...]
    scopes: tuple[Scope, ...]
    copies: tuple[tuple[int, ...], ...]
    acts: tuple[Act, ...]
    candidates: Candidates
    repeats: Mapping[int, int]

    @cached_property
    def firsts(self) -> tuple[Bullet, ...]:
        """The first bullet of each group, in the order of `copies`."""
        return tuple(self.bullets[group[0]] for group in self.copies)

    @cached_property
    def first_scopes(self) -> tuple[Scope, ...]:
        """The scope of each of `firsts`."""
        return tuple(self.scopes[group[0]] for group in self.copies)

    @cached_property
    def plain_texts(self) -> tuple[str, ...]:
        """The texts of `firsts` with one spelling for each quantity: 60 s is 1 minute."""
        return tuple(self.knowledge.quantities.with_plain_quantities(bullet.text) for bullet in self.firsts)

    @cached_property
    def first_of(self) -> tuple[int, ...]:
        """For each bullet the first one of its group."""
        first = {member: group[0] for group in self.copies for member in group}
        return tuple(first[position] for position in range(len(self.bullets)))

    @cached_property
    def copies_of(self) -> dict[int, tuple[int, ...]]:
        """For each first bullet all bullets of its group."""
        return {group[0]: group for group in self.copies}

    @cached_property
    def number_of(self) -> dict[int, int]:
        """For each first bullet the position of its group in `copies` and in the views."""
        return {group[0]: number for number, group in enumerate(self.copies)}

    @cached_property
    def pairs(self) -> PairTable:
        """The candidates as pairs of first bullets, sorted."""
        return _table(self._candidates())

    @cached_property
    def all_pairs(self) -> PairTable:
        """The candidates, and every first bullet with each of its copies, sorted."""
        return _table(self._ends()[self._order])

    def with_copies(self, values: AnyArray, of_copies: float) -> AnyArray:
        """Return a value for each of `all_pairs`; `values` are those of the candidates."""
        copies = np.full(len(self._order) - len(values), of_copies, dtype=values.dtype)
        return np.concatenate([values, copies])[self._order]

    def _candidates(self) -> Ints:
        first = np.array([group[0] for group in self.copies], dtype=np.int64)
        return np.stack([first[self.candidates.i], first[self.candidates.j]], axis=1)

    def _ends(self) -> Ints:
        copies = [sorted((group[0], copy)) for group in self.copies for copy in group[1:]]
        return np.concatenate([self._candidates(), np.array(copies, dtype=np.int64).reshape(-1, 2)])

    @cached_property
    def _order(self) -> Ints:
        ends = self._ends()
        return np.lexsort((ends[:, 1], ends[:, 0]))


def _table(ends: Ints) -> PairTable:
    a, b = (array("i", side.astype(np.intc).tobytes()) for side in ends.T)
    return PairTable(a, b)


def prepare(
    bullets: Sequence[Bullet],
    knowledge: Knowledge,
    settings: Matching,
    repeats: Mapping[int, int] = MappingProxyType({}),
) -> tuple[Prepared, Views]:
    """Group the copies, and propose candidates; each of `repeats` counts as a copy of what it repeats.

    The views take most of the memory, and only scoring needs them.
    """
    scopes = knowledge.scopes.read_all(bullets)
    copies = group_copies(knowledge.copies.numbers(bullets, scopes), repeats)
    texts = {bullet.id: bullet.text for bullet in bullets}
    firsts = [bullets[group[0]] for group in copies]
    parents = [texts.get(bullet.parent, "") for bullet in firsts]
    views = make_views(firsts, parents, knowledge.words, knowledge.background)
    pairs = _propose(firsts, views, knowledge.pieces, settings)
    return Prepared(knowledge, tuple(bullets), scopes, copies, views.acts, pairs, repeats), views


def _propose(firsts: Sequence[Bullet], views: Views, pieces: WordPieces, settings: Matching) -> Candidates:
    """Return the pairs worth scoring; without the judge only those that share words may be merged."""
    if not settings.judge:
        floor = max(settings.floor, _FLOOR_OF_WORDS)
        return candidates(views, floor=floor, neighbours=min(settings.neighbours, _NEIGHBOURS_BY_WORDS))
    texts = [bullet.text for bullet in firsts], list(map(head_text, firsts))
    meanings = [pieces.vectors(own) for own in texts]
    return candidates(views, floor=settings.floor, neighbours=settings.neighbours, meanings=meanings)
