"""How well a broad bullet covers a narrow one: which of its facets says what the narrow one is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personac.ir import Bullet, Cover, Pair
from personac.passes.matching.heads import head_text
from personac.passes.matching.knowledge import Knowledge
from personac.passes.matching.views import topic_idf

_LEAST = 0.9
_FEWEST = 2  # facets of a bullet that can cover
_DECIMALS = 4
Units = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A bullet's facets with their units, and the units of its head and of all of it."""

    facets: tuple[tuple[str, Units], ...]
    head: Units
    whole: Units


class CoverFinder:
    """Finds covers; remembers what it has read, for bullets stand in many pairs."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read bullets by `knowledge`."""
        self._words = knowledge.words
        self._background = knowledge.background
        self._parts: dict[str, _Parts] = {}
        self._weights: dict[str, float] = {}

    def among(self, bullets: Sequence[Bullet], pairs: Iterable[Pair]) -> tuple[Cover, ...]:
        """Return the covers among `pairs`, at most one for each."""
        found: list[Cover] = []
        for pair in pairs:
            covers = [self._cover(bullets, *sides) for sides in ((pair.a, pair.b), (pair.b, pair.a))]
            best = max(covers, key=lambda cover: (cover.score, -cover.broad))
            if best.score >= _LEAST:
                found.append(best)
        return tuple(sorted(found, key=lambda cover: (cover.narrow, -cover.score, cover.broad)))

    def _cover(self, bullets: Sequence[Bullet], broad: int, narrow: int) -> Cover:
        score, facet = self._best(self._read(bullets[broad]), self._read(bullets[narrow]))
        return Cover(broad, narrow, score, facet)

    def _best(self, broad: _Parts, narrow: _Parts) -> tuple[float, str]:
        """Return score and text of the facet that says best what the narrow bullet's head says."""
        if len(broad.facets) < _FEWEST or len(broad.whole) <= len(narrow.whole):
            return (0.0, "")
        whole = self._share(narrow.whole & broad.whole, narrow.whole)
        return max((self._score(facet, narrow, whole), text) for text, facet in broad.facets)

    def _score(self, facet: Units, narrow: _Parts, whole: float) -> float:
        both = facet & narrow.head
        score = 0.5 * self._share(both, narrow.head) + 0.3 * self._share(both, facet) + 0.2 * whole
        return round(score, _DECIMALS)

    def _share(self, part: Units, whole: Units) -> float:
        return self._weight(part) / self._weight(whole) if part else 0.0

    def _weight(self, units: Units) -> float:
        return sum(self._weight_of(unit) for unit in sorted(units))

    def _weight_of(self, unit: str) -> float:
        if unit not in self._weights:
            self._weights[unit] = topic_idf(self._background, unit)
        return self._weights[unit]

    def _read(self, bullet: Bullet) -> _Parts:
        if bullet.id not in self._parts:
            core = self._words.core
            facets = tuple((facet, core(facet)) for facet in bullet.facets)
            named = tuple(facet for facet in facets if facet[1])
            self._parts[bullet.id] = _Parts(named, core(head_text(bullet)), core(bullet.text))
        return self._parts[bullet.id]
