"""How much files repeat: lines that several files have, and lines with a near copy, counted exactly.

Near copies are found by all pairs of word sets with a prefix filter, without chance: two sets with a Jaccard
similarity of `t` share one of the first `n - ceil(t n) + 1` words of each, ordered by their frequency.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_NEAR = 0.7
_MANY = (2, 3, 30)  # files


@dataclass(frozen=True, slots=True)
class Shares:
    """The number of lines; what share of them so many files have, and how long the lines are (in words).

    `near` is the share of the distinct sets of words that have a near copy, `largest` the size of the largest
    set that pairs of near copies connect.
    """

    lines: int
    repeated: Sequence[float]
    lengths: Sequence[int]
    near: float
    largest: int

    @classmethod
    def of(cls, files: Sequence[Sequence[str]]) -> Shares:
        """Count the lines of some files."""
        lines = Counter(line for file in files for line in file)
        having = Counter(line for file in files for line in set(file))
        total = lines.total()
        repeated = [sum(lines[line] for line in lines if having[line] >= many) / total for many in _MANY]
        sets = sorted({frozenset(_WORD.findall(line.lower())) for line in lines} - {frozenset()}, key=sorted)
        lengths = sorted(map(len, sets))
        sizes = Counter(connected(len(sets), near_pairs(sets, _NEAR)))
        near = sum(size for size in sizes.values() if size > 1) / len(sets)
        quantiles = [lengths[int(len(lengths) * part)] for part in (0.05, 0.5, 0.95)]
        return cls(total, repeated, quantiles, near, max(sizes.values()))

    def __str__(self) -> str:
        """Return the figures in one line."""
        repeated = ", ".join(
            f"{share:.1%} in {many}+" for share, many in zip(self.repeated, _MANY, strict=True)
        )
        words = " ".join(map(str, self.lengths))
        near = f"near {self.near:.1%}, {self.largest} at most"
        return f"{self.lines:,} items; {repeated} files; words {words}; {near}"


def near_pairs(sets: Sequence[frozenset[str]], least: float) -> Iterator[tuple[int, int]]:
    """Yield all pairs of sets whose Jaccard similarity is `least` or more, by their numbers."""
    frequency = Counter(word for words in sets for word in words)
    having = defaultdict[str, list[int]](list)
    for number in sorted(range(len(sets)), key=lambda one: (len(sets[one]), one)):
        words = sets[number]
        prefix = sorted(words, key=lambda word: (frequency[word], word))
        del prefix[len(words) - math.ceil(least * len(words) - 1e-9) + 1 :]
        for other in sorted({one for word in prefix for one in having[word]}):
            if similarity(words, sets[other]) >= least - 1e-9:
                yield other, number
        for word in prefix:
            having[word].append(number)


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard similarity of two sets that are not both empty."""
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def connected(count: int, pairs: Iterator[tuple[int, int]]) -> Sequence[int]:
    """Return for each of `count` numbers the least number that pairs connect it with."""
    parents = list(range(count))

    def root(number: int) -> int:
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number

    for one, other in pairs:
        first, second = sorted((root(one), root(other)))
        parents[second] = first
    return [root(number) for number in range(count)]
