"""The normal form of a text: what is compared, and never what is shown.

Two bullets that differ in case, in Unicode forms, in word endings or in the
name of a thing (`k8s`, `Kubernetes`) are to compare as equal. Words such as
"never" or "not" stay, because they turn advice into its opposite; only
articles say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from snowballstemmer.english_stemmer import EnglishStemmer

from personac.ir import Compilation
from personac.rules.model import Rules
from personac.rules.tokens import tokens
from personac.rules.vocabulary import Vocabulary, Words

_ARTICLES = frozenset({"a", "an", "the"})
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def with_normaliser(compilation: Compilation, rules: Rules) -> tuple[Compilation, Normaliser]:
    """Return the normaliser of a build, made by the first pass that needs it, and what carries it on."""
    found = compilation.normaliser
    if isinstance(found, Normaliser):
        return compilation, found
    made = Normaliser(Vocabulary.from_groups(rules.vocabulary.groups))
    return replace(compilation, normaliser=made), made


def normalise(text: str, vocabulary: Vocabulary) -> Words:
    """Return the normal form of one text; for many texts keep a `Normaliser`."""
    return Normaliser(vocabulary).normalise(text)


class Stemmer:
    """Takes the endings off English words; remembers them, since texts repeat themselves."""

    def __init__(self, known: Mapping[str, str] = MappingProxyType({}), base: Stemmer | None = None) -> None:
        """Start with the stems of `known` words, which count whatever the rules of English say.

        Other words are asked of `base`, where there is one, and of what it remembers.
        """
        # The pure Python stemmer by name: the package's factory takes PyStemmer
        # where that is installed, and builds on two machines could differ.
        self._stem_word = base.stem if base else EnglishStemmer().stemWord
        self._stems = dict(known)

    def stem(self, word: str) -> str:
        """Return the stem of a word in lower case."""
        found = self._stems.get(word)
        if found is None:
            found = self._stems[word] = str(self._stem_word(word))
        return found


class Normaliser:
    """Brings texts into normal form under one vocabulary; `stemmer` may be shared."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Prepare the stemmer, and the vocabulary for text that is stemmed."""
        self.stemmer = Stemmer()
        self._stems: dict[str, str] = {}
        self._vocabulary = vocabulary.mapped(self._stemmed)
        self._stems.update(self._plurals(vocabulary))

    def normalise(self, text: str) -> Words:
        """Return the stems of `text` in order, with every term of the vocabulary in its first form."""
        return self._vocabulary.apply(self._stemmed(tokens(text)))

    def _plurals(self, vocabulary: Vocabulary) -> dict[str, str]:
        """Return the plurals of one-word terms, since the stemmer leaves `DBs` and `LLMs` as they are."""
        words = [term[0] for term in vocabulary.terms if len(term) == 1 and not term[0].endswith("s")]
        plurals = {f"{word}s": self._stem(word) for word in words if _PLAIN_WORD.fullmatch(word)}
        return {plural: stem for plural, stem in plurals.items() if (plural,) not in vocabulary.terms}

    def _stemmed(self, words: Words) -> Words:
        return tuple(self._stem(word) for word in words if word not in _ARTICLES)

    def _stem(self, word: str) -> str:
        stem = self._stems.get(word)
        if stem is None:
            stem = self._stems[word] = self._stem_once(word)
        return stem

    def _stem_once(self, word: str) -> str:
        """Take the ending off a plain word; names with marks or digits (`c++`, `200ms`) have none."""
        if _PLAIN_WORD.fullmatch(word) is None:
            return word
        return self.stemmer.stem(word)
