"""The normal form of a text: what is compared, and never what is shown.

Two bullets that differ in case, in Unicode forms, in word endings or in the
name of a thing (`k8s`, `Kubernetes`) are to compare as equal. Words such as
"never" or "not" stay, because they turn advice into its opposite; only
articles say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import replace
from functools import lru_cache, partial
from types import MappingProxyType

from Stemmer import Stemmer as SnowballStemmer

from personac.config.schema import Rules
from personac.config.tokens import tokens
from personac.config.vocabulary import Vocabulary, Words
from personac.ir import Compilation

_MOST = 2**13  # texts to remember: bullets repeat one another, and the canonical repeats them
_ARTICLES = frozenset({"a", "an", "the"})
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def with_normaliser(compilation: Compilation, rules: Rules) -> tuple[Compilation, Normaliser]:
    """Return the normaliser of a build, made by the first pass that needs it, and what carries it on."""
    found = compilation.normaliser
    if isinstance(found, Normaliser):
        return compilation, found
    groups = rules.vocabulary.groups
    made = _fresh(groups)
    return replace(compilation, normaliser=made), made


def _fresh(groups: tuple[tuple[str, ...], ...]) -> Normaliser:
    made = copy(_normaliser_of(groups))
    made.forget()
    return made


@lru_cache(maxsize=2)
def _normaliser_of(groups: tuple[tuple[str, ...], ...]) -> Normaliser:
    """Work out once what all builds under one vocabulary share."""
    return Normaliser(Vocabulary.from_groups(groups))


def normalise(text: str, vocabulary: Vocabulary) -> Words:
    """Return the normal form of one text; for many texts keep a `Normaliser`."""
    return Normaliser(vocabulary).normalise(text)


class Stemmer:
    """Takes the endings off English words; remembers them, since texts repeat themselves."""

    def __init__(self, known: Mapping[str, str] = MappingProxyType({}), base: Stemmer | None = None) -> None:
        """Start with the stems of `known` words, which count whatever the rules of English say.

        Other words are asked of `base`, where there is one, and of what it remembers.
        """
        # The C library, whose import and stems cost next to nothing; it need not remember: we do.
        self._stems = _Stems(base.stem if base else SnowballStemmer("english", 0).stemWord, known)

    def stem(self, word: str) -> str:
        """Return the stem of a word in lower case."""
        return self._stems[word]

    def stem_all(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the stem of each word."""
        return tuple(map(self._stems.__getitem__, words))


class _Stems(dict[str, str]):
    """Words and their stems; a word not met before is asked for."""

    def __init__(self, ask: Callable[[str], str], known: Mapping[str, str]) -> None:
        super().__init__(known)
        self._ask = ask

    def __missing__(self, word: str) -> str:
        stem = self[word] = self._ask(word)
        return stem


class Normaliser:
    """Brings texts into normal form under one vocabulary; `stemmer` may be shared."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Prepare the stemmer, and the vocabulary for text that is stemmed."""
        self._known: dict[str, str] = {}
        self._vocabulary = Vocabulary(MappingProxyType({}))
        self.forget()
        self._vocabulary = vocabulary.mapped(self._stemmed)
        self._known = self._plurals(vocabulary)
        self.forget()

    def forget(self) -> None:
        """Remember no word, and stem with a stemmer of one's own from now on."""
        self.stemmer = Stemmer()
        articles = dict.fromkeys(_ARTICLES, "")
        self._stems = _Stems(partial(_stem_once, self.stemmer), {**self._known, **articles})
        # No bound method: in a circle with its own object it would never be let go.
        self._read = lru_cache(maxsize=_MOST)(partial(_normal, self._vocabulary, self._stems))

    def normalise(self, text: str) -> Words:
        """Return the stems of `text` in order, with every term of the vocabulary in its first form."""
        return self._read(text)

    def _plurals(self, vocabulary: Vocabulary) -> dict[str, str]:
        """Return the plurals of one-word terms, since the stemmer leaves `DBs` and `LLMs` as they are."""
        words = [term[0] for term in vocabulary.terms if len(term) == 1 and not term[0].endswith("s")]
        plurals = {f"{word}s": self._stems[word] for word in words if _PLAIN_WORD.fullmatch(word)}
        return {plural: stem for plural, stem in plurals.items() if (plural,) not in vocabulary.terms}

    def _stemmed(self, words: Words) -> Words:
        return _stemmed(self._stems, words)


def _normal(vocabulary: Vocabulary, stems: Mapping[str, str], text: str) -> Words:
    return vocabulary.apply(_stemmed(stems, tokens(text)))


def _stemmed(stems: Mapping[str, str], words: Words) -> Words:
    return tuple(filter(None, map(stems.__getitem__, words)))


def _stem_once(stemmer: Stemmer, word: str) -> str:
    """Take the ending off a plain word; names with marks or digits (`c++`, `200ms`) have none."""
    return word if _PLAIN_WORD.fullmatch(word) is None else stemmer.stem(word)
