"""Texts as the matcher reads them: stems, units of meaning, and the topics they point at.

A unit is a stem or a phrase that the vocabulary knows (`k8s` is read as
`kubernet`); a topic is a unit, or the group of near terms that it stands in,
written with a `~` in front so that no stem can be mistaken for one. Only this
form is compared; it is never shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from personac.config.outline_schema import VocabularyRules
from personac.config.vocabulary import Vocabulary, fold, is_plain
from personac.matching.corpus_stats import read_table
from personac.parsing.normalization import Stemmer

NEAR = "~"
_SCHEMA = "personac-words/1"
# Finer than the words of normal forms, as the background was counted: `node.js` is two.
_TOKEN = re.compile(r"[^\W_]+(?:[+#]+(?!\w))?")
_MARKS = re.compile(r"[`*_~]+")
_ABBREVIATION = 5  # letters up to which a term may have a plural that the stemmer leaves: SLOs, KPIs, VMs
Terms = Iterable[Iterable[str]]


def plain(text: str) -> str:
    """Return `text` with compatible characters folded and inline marks off; case is kept."""
    folded = unicodedata.normalize("NFKC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return _MARKS.sub("", folded)


def tokens(text: str) -> list[str]:
    """Return the tokens of `text` in order."""
    if is_plain(text):
        return text.lower().split()
    return _TOKEN.findall(_MARKS.sub("", fold(text)))


def normal(text: str) -> str:
    """Return the tokens in order, joined: case, marks and punctuation off."""
    return " ".join(tokens(text))


class Words:
    """Reads texts under one vocabulary; what it remembers changes speed, never results.

    `names` gives units and topics of the vocabulary as the rules write them.
    """

    def __init__(
        self,
        groups: Terms = (),
        near: Terms = (),
        filler: Iterable[str] = (),
        title_filler: Iterable[str] = (),
        base: Stemmer | None = None,
    ) -> None:
        """Prepare for `groups` of terms of one meaning, groups of `near` terms, and words that say little."""
        own = read_table("words.toml", _SCHEMA)
        self._stemmer = Stemmer(own["apart"], base)
        self._says_something = _SaysSomething(own["stop"])
        self._read: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, str] = {}
        self.phrases = self._same(groups)
        self.near = self._near(near)
        self.filler = self._unit_set(filler)
        self.title_filler = self._unit_set(title_filler)

    @staticmethod
    def from_rules(vocabulary: VocabularyRules, base: Stemmer | None = None) -> Words:
        """Take the vocabulary of the rules; stem through `base`."""
        groups, near = vocabulary.groups, vocabulary.near
        return Words(groups, near, vocabulary.filler, vocabulary.title_filler, base)

    def stem(self, token: str) -> str:
        """Return the stem of one token."""
        return self._stemmer.stem(token)

    def stems(self, text: str) -> tuple[str, ...]:
        """Return every token's stem, in order, stop words included."""
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
        """Return what `text` says, in order: no stop words, no numbers, known phrases joined."""
        return tuple(filter(self._says_something.__getitem__, self.read(text)))

    def topics(self, units: tuple[str, ...]) -> tuple[str, ...]:
        """Return the topics that units point at, without filler; all of them where nothing else is left."""
        found = self.near.apply(units)
        return tuple(topic for topic in found if topic not in self.filler) or found

    def core(self, text: str) -> frozenset[str]:
        """Return the units of `text` without filler; all of them where nothing else is left."""
        units = self.units(text)
        return frozenset(unit for unit in units if unit not in self.filler) or frozenset(units)

    def _unit_set(self, texts: Iterable[str]) -> frozenset[str]:
        return frozenset(unit for text in texts for unit in (self.stem(text), *self.units(text)))

    def _same(self, groups: Terms) -> Vocabulary:
        table: dict[tuple[str, ...], tuple[str, ...]] = {}
        for first, *others in groups:
            unit = "_".join(self.stems(first))
            self.names.setdefault(unit, first)
            for form in (form for term in (first, *others) for form in _forms(term)):
                _add(table, self.stems(form), unit)
        return _frozen(table)

    def _near(self, groups: Terms) -> Vocabulary:
        table: dict[tuple[str, ...], tuple[str, ...]] = {}
        for first, *others in groups:
            topic = NEAR + "_".join(self.units(first))
            self.names.setdefault(topic, first)
            for term in (first, *others):
                _add(table, self.units(term), topic)
        return _frozen(table)


class _SaysSomething(dict[str, bool]):
    """Which units say anything: stop words and numbers do not."""

    def __init__(self, stop: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(stop, False))

    def __missing__(self, unit: str) -> bool:
        found = self[unit] = not unit.isdigit()
        return found


def _forms(term: str) -> tuple[str, ...]:
    is_short = term.isalpha() and 1 < len(term) <= _ABBREVIATION
    return (term, f"{term}s") if is_short else (term,)


def _add(table: dict[tuple[str, ...], tuple[str, ...]], words: tuple[str, ...], unit: str) -> None:
    if words:
        table.setdefault(words, (unit,))


def _frozen(table: Mapping[tuple[str, ...], tuple[str, ...]]) -> Vocabulary:
    return Vocabulary(MappingProxyType(dict(table)))
