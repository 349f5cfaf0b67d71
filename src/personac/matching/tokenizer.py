"""Texts in the form that the matcher compares: stems, units and topics. This form is never displayed.

A unit is a stem, or a phrase of the vocabulary (`k8s` becomes `kubernet`). A topic is a unit, or the group
of near terms that it belongs to, with a `~` in front, so that it differs from every stem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from types import MappingProxyType

from personac.config.outline_schema import VocabularyRules
from personac.config.vocabulary import Vocabulary, fold, is_plain
from personac.matching.corpus_stats import read_table
from personac.parsing.normalization import Stemmer

NEAR = "~"
_SCHEMA = "personac-words/1"
# Finer than the words of normal forms, like the corpus statistics: `node.js` is two tokens.
_TOKEN = re.compile(r"[^\W_]+(?:[+#]+(?!\w))?")
_MARKS = re.compile(r"[`*_~]+")
# Scripts without spaces between words, of which every letter is a token: Thai to Khmer, kana, Han.
_UNSPACED = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# Vowel signs and accents, which are part of a word and no letters for `re`: Hebrew, Arabic, Hindi to Khmer.
_SIGNS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0971-\u0dff"
    "\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3"
)
_OTHER_SCRIPT = re.compile(f"[{_UNSPACED}{_SIGNS}]")
_FINER_TOKEN = re.compile(
    rf"(?=[^\W_])(?:[{_UNSPACED}][{_SIGNS}]*|(?:(?![{_UNSPACED}])[^\W_][{_SIGNS}]*)+(?:[+#]+(?!\w))?)"
)
_ABBREVIATION = 5  # letters of the longest term whose plural the stemmer may miss: SLOs, KPIs, VMs
Terms = Iterable[Iterable[str]]
_Table = dict[tuple[str, ...], tuple[str, ...]]


def plain(text: str) -> str:
    """Return `text` without inline marks and in a compatible Unicode form; case is kept."""
    folded = unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return _MARKS.sub("", folded)


def tokens(text: str) -> list[str]:
    """Return the tokens of `text` in order."""
    if is_plain(text):
        return text.lower().split()
    folded = _MARKS.sub("", fold(text))
    is_other = not folded.isascii() and _OTHER_SCRIPT.search(folded)
    return (_FINER_TOKEN if is_other else _TOKEN).findall(folded)


def normal(text: str) -> str:
    """Return the tokens in order, separated by blanks: without case, marks and punctuation."""
    return " ".join(tokens(text))


class Words:
    """Converts texts under one vocabulary. Remembers the texts that it has read, because most recur.

    `names` maps units and topics of the vocabulary to their spelling in the rules.
    """

    def __init__(
        self,
        groups: Terms = (),
        near: Terms = (),
        filler: Iterable[str] = (),
        title_filler: Iterable[str] = (),
        base: Stemmer | None = None,
    ) -> None:
        """Prepare for `groups` of synonyms, groups of `near` terms, and words without content."""
        own = read_table("words.toml", _SCHEMA)
        self._stemmer = Stemmer(own["apart"], base)
        self._stop = frozenset[str](own["stop"])
        self._read: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, str] = {}
        self.phrases = self._synonyms(groups)
        self.near = self._near_terms(near)
        self.filler = self._unit_set(filler)
        self.title_filler = self._unit_set(title_filler)

    @staticmethod
    def from_rules(vocabulary: VocabularyRules, base: Stemmer | None = None) -> Words:
        """Use the vocabulary of the rules; `base` stems the words, if given."""
        groups, near = vocabulary.groups, vocabulary.near
        return Words(groups, near, vocabulary.filler, vocabulary.title_filler, base)

    def stem(self, token: str) -> str:
        """Return the stem of one token."""
        return self._stemmer.stem(token)

    def stems(self, text: str) -> tuple[str, ...]:
        """Return the stem of every token in order, stop words included."""
        return self._stemmer.stem_all(tokens(text))

    def stem_all(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the stem of each token."""
        return self._stemmer.stem_all(words)

    def read(self, text: str) -> tuple[str, ...]:
        """Return the stems of `text` with known phrases joined, stop words included."""
        known = self._read.get(text)
        if known is None:
            known = self._read[text] = self.phrases.apply(self.stems(text))
        return known

    def units(self, text: str) -> tuple[str, ...]:
        """Return the units of `text` in order, without stop words and numbers."""
        return tuple([unit for unit in self.read(text) if unit not in self._stop and not unit.isdigit()])

    def topics(self, units: tuple[str, ...]) -> tuple[str, ...]:
        """Return the topics of units without filler; all of them if there is nothing but filler."""
        topics = self.near.apply(units)
        return tuple(topic for topic in topics if topic not in self.filler) or topics

    def core(self, text: str) -> frozenset[str]:
        """Return the units of `text` without filler; all of them if there is nothing but filler."""
        units = self.units(text)
        return frozenset(unit for unit in units if unit not in self.filler) or frozenset(units)

    def _unit_set(self, texts: Iterable[str]) -> frozenset[str]:
        return frozenset(unit for text in texts for unit in (self.stem(text), *self.units(text)))

    def _synonyms(self, groups: Terms) -> Vocabulary:
        table: _Table = {}
        for first, *others in groups:
            unit = "_".join(self.stems(first))
            self.names.setdefault(unit, first)
            for form in (form for term in (first, *others) for form in _forms(term)):
                _add(table, self.stems(form), unit)
        return Vocabulary(MappingProxyType(table))

    def _near_terms(self, groups: Terms) -> Vocabulary:
        table: _Table = {}
        for first, *others in groups:
            topic = NEAR + "_".join(self.units(first))
            self.names.setdefault(topic, first)
            for term in (first, *others):
                _add(table, self.units(term), topic)
        return Vocabulary(MappingProxyType(table))


def _forms(term: str) -> tuple[str, ...]:
    is_short = term.isalpha() and 1 < len(term) <= _ABBREVIATION
    return (term, f"{term}s") if is_short else (term,)


def _add(table: _Table, words: tuple[str, ...], unit: str) -> None:
    if words:
        table.setdefault(words, (unit,))
