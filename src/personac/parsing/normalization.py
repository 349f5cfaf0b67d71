"""The normal form of a text, which is compared but never displayed.

Bullets that differ only in case, Unicode form, word endings or synonyms (`k8s`,
`Kubernetes`) have the same normal form. Words such as "never" and "not" are kept, because they
reverse the meaning of advice; only articles are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType

from Stemmer import Stemmer as SnowballStemmer

from personac.config.vocabulary import Vocabulary, Words, tokens

_ARTICLES = frozenset({"a", "an", "the"})
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


class Stemmer:
    """A stemmer for English words, which remembers the stems of a build."""

    def __init__(self, known: Mapping[str, str] = MappingProxyType({}), base: Stemmer | None = None) -> None:
        """Create a stemmer in which the stems of `known` words take precedence.

        Other words are stemmed by `base`, which then remembers them too, if it is given.
        """
        # The C library without its own cache.
        self._stems = _Stems(base.stem if base else SnowballStemmer("english", 0).stemWord, known)

    def stem(self, word: str) -> str:
        """Return the stem of a word in lower case."""
        return self._stems[word]

    def stem_all(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the stem of each word."""
        return tuple(map(self._stems.__getitem__, words))


class _Stems(dict[str, str]):
    """Stems by word; a missing word is stemmed by a function."""

    def __init__(self, stem: Callable[[str], str], known: Mapping[str, str]) -> None:
        super().__init__(known)
        self._stem = stem

    def __missing__(self, word: str) -> str:
        stem = self[word] = self._stem(word)
        return stem


class Normaliser:
    """Computes normal forms for one vocabulary; made once per build. `stemmer` may be shared."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Create the stemmer, and stem the terms of the vocabulary."""
        self.stemmer = Stemmer()
        self._stems = _Stems(partial(_stem_plain_word, self.stemmer), dict.fromkeys(_ARTICLES, ""))
        self._vocabulary = vocabulary.mapped(self._stem_all)
        self._stems.update(self._plurals(vocabulary))

    def normalise(self, text: str) -> Words:
        """Return the stems of `text` in order, with every term replaced by its representative."""
        return self._vocabulary.apply(self._stem_all(tokens(text)))

    def _stem_all(self, words: Words) -> Words:
        return tuple(filter(None, map(self._stems.__getitem__, words)))

    def _plurals(self, vocabulary: Vocabulary) -> dict[str, str]:
        """Return the stems of plurals such as `DBs` and `LLMs`, which the stemmer leaves unchanged."""
        words = [term[0] for term in vocabulary.terms if len(term) == 1 and not term[0].endswith("s")]
        plurals = {f"{word}s": self._stems[word] for word in words if _PLAIN_WORD.fullmatch(word)}
        return {plural: stem for plural, stem in plurals.items() if (plural,) not in vocabulary.terms}


def _stem_plain_word(stemmer: Stemmer, word: str) -> str:
    """Return the stem of a plain word; names with marks or digits (`c++`, `200ms`) are not stemmed."""
    return word if _PLAIN_WORD.fullmatch(word) is None else stemmer.stem(word)
