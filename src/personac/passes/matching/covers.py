"""How well a broad bullet covers a narrow one: which of its facets says what the narrow one is about.

Of a great many pairs few are covers, and most are no covers at a glance: the
narrow bullet's head shares no word with any facet of the broad one. Only what
is left is weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from personac.ir import Bullet, Cover
from personac.passes.matching.background import Background
from personac.passes.matching.heads import head_text
from personac.passes.matching.knowledge import Knowledge
from personac.passes.matching.linkage import Edge
from personac.passes.matching.views import topic_idf
from personac.passes.matching.words import Words

_LEAST = 0.9
_FEWEST = 2  # facets of a bullet that can cover
_DECIMALS = 4
_HEAD, _FACET, _WHOLE = 0.5, 0.3, 0.2  # how much each part counts
_SHARED = (_LEAST - _FACET - _WHOLE) / _HEAD - 0.001  # of the head, in the facets of whatever covers it
Units = frozenset[str]


@dataclass(frozen=True, eq=False)
class _Parts:
    """A bullet's units, of all of it, of its head and of its facets; each read when first asked for."""

    bullet: Bullet
    words: Words

    @cached_property
    def whole(self) -> Units:
        return self.words.core(self.bullet.text)

    @cached_property
    def head(self) -> Units:
        return self.words.core(head_text(self.bullet))

    @cached_property
    def facets(self) -> tuple[tuple[str, Units], ...]:
        """The facets that say something, none where they are too few to cover anything."""
        if len(self.bullet.facets) < _FEWEST:
            return ()
        named = tuple((facet, units) for facet in self.bullet.facets if (units := self.words.core(facet)))
        return named if len(named) >= _FEWEST else ()

    @cached_property
    def said(self) -> Units:
        """The units of all facets."""
        return frozenset[str]().union(*(units for _, units in self.facets))


class CoverFinder:
    """Finds covers; remembers what it has read, for bullets stand in many pairs."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read bullets by `knowledge`."""
        self._words = knowledge.words
        self._weights = _Weights(knowledge.background)

    def among(self, bullets: Sequence[Bullet], pairs: Iterable[Edge]) -> tuple[Cover, ...]:
        """Return the covers among `pairs` of positions, at most one for each."""
        parts = [_Parts(bullet, self._words) for bullet in bullets]
        found: list[Cover] = []
        for a, b in pairs:
            broad, narrow = (a, b) if len(parts[a].whole) > len(parts[b].whole) else (b, a)
            if self._may_cover(parts[broad], parts[narrow]):
                score, facet = self._best(parts[broad], parts[narrow])
                found.extend([Cover(broad, narrow, score, facet)] if score >= _LEAST else [])
        return tuple(sorted(found, key=lambda cover: (cover.narrow, -cover.score, cover.broad)))

    def _may_cover(self, broad: _Parts, narrow: _Parts) -> bool:
        """Tell whether the facets of a bullet that says more hold enough of the other's head."""
        if len(broad.whole) <= len(narrow.whole) or narrow.head.isdisjoint(broad.said):
            return False
        return narrow.head <= broad.said or self._share(narrow.head & broad.said, narrow.head) >= _SHARED

    def _best(self, broad: _Parts, narrow: _Parts) -> tuple[float, str]:
        """Return score and text of the facet that says best what the narrow bullet's head says."""
        whole = self._share(narrow.whole & broad.whole, narrow.whole)
        return max((self._score(facet, narrow, whole), text) for text, facet in broad.facets)

    def _score(self, facet: Units, narrow: _Parts, whole: float) -> float:
        both = facet & narrow.head
        if not both:
            return 0.0
        score = _HEAD * self._share(both, narrow.head) + _FACET * self._share(both, facet) + _WHOLE * whole
        return round(score, _DECIMALS)

    def _share(self, part: Units, whole: Units) -> float:
        return self._weight(part) / self._weight(whole) if part else 0.0

    def _weight(self, units: Units) -> float:
        return sum(map(self._weights.__getitem__, sorted(units)))


class _Weights(dict[str, float]):
    """How much each unit tells; the background is asked once about each."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background

    def __missing__(self, unit: str) -> float:
        found = self[unit] = topic_idf(self._background, unit)
        return found
