"""Which bullets say the same: pairs, their scores, and the clusters made of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two bullets worth scoring, by their positions in `Compilation.bullets`; a < b."""

    a: int
    b: int


@dataclass(frozen=True, eq=False)
class Telling:
    """What made a score, and why in words: worked out by `tell` when first asked for, since few are asked."""

    tell: Callable[[], tuple[Mapping[str, float], tuple[str, ...]]]

    @cached_property
    def told(self) -> tuple[Mapping[str, float], tuple[str, ...]]:
        """The features that moved the score most, by name, and the reasons."""
        return self.tell()

    def __eq__(self, other: object) -> bool:
        """Compare what is told."""
        return isinstance(other, Telling) and self.told == other.told

    def __hash__(self) -> int:
        """Agree with equality."""
        return hash(self.told[1])


def telling(features: Mapping[str, float], reasons: tuple[str, ...] = ()) -> Telling:
    """Return what tells of `features` and `reasons` that are known already."""
    known = frozen(features), reasons
    return Telling(lambda: known)


def frozen(values: Mapping[str, float]) -> Mapping[str, float]:
    """Return a read-only view of a copy of `values`."""
    return MappingProxyType(dict(values))


NOTHING_TOLD = telling({})


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """A pair with its probability in [0, 1], and what tells why."""

    pair: Pair
    score: float
    telling: Telling = NOTHING_TOLD

    @property
    def features(self) -> Mapping[str, float]:
        """The values of the features that moved the score most, by name."""
        return self.telling.told[0]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in words."""
        return self.telling.told[1]


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

    Both are positions in `Compilation.bullets`; `score` is in [0, 1].
    """

    broad: int
    narrow: int
    score: float
    facet: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """Bullets that say the same, by position; singletons are clusters too.

    `cohesion` is the mean score of all pairs of members, 1.0 for one member;
    `why` holds the scored pairs among the members.
    """

    id: str
    members: tuple[int, ...]
    representative: int
    cohesion: float
    why: tuple[ScoredPair, ...]
