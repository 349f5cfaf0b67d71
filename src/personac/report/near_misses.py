"""Pairs that were nearly merged: where a reviewer finds what the matcher missed.

Two clusters may be near each other through many of their members; their best pair represents all of
them, so that the list stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from personac.ir import Compilation, KeptApart, ScoredPair, at_least
from personac.passes.matching.near import near_from
from personac.report.model import NearMissRow

_MOST = 200
_CLUSTERS_DIFFER = "the clusters of the two, all members taken together, score lower"


def near_miss_rows(compilation: Compilation, threshold: float) -> tuple[NearMissRow, ...]:
    """Return the best pair of every two clusters that were nearly merged, highest score first.

    `apart` of a row is why a pair that scores `threshold` or more was not merged. Contradictions are not
    near misses.
    """
    apart = {(kept.pair.a, kept.pair.b): kept for kept in compilation.apart}
    rows = (_row(compilation, scored, apart, threshold) for scored in _best_pairs(compilation, threshold))
    return tuple(row for row in rows if row is not None)[:_MOST]


def _best_pairs(compilation: Compilation, threshold: float) -> Iterator[ScoredPair]:
    owner = compilation.cluster_of
    pairs = at_least(compilation.scored, near_from(threshold))
    seen: set[tuple[int, int]] = set()
    for scored in sorted(pairs, key=lambda scored: (-scored.score, scored.pair)):
        a, b = sorted((owner[scored.pair.a], owner[scored.pair.b]))
        if a != b and (a, b) not in seen:
            seen.add((a, b))
            yield scored


def _row(
    compilation: Compilation,
    scored: ScoredPair,
    apart: Mapping[tuple[int, int], KeptApart],
    threshold: float,
) -> NearMissRow | None:
    kept = apart.get((scored.pair.a, scored.pair.b))
    if kept is not None and kept.contradicts:
        return None
    a, b = (compilation.bullets[position].id for position in (scored.pair.a, scored.pair.b))
    linkage = _CLUSTERS_DIFFER if scored.score >= threshold else ""
    return NearMissRow(a, b, scored.score, scored.reasons, linkage if kept is None else kept.reason)
