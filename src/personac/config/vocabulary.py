"""Synonyms, so that `k8s` and `Kubernetes` compare as equal.

A vocabulary consists of groups; the first term of a group represents all of its terms.
Terms may have several words. The longest term matches, so that `continuous integration`
is one term and not two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from personac.config.word_splitter import tokens

Words = tuple[str, ...]


class TermConflictError(ValueError):
    """A term is in two groups, so its representative is ambiguous."""

    def __init__(self, term: Words) -> None:
        """Store the term, as words."""
        super().__init__(f"the term `{' '.join(term)}` is in two groups")
        self.term = term


@dataclass(frozen=True)
class Vocabulary:
    """For every term, as words, the words of its representative."""

    terms: Mapping[Words, Words]

    @classmethod
    def from_groups(cls, groups: Iterable[Iterable[str]]) -> Vocabulary:
        """Create a vocabulary from groups of terms; the first term of a group is its representative.

        Terms without words are ignored. Raises `TermConflictError` if a term is in two groups.
        """
        terms: dict[Words, Words] = {}
        for group in groups:
            words = [split for term in group if (split := tokens(term))]
            for term in words:
                if terms.setdefault(term, words[0]) != words[0]:
                    raise TermConflictError(term)
        return cls(MappingProxyType(terms))

    def mapped(self, change: Callable[[Words], Words]) -> Vocabulary:
        """Return this vocabulary with `change` applied to its terms, for texts that are changed likewise.

        If two terms become equal, the first one is used; terms that become empty are dropped.
        """
        terms: dict[Words, Words] = {}
        for term, canonical in self.terms.items():
            changed, representative = change(term), change(canonical)
            if changed and representative:
                terms.setdefault(changed, representative)
        return Vocabulary(MappingProxyType(terms))

    def apply(self, words: Words) -> Words:
        """Return `words` with every term replaced by its representative."""
        starts, done = self._lengths, 0
        replaced: list[str] = []
        for position, word in enumerate(words):
            length = self._longest_term(words, position) if position >= done and word in starts else 0
            if length:
                replaced += words[done:position]
                replaced += self.terms[words[position : position + length]]
                done = position + length
        return (*replaced, *words[done:]) if done else words

    def _longest_term(self, words: Words, position: int) -> int:
        """Return the number of words of the longest term at `position`, 0 if there is none."""
        for length in self._lengths[words[position]]:
            if words[position : position + length] in self.terms:
                return length
        return 0

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        """For every first word of a term the lengths of these terms, longest first."""
        by_first: dict[str, set[int]] = {}
        for term in self.terms:
            by_first.setdefault(term[0], set()).add(len(term))
        return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in by_first.items()}
