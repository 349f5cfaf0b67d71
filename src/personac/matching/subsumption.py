"""How well a broad bullet covers a narrow one: which of its facets says what the narrow one is about.

They are not merged, since the narrow one may say more of its one thing; they
are reported. Of a great many pairs few are covers, and most are no covers at a
glance: the narrow bullet's head shares no word with any facet of the broad one.
Only what is left is weighed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personac.matching.average_linkage import Edge
from personac.matching.bullet_traits import head_text
from personac.matching.constraints import UnitGuard
from personac.matching.corpus_stats import Background
from personac.matching.feature_inputs import topic_idf
from personac.matching.prepared_bullets import Knowledge, Prepared
from personac.model import Bullet, Cover, Matched

_LEAST = 0.9
_FEWEST = 2  # facets of a bullet that can cover
_DECIMALS = 4
_HEAD, _FACET, _WHOLE = 0.5, 0.3, 0.2  # how much each part counts
_SHARED = (_LEAST - _FACET - _WHOLE) / _HEAD - 0.001  # of the head, in the facets of whatever covers it
Units = frozenset[str]
_NOTHING: Units = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """What a bullet says, as units: all of it, its head, its facets, if it has enough of them to cover."""

    whole: Units
    head: Units
    facets: tuple[tuple[str, Units], ...]
    said: Units  # of all facets


def find_covers(matched: Matched, prepared: Prepared) -> tuple[Cover, ...]:
    """Return the covers between clusters that no guard bars, ordered by narrow bullet and falling score."""
    owner, guard = matched.cluster_of, UnitGuard(prepared)
    ends = zip(prepared.pairs.a, prepared.pairs.b, strict=True)
    pairs = ((a, b) for a, b in ends if owner[a] != owner[b])
    covers = CoverFinder(prepared.knowledge).among(prepared.bullets, pairs)
    return tuple(cover for cover in covers if not guard.bar(*sorted((cover.broad, cover.narrow))))


class CoverFinder:
    """Finds covers; reads each bullet once, for bullets stand in many pairs."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Read bullets by `knowledge`."""
        self._words = knowledge.words
        self._weights = _Weights(knowledge.background)
        self._cores: dict[str, Units] = {}
        self._parts: dict[tuple[str, str, tuple[str, ...]], _Parts] = {}
        self._wholes: dict[Units, float] = {}

    def among(self, bullets: Sequence[Bullet], pairs: Iterable[Edge]) -> tuple[Cover, ...]:
        """Return the covers among `pairs` of positions, at most one for each."""
        parts = [self._read(bullet) for bullet in bullets]
        sizes = [len(own.whole) for own in parts]
        found: list[Cover] = []
        for a, b in pairs:
            if sizes[a] == sizes[b]:
                continue
            broad, narrow = (a, b) if sizes[a] > sizes[b] else (b, a)
            if self._may_cover(parts[broad].said, parts[narrow].head):
                score, facet = self._best(parts[broad], parts[narrow])
                found.extend([Cover(broad, narrow, score, facet)] if score >= _LEAST else [])
        return tuple(sorted(found, key=lambda cover: (cover.narrow, -cover.score, cover.broad)))

    def _read(self, bullet: Bullet) -> _Parts:
        key = (bullet.text, bullet.lead, bullet.facets)
        found = self._parts.get(key)
        if found is None:
            found = self._parts[key] = self._parts_of(bullet)
        return found

    def _parts_of(self, bullet: Bullet) -> _Parts:
        named = [(facet, units) for facet in bullet.facets if (units := self._core(facet))]
        facets = tuple(named) if len(named) >= _FEWEST else ()
        said = _NOTHING.union(*(units for _, units in facets))
        return _Parts(self._core(bullet.text), self._core(head_text(bullet)), facets, said)

    def _core(self, text: str) -> Units:
        found = self._cores.get(text)
        if found is None:
            found = self._cores[text] = self._words.core(text)
        return found

    def _may_cover(self, said: Units, head: Units) -> bool:
        """Tell whether enough of a narrow bullet's head stands in the facets of a broad one."""
        if said.isdisjoint(head):
            return False
        return head <= said or self._share(head & said, head) >= _SHARED

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
        if not part:
            return 0.0
        if whole not in self._wholes:
            self._wholes[whole] = self._weight(whole)
        return self._weight(part) / self._wholes[whole]

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
