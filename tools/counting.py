"""Word statistics: rarity, position in the line, dependence on topics, share of capitals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from personac.matching.number_grid import Floats
from personac.matching.tokenizer import Words
from tools.corpus import Corpus, Line, Units

MIN_REPOSITORIES = 3
MIN_LINES = 6
MIN_PHRASE_LINES = 8
MAX_WORDS = 9000
MAX_PHRASES = 5000
MAX_LENGTH = 40  # characters of a unit
MAX_TOPICS = 600
LEAST_TIE = 0.3  # normalised pointwise mutual information of a phrase's words
PRIOR = 20  # additional lines of average topics that are assumed for each word

Rows = Mapping[str, int]


class Usage:
    """The number of lines and the repositories of each unit."""

    def __init__(self, lines: Sequence[Line], *, phrases: bool) -> None:
        """Count words, or pairs of adjacent words."""
        self.lines: Counter[str] = Counter()
        self._repositories: dict[str, set[str]] = {}
        for line in lines:
            for unit in set(pairs(line.units) if phrases else line.units):
                self.lines[unit] += 1
                self._repositories.setdefault(unit, set()).add(line.repository)

    def is_common(self, unit: str, least: int) -> bool:
        """Return whether a unit is in `least` lines, and in enough repositories to be no private name."""
        return self.lines[unit] >= least and len(self._repositories[unit]) >= MIN_REPOSITORIES


def pairs(units: Units) -> Iterator[str]:
    """Yield pairs of adjacent units, each as one text."""
    return (f"{a} {b}" for a, b in pairwise(units))


def pick_words(usage: Usage) -> list[str]:
    """Return the most frequent words, sorted by name."""
    good = [u for u in usage.lines if usage.is_common(u, MIN_LINES) and len(u) <= MAX_LENGTH]
    return sorted(sorted(good, key=lambda u: (-usage.lines[u], u))[:MAX_WORDS])


def pick_phrases(lines: Sequence[Line], words: Mapping[str, int]) -> list[str]:
    """Return pairs of `words` (with their counts) that are far more frequent than by chance."""
    usage = Usage(lines, phrases=True)
    ties = {
        gram: tie
        for gram, count in usage.lines.items()
        if usage.is_common(gram, MIN_PHRASE_LINES)
        and (tie := _tie(gram, count, words, len(lines))) > LEAST_TIE
    }
    return sorted(sorted(ties, key=lambda g: (-usage.lines[g] * ties[g], g))[:MAX_PHRASES])


def _tie(gram: str, count: int, words: Mapping[str, int], total: int) -> float:
    first, second = gram.split(" ")
    if first == second or first not in words or second not in words:
        return 0.0
    return math.log(count * total / (words[first] * words[second])) / -math.log(count / total)


def rarity(usage: Usage, words: Sequence[str], total: int) -> Floats:
    """Return the idf of each word over lines."""
    return np.array([math.log((total + 1) / (usage.lines[word] + 0.5)) for word in words])


def places(lines: Sequence[Line], rows: Rows) -> tuple[Floats, Floats]:
    """Return each word's share of uses as first and as last word of a line of two or more."""
    first, last, total = np.ones(len(rows)), np.ones(len(rows)), np.full(len(rows), 10.0)
    for line in lines:
        known = [rows[unit] for unit in line.units if unit in rows] if len(line.units) > 1 else []
        for row in known:
            total[row] += 1
        if known:
            for table, unit in ((first, line.units[0]), (last, line.units[-1])):
                if unit in rows:
                    table[rows[unit]] += 1
    return first / total, last / total


def topicality(lines: Sequence[Line], usage: Usage, words: Sequence[str]) -> Floats:
    """Return each word's share of uses in titles and leads, which name topics."""
    names = {line.title for line in lines} | {line.lead for line in lines}
    used = Counter(unit for name in names for unit in set(name))
    return np.array([(used[word] + 0.5) / (used[word] + usage.lines[word] + 5) for word in words])


def spread(lines: Sequence[Line], rows: Rows) -> Floats:
    """Return how much a word depends on the topic of its section: KL(topic | word || topic) in nats."""
    titles: Counter[str] = Counter()
    for line in lines:
        titles.update(set(line.title))
    frequent = sorted(titles, key=lambda title: (-titles[title], title))[:MAX_TOPICS]
    columns = {title: column for column, title in enumerate(sorted(frequent))}
    table = np.zeros((len(rows), len(columns)))
    for line in lines:
        hits = sorted(columns[title] for title in set(line.title) if title in columns)
        for unit in set(line.units) if hits else ():
            if unit in rows:
                table[rows[unit], hits] += 1 / len(hits)
    prior = table.sum(axis=0) / table.sum()
    share = table + PRIOR * prior
    share /= share.sum(axis=1, keepdims=True)
    return np.asarray((share * np.log(share / prior)).sum(axis=1))


def capitals(corpus: Corpus, words: Words, rows: Rows) -> Floats:
    """Return each word's share of capitalised uses inside sentences: names of products, standards."""
    upper, total = np.zeros(len(rows)), np.full(len(rows), 4.0)
    for token in sorted(corpus.inside):
        row = rows.get(words.read(token)[0]) if words.read(token) else None
        if row is not None:
            total[row] += corpus.inside[token]
            upper[row] += corpus.capitalised[token]
    return np.asarray(upper / total)
