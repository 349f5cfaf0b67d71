"""Pairs that were nearly merged, as rows of the report."""

from __future__ import annotations

from personac.model import Compilation, KeptApart, ScoredPair
from personac.report.model import NearMissRow

_CLUSTERS_DIFFER = "the clusters of the two, all members taken together, score lower"


def near_miss_rows(compilation: Compilation, threshold: float) -> tuple[NearMissRow, ...]:
    """Return a row for each near miss; `apart` is why one that scores `threshold` or more was not merged."""
    apart = {kept.pair: kept for kept in compilation.apart}
    return tuple(
        _row(compilation, scored, apart.get(scored.pair), threshold) for scored in compilation.near_misses
    )


def _row(
    compilation: Compilation, scored: ScoredPair, kept: KeptApart | None, threshold: float
) -> NearMissRow:
    a, b = (compilation.bullets[position].id for position in (scored.pair.a, scored.pair.b))
    linkage = _CLUSTERS_DIFFER if scored.score >= threshold else ""
    return NearMissRow(a, b, scored.score, scored.reasons, linkage if kept is None else kept.reason)
