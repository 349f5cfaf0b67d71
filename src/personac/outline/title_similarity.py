"""How much two titles have in common, from 0 to 1.

Roles come first: two titles that name one role and nothing else are one
section, whatever their words. Otherwise it is a Jaccard index of telling words,
in which a rare word counts for more than a common one, and near words (of one
group of the vocabulary, or used alike in agent files at large) count in part.

A section's title as it is written in the canonical; the most central of several sets.

What titles say and how they are compared is told in passes/outline.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from personac.matching.prepared_bullets import Knowledge
from personac.matching.tokenizer import NEAR, Words
from personac.model.ast import Section
from personac.model.source import Source
from personac.outline.title_analysis import Phrase, Title
from personac.parsing.sections import clean_title

ONE_ROLE = 0.9  # both name the role and nothing else; words in common add the rest
ONE_SIDED = 0.5  # one of the two says more than the role
_BOTH_SIDED = 0.2  # both do, and share nothing of it
_NEAR = 0.7  # of one group of near terms
_ALIKE = 0.6  # cosine below which use says nothing
_ALIKE_WEIGHT = 0.8  # what a cosine of 1 would count
_MOST_WORDS = 2000
_DECIMALS = 6


class Likeness:
    """Compares titles by what is known of words; remembers pairs of words."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the words and the background of the build."""
        self._words = knowledge.words
        self._background = knowledge.background
        self._pairs: dict[tuple[str, str], float] = {}
        self._weights: dict[str, float] = {}
        self._topics: dict[str, frozenset[str]] = {}

    def titles(self, one: Title, other: Title) -> float:
        """Return how much two titles have in common; the order of the two does not count."""
        if one.stems == other.stems:
            return 1.0
        if one.kind and one.kind == other.kind:
            return self._of_one_role(one, other)
        told = self.phrases(one.telling, other.telling)
        return round(told / 2, _DECIMALS) if one.role and other.role else told

    def _of_one_role(self, one: Title, other: Title) -> float:
        if not one.rest and not other.rest:
            shared = len({*one.stems} & {*other.stems}) / len({*one.stems, *other.stems})
            return round(ONE_ROLE + (1 - ONE_ROLE) * shared, _DECIMALS)
        if not one.rest or not other.rest:
            return ONE_SIDED
        shared = self.phrases(one.rest, other.rest)
        return round(_BOTH_SIDED + (1 - _BOTH_SIDED) * shared, _DECIMALS)

    def phrases(self, one: Phrase, other: Phrase) -> float:
        """Return the weighted soft Jaccard index of two sets of words; 0 where one is empty."""
        if not one or not other:
            return 0.0
        ours, theirs = [self._weight(unit) for unit in one], [self._weight(unit) for unit in other]
        near = [[self.words(unit, o) for o in other] for unit in one]
        met = _met(ours, near) + _met(theirs, zip(*near, strict=True))
        dice = met / sum((*ours, *theirs))
        return round(dice / (2 - dice), _DECIMALS)

    def _weight(self, unit: str) -> float:
        if unit not in self._weights:
            self._weights[unit] = max(self._background.stats(part).idf for part in unit.split("_"))
        return self._weights[unit]

    def words(self, one: str, other: str) -> float:
        """Return how near two words are: 1 for the same."""
        if one == other:
            return 1.0
        found = self._pairs.get((one, other))
        if found is None:
            found = self._near(min(one, other), max(one, other))
            self._pairs[one, other] = self._pairs[other, one] = found
        return found

    def near_pairs(self, words: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs of `words` that are near; none where there are too many to compare."""
        known = [(word, vector) for word in words if (vector := self._background.vector(word)) is not None]
        if known and len(known) <= _MOST_WORDS:
            rows = np.stack([vector for _, vector in known])
            for a, b in np.argwhere(np.triu(rows @ rows.T > _ALIKE, 1)).tolist():
                yield known[a][0], known[b][0]
        for topic in _by_topic(words, self._words):
            yield from combinations(topic, 2)

    def _near(self, one: str, other: str) -> float:
        if not self._near_topics(one).isdisjoint(self._near_topics(other)):
            return _NEAR
        a, b = self._background.vector(one), self._background.vector(other)
        cosine = 0.0 if a is None or b is None else float(a @ b)
        return round(max(0.0, cosine - _ALIKE) / (1 - _ALIKE) * _ALIKE_WEIGHT, _DECIMALS)

    def _near_topics(self, word: str) -> frozenset[str]:
        if word not in self._topics:
            topics = self._words.topics((word,))
            self._topics[word] = frozenset(topic for topic in topics if topic.startswith(NEAR))
        return self._topics[word]


def _met(weights: Sequence[float], near: Iterable[Sequence[float]]) -> float:
    """What of one phrase the other says: the weight of each word times its nearest there."""
    return sum(weight * max(row) for weight, row in zip(weights, near, strict=True))


def _by_topic(words: Sequence[str], known: Words) -> list[list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for topic in known.topics((word,)):
            if topic.startswith(NEAR):
                found[topic].append(word)
    return [found[topic] for topic in sorted(found)]


Key = tuple[str, ...]
_MOST_COMPARED = 500  # keys that each key is compared with
_LINE_END = re.compile(r"\r\n|\n|\r")
_HASHES = re.compile(r"#{1,6}(?=\s|$)")
_CLOSING_HASHES = re.compile(r"\s+#+$")
_MARKUP = re.compile(r"[`*_~<&\\\[\]]")
_BOLD = re.compile(r"(\*\*|__)(?P<inside>(?:(?!\1).)+)\1")


def similarity(one: Key, other: Key) -> float:
    """Jaccard index of two keys, 0 to 1; 0 for two empty keys."""
    return _share(frozenset(one), frozenset(other))


def most_central(keys: Sequence[Key]) -> int:
    """Return the position of the key nearest to all the others, the first of equals.

    Where there are very many, evenly spread ones stand for all the others.
    """
    words = [frozenset(key) for key in keys]
    step = -(-len(words) // _MOST_COMPARED)
    totals = [round(sum(_share(own, other) for other in words[::step]), 6) for own in words]
    return totals.index(max(totals))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def written_title(source: Source, section: Section) -> str:
    """Return the title in markdown, without what makes it a heading or label.

    Where the plain title stands in the source as it is, and no character of it
    could be read as a mark, that is the title; otherwise inline marks and
    escapes are kept.
    """
    if section.title_span is None:
        return section.title
    lines = [line.strip() for line in _LINE_END.split(source.slice_text(section.title_span))]
    written = _label_text(lines[0]) if section.kind == "label" else _heading_text(lines)
    is_plain = section.title in written and not _MARKUP.search(section.title)
    # A backquote counts as decoration in plain text, where it marks nothing.
    title = section.title if is_plain else written if written.startswith("`") else clean_title(written)
    return _CLOSING_HASHES.sub(lambda hashes: hashes[0].replace("#", "\\#"), title)


def _heading_text(lines: Sequence[str]) -> str:
    """Return what stands behind the hashes of a heading, or above its underline."""
    hashes = _HASHES.match(lines[0])
    return (
        " ".join(lines[:-1]) if hashes is None else _CLOSING_HASHES.sub("", lines[0][hashes.end() :]).strip()
    )


def _label_text(line: str) -> str:
    bold = _BOLD.fullmatch(line.removesuffix(":").rstrip())
    return bold["inside"] if bold else line
