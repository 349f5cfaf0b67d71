"""Words and synonyms: how texts are split into the words that are compared, and which words are equal.

Technical terms contain marks that ordinary tokenizers drop: `C++`, `C#`, `.NET`, `Node.js`,
`CI/CD`, `p95`, `99.9%`, `1.2.3`. Without the marks, different things would compare as equal,
so they are part of the word here.

A vocabulary makes `k8s` and `Kubernetes` equal. It consists of groups; the first term of a group
represents all of its terms. Terms may have several words. The longest term matches, so that
`continuous integration` is one term and not two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

Words = tuple[str, ...]

_WORD = r"[^\W_]"
_TOKEN = re.compile(
    rf"""
    (?<![\w.])\.{_WORD}+(?:\.{_WORD}+)*              # .net, .env.local
  | (?<!\w)[^\W\d_]{{1,2}}/[^\W\d_]{{1,2}}(?![\w/])  # ci/cd, i/o, a/b
  | (?<!\w)\d{{1,3}}(?:,\d{{3}})+(?![,\w])           # 10,000
  | (?<!\w)[^\W\d_]&[^\W\d_](?!\w)                   # q&a, r&d
  | (?<!\w)[^\W\d_]\#(?!\w)                          # c#, f#
  | (?<!\w){_WORD}+\+\+                              # c++, notepad++
  | {_WORD}+(?:(?:[.']|_+){_WORD}+)*%?               # words, node.js, 1.2.3, user_id, don't, 99.9%
  | (?<=\s)&(?=\s)                                   # the word "and"
    """,
    re.VERBOSE,
)
_APOSTROPHES_AND_INVISIBLES = str.maketrans(
    {
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{SOFT HYPHEN}": None,
        "\N{ZERO WIDTH SPACE}": None,
        "\N{ZERO WIDTH NON-JOINER}": None,
        "\N{ZERO WIDTH JOINER}": None,
        "\N{WORD JOINER}": None,
        "\N{ZERO WIDTH NO-BREAK SPACE}": None,
        "\N{VARIATION SELECTOR-16}": None,
    }
)


def tokens(text: str) -> Words:
    """Return the words of `text`: folded, in order, without punctuation.

    The result does not depend on case or on Unicode compatibility forms. Splitting the
    joined words again gives the same words.
    """
    if is_plain(text):
        return tuple(text.lower().split())
    return tuple(map(_plain, _TOKEN.findall(fold(text))))


def is_plain(text: str) -> bool:
    """Return whether `text` has only ASCII letters, digits and spaces, and can be split at the spaces."""
    return text.isascii() and text.replace(" ", "").isalnum()


def fold(text: str) -> str:
    """Return `text` without differences of case and of Unicode compatibility forms."""
    if text.isascii():
        return text.lower()
    visible = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES_AND_INVISIBLES)
    return unicodedata.normalize("NFKC", visible.casefold())


def _plain(word: str) -> str:
    return "and" if word == "&" else word.replace(",", "")


@dataclass(frozen=True)
class Vocabulary:
    """For every term, as words, the words of its representative."""

    terms: Mapping[Words, Words]

    @classmethod
    def from_groups(cls, groups: Iterable[Iterable[str]]) -> Vocabulary:
        """Create a vocabulary from groups of terms; the first term of a group is its representative.

        Terms without words are ignored. A term of two groups, which rules files cannot have, is in the first.
        """
        terms: dict[Words, Words] = {}
        for group in groups:
            words = [split for term in group if (split := tokens(term))]
            for term in words:
                terms.setdefault(term, words[0])
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
