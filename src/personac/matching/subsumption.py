"""Finds bullets that cover others: a facet of the broad bullet says what the narrow one is about.

They are not merged, because the narrow one may say more, but reported. Few pairs are covers, and most can be
excluded fast, since the head of the narrow bullet shares no word with the facets of the broad one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from personac.matching.average_linkage import Edge
from personac.matching.bullet_traits import head_text
from personac.matching.constraints import Evidence
from personac.matching.feature_inputs import topic_idf
from personac.matching.prepared_bullets import Knowledge
from personac.model import Bullet, Cover, Matched

_LEAST = 0.9
_FEWEST = 2  # facets of a bullet that can cover another
_DECIMALS = 4
_HEAD, _FACET, _WHOLE = 0.5, 0.3, 0.2  # weights of the parts
_SHARED = (_LEAST - _FACET - _WHOLE) / _HEAD - 0.001  # least part of the head in the facets of a cover
Units = frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The units of a bullet, of its head, of each facet, and of all facets; one facet alone is ignored."""

    whole: Units
    head: Units
    facets: tuple[tuple[str, Units], ...]
    in_facets: Units


def find_covers(matched: Matched, evidence: Evidence) -> tuple[Cover, ...]:
    """Return the covers between clusters that no guard bars, by narrow bullet and falling score."""
    owner, prepared = matched.cluster_of, evidence.prepared
    ends = zip(prepared.pairs.a, prepared.pairs.b, strict=True)
    pairs = ((a, b) for a, b in ends if owner[a] != owner[b])
    covers = CoverFinder(prepared.knowledge).among(prepared.bullets, pairs)
    return tuple(one for one in covers if not evidence.guard.bar(*sorted((one.broad, one.narrow))))


class CoverFinder:
    """Finds covers. Remembers the weights of units, because few units are in most bullets."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Use the words and the statistics of `knowledge`."""
        self._words = knowledge.words
        self._background = knowledge.background
        self._weights: dict[str, float] = {}

    def among(self, bullets: Sequence[Bullet], pairs: Iterable[Edge]) -> tuple[Cover, ...]:
        """Return the covers among `pairs` of positions, at most one for each pair."""
        parts = [self._parts(bullet) for bullet in bullets]
        covers: list[Cover] = []
        for a, b in pairs:
            if len(parts[a].whole) == len(parts[b].whole):
                continue
            broad, narrow = (a, b) if len(parts[a].whole) > len(parts[b].whole) else (b, a)
            if self._may_cover(parts[broad].in_facets, parts[narrow].head):
                score, facet = self._best(parts[broad], parts[narrow])
                covers.extend([Cover(broad, narrow, score, facet)] if score >= _LEAST else [])
        return tuple(sorted(covers, key=lambda cover: (cover.narrow, -cover.score, cover.broad)))

    def _parts(self, bullet: Bullet) -> _Parts:
        core = self._words.core
        named = [(facet, units) for facet in bullet.facets if (units := core(facet))]
        facets = tuple(named) if len(named) >= _FEWEST else ()
        in_facets = Units().union(*(units for _, units in facets))
        return _Parts(core(bullet.text), core(head_text(bullet)), facets, in_facets)

    def _may_cover(self, in_facets: Units, head: Units) -> bool:
        """Return whether enough of a narrow bullet's head is in the facets of a broad one."""
        if in_facets.isdisjoint(head):
            return False
        return head <= in_facets or self._share(head & in_facets, head) >= _SHARED

    def _best(self, broad: _Parts, narrow: _Parts) -> tuple[float, str]:
        """Return the score and the text of the facet that covers the narrow bullet best."""
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
        return sum(map(self._weight_of, sorted(units)))

    def _weight_of(self, unit: str) -> float:
        if unit not in self._weights:
            self._weights[unit] = topic_idf(self._background, unit)
        return self._weights[unit]
