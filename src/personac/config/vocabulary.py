"""Words that mean the same, so that `k8s` and `Kubernetes` compare as one.

A vocabulary is made of groups; the first term of a group stands for all of
them. Terms may be several words long, and the longest term wins, so that
`continuous integration` is not read as two terms where one was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from personac.config.tokens import tokens

Words = tuple[str, ...]


class TermConflictError(ValueError):
    """A term stands in two groups, so that it is not clear what stands for it."""

    def __init__(self, term: Words) -> None:
        """Keep the term, as words."""
        super().__init__(f"the term `{' '.join(term)}` stands in two groups")
        self.term = term


@dataclass(frozen=True)
class Vocabulary:
    """For every term, as words, the words that stand for it."""

    terms: Mapping[Words, Words]

    @classmethod
    def from_groups(cls, groups: Iterable[Iterable[str]]) -> Vocabulary:
        """Build a vocabulary from groups of terms, the first of each standing for all.

        Terms without a word in them are passed over. Raises `TermConflictError`
        where a term stands in two groups.
        """
        terms: dict[Words, Words] = {}
        for group in groups:
            words = [found for term in group if (found := tokens(term))]
            for term in words:
                if terms.setdefault(term, words[0]) != words[0]:
                    raise TermConflictError(term)
        return cls(MappingProxyType(terms))

    def mapped(self, change: Callable[[Words], Words]) -> Vocabulary:
        """Return this vocabulary with its terms changed, for texts that are changed the same way.

        Where two terms become one, the term that was named first counts; terms
        of which nothing is left are dropped.
        """
        terms: dict[Words, Words] = {}
        for term, canonical in self.terms.items():
            changed, stands_for = change(term), change(canonical)
            if changed and stands_for:
                terms.setdefault(changed, stands_for)
        return Vocabulary(MappingProxyType(terms))

    def apply(self, words: Words) -> Words:
        """Return `words` with every term replaced by the words that stand for it."""
        starts, done = self._lengths, 0
        found: list[str] = []
        for position, word in enumerate(words):
            length = self._longest_term(words, position) if position >= done and word in starts else 0
            if length:
                found += words[done:position]
                found += self.terms[words[position : position + length]]
                done = position + length
        return (*found, *words[done:]) if done else words

    def _longest_term(self, words: Words, position: int) -> int:
        """Return how many words the longest term has that begins there, 0 where none does."""
        for length in self._lengths[words[position]]:
            if words[position : position + length] in self.terms:
                return length
        return 0

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """For every first word of a term the lengths of its terms, longest first."""
        found: dict[str, set[int]] = {}
        for term in self.terms:
            found.setdefault(term[0], set()).add(len(term))
        return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}
