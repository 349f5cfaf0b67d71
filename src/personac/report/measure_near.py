"""Pairs that came near to being merged and were not: where a reviewer finds what the matcher missed.

Two clusters may be near each other through many of their members; their best
pair stands for all of them, so that the list stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator

from personac.ir import Compilation, KeptApart, ScoredPair, at_least
from personac.passes.matching.near import near_from
from personac.report.model import NearMissRow

_MOST = 200
_NOT_TOGETHER = "the clusters of the two, all members taken together, score lower"


def near_miss_rows(compilation: Compilation, threshold: float) -> tuple[NearMissRow, ...]:
    """Return the best pair of every two clusters that nearly met, highest score first.

    `apart` says what parted a pair that scores `threshold` or more; contradictions are told elsewhere.
    """
    apart = {(found.pair.a, found.pair.b): found for found in compilation.apart}
    rows = (_row(compilation, scored, apart, threshold) for scored in _best_pairs(compilation, threshold))
    return tuple(row for row in rows if row is not None)[:_MOST]


def _best_pairs(compilation: Compilation, threshold: float) -> Iterator[ScoredPair]:
    owner = compilation.cluster_of
    found = at_least(compilation.scored, near_from(threshold))
    near = sorted(found, key=lambda scored: (-scored.score, scored.pair))
    met: set[tuple[int, int]] = set()
    for scored in near:
        a, b = sorted((owner[scored.pair.a], owner[scored.pair.b]))
        if a != b and (a, b) not in met:
            met.add((a, b))
            yield scored


def _row(
    compilation: Compilation,
    scored: ScoredPair,
    apart: dict[tuple[int, int], KeptApart],
    threshold: float,
) -> NearMissRow | None:
    parted = apart.get((scored.pair.a, scored.pair.b))
    if parted is not None and parted.contradicts:
        return None
    a, b = (compilation.bullets[position].id for position in (scored.pair.a, scored.pair.b))
    linkage = _NOT_TOGETHER if scored.score >= threshold else ""
    reason = parted.reason if parted is not None else linkage
    return NearMissRow(a, b, scored.score, scored.reasons, reason)
