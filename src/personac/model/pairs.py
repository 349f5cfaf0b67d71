"""Which bullets say the same: pairs, their scores, and the clusters made of them.

A hundred thousand bullets have more than a million pairs, of which a few thousand are ever shown.
So pairs and scores are columns of numbers, made into objects where they are needed.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import merge
from types import MappingProxyType


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two bullets worth scoring, by their positions in `Extracted.bullets`; a < b."""

    a: int
    b: int


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair with its probability in [0, 1].

    `features` are the values of those that moved the score most, by name;
    `reasons` are in words. Both are empty where the pair is not explained.
    """

    pair: Pair
    score: float
    features: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptApart:
    """A pair that is never merged, and why, copies of the two included.

    `contradicts` where the two are alike otherwise, of different personas, and cannot both hold.
    """

    pair: Pair
    reason: str
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """A broad bullet with a `facet` that says what a narrow bullet says.

    Both are positions in `Extracted.bullets`; `score` is in [0, 1].
    """

    broad: int
    narrow: int
    score: float
    facet: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Bullets that say the same, by position; singletons are clusters too.

    `cohesion` is the mean score of all pairs of members, 1.0 for one member;
    `why` holds the scored pairs among the members, explained.
    """

    id: str
    members: tuple[int, ...]
    representative: int
    cohesion: float
    why: tuple[ScoredPair, ...]


Edge = tuple[int, int, float]  # the two bullets of a pair, and its score


@dataclass(frozen=True, eq=False)
class PairTable(Collection[Pair]):
    """Pairs, sorted; `a` and `b` are aligned."""

    a: array[int]
    b: array[int]

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.a)

    def __iter__(self) -> Iterator[Pair]:
        """Make the pairs."""
        return map(Pair, self.a, self.b)

    def __contains__(self, pair: object) -> bool:
        """Search the pairs."""
        return any(pair == own for own in self)


@dataclass(frozen=True, eq=False)
class ScoredTable(Collection[ScoredPair]):
    """Scored pairs, sorted by pair; `more` are pairs that were scored later and replace earlier ones."""

    pairs: PairTable
    scores: array[float]
    more: Mapping[Pair, ScoredPair] = field(default_factory=dict)

    def __len__(self) -> int:
        """Count the pairs."""
        return len(self.pairs) if not self.more else sum(1 for _ in self)

    def __iter__(self) -> Iterator[ScoredPair]:
        """Make the scored pairs."""
        return self._made(range(len(self.pairs)), self.more.values())

    def __contains__(self, scored: object) -> bool:
        """Search the scored pairs."""
        return any(scored == own for own in self)

    def __eq__(self, other: object) -> bool:
        """Compare with any collection of scored pairs."""
        return isinstance(other, Collection) and list(self) == list(other)

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(tuple(self.scores))

    def at_least(self, least: float) -> Iterator[ScoredPair]:
        """Return the pairs that score `least` or more, in order."""
        return self._made(self._rows(least), (one for one in self.more.values() if one.score >= least))

    def among(self, home: Sequence[int]) -> Iterator[ScoredPair]:
        """Return the pairs whose bullets have the same number in `home`, which has one for each bullet."""
        more = (one for one in self.more.values() if home[one.pair.a] == home[one.pair.b])
        return self._made(self._rows_among(home), more)

    def edges_at_least(self, least: float) -> Iterator[Edge]:
        """Return the pairs of `at_least` as numbers, without an object for each."""
        return map(_edge, self.at_least(least)) if self.more else self._edges(self._rows(least))

    def edges_among(self, home: Sequence[int]) -> Iterator[Edge]:
        """Return the pairs of `among` as numbers, without an object for each."""
        return map(_edge, self.among(home)) if self.more else self._edges(self._rows_among(home))

    def with_more(self, more: Mapping[Pair, ScoredPair]) -> ScoredTable:
        """Return the table in which `more` replaces the pairs that are its keys."""
        return replace(self, more=MappingProxyType({**self.more, **more})) if more else self

    def _rows(self, least: float) -> list[int]:
        import numpy as np  # loaded by what makes scores; importing the model must not load it

        return list(np.flatnonzero(np.asarray(self.scores) >= least).tolist())

    def _rows_among(self, home: Sequence[int]) -> list[int]:
        import numpy as np  # as above

        if not self.pairs:
            return []
        one, other = (np.array(home)[np.asarray(side)] for side in (self.pairs.a, self.pairs.b))
        return list(np.flatnonzero(one == other).tolist())

    def _edges(self, rows: Iterable[int]) -> Iterator[Edge]:
        a, b, scores = self.pairs.a, self.pairs.b, self.scores
        return ((a[row], b[row], scores[row]) for row in rows)

    def _made(self, rows: Iterable[int], more: Iterable[ScoredPair]) -> Iterator[ScoredPair]:
        made = map(self._pair, rows)
        if not self.more:
            return made
        own = (scored for scored in made if scored.pair not in self.more)
        return merge(own, sorted(more, key=_by_pair), key=_by_pair)

    def _pair(self, row: int) -> ScoredPair:
        return ScoredPair(Pair(self.pairs.a[row], self.pairs.b[row]), self.scores[row])


NO_SCORES = ScoredTable(PairTable(array("i"), array("i")), array("d"))


def _edge(scored: ScoredPair) -> Edge:
    return scored.pair.a, scored.pair.b, scored.score


def _by_pair(scored: ScoredPair) -> Pair:
    return scored.pair
