"""What one author told apart needs a higher score than what two wrote without each other.

The prior is another one: within one file an author seldom says one thing
twice, while any two personas of a trade say much the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from personac.config.schema import Matching
from personac.passes.matching.linkage import Edge
from personac.passes.matching.near import FLOOR
from personac.passes.matching.prepared import Prepared

_JUST_BELOW = 0.005  # the threshold: what an author told apart joins only with the help of others


def weighed(
    prepared: Prepared, scores: Mapping[Edge, float], threshold: float, settings: Matching
) -> dict[Edge, float]:
    """Return the scores in [0, 1] between units, by their first bullets, as clustering is to see them.

    A score below `FLOOR` is none.

    Where one author wrote both units, and no two others wrote one each, a score
    below `settings.within` cannot join them by itself; below `settings.alone`
    where there is but one author.
    """
    authors = _authors(prepared, {node for edge in scores for node in edge})
    everybody = {bullet.persona for m, bullet in enumerate(prepared.bullets) if m not in prepared.repeats}
    least = settings.within if len(everybody) > 1 else settings.alone

    def seen(a: int, b: int, score: float) -> float:
        is_told_apart = score < least and (authors[a] <= authors[b] or authors[b] <= authors[a])
        return min(score, threshold - _JUST_BELOW) if is_told_apart else score

    return {edge: seen(*edge, score) for edge, score in scores.items() if score >= FLOOR}


def _authors(prepared: Prepared, nodes: Iterable[int]) -> dict[int, frozenset[str]]:
    """Return who wrote each unit; sets that are equal are one."""
    known: dict[frozenset[str], frozenset[str]] = {}
    found = {}
    for node in nodes:
        unit = (member for member in prepared.unit_of[node] if member not in prepared.repeats)
        own = frozenset(prepared.bullets[member].persona for member in unit)
        found[node] = known.setdefault(own, own)
    return found
