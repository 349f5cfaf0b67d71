"""Which bullets say the same: pairs, their scores, and the clusters made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    """A broad bullet that says, among other things, what a narrow one says: in its `facet`.

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
