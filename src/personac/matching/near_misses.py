"""Pairs that came near to being merged and were not: where a reviewer finds what the matcher missed.

Two clusters may be near each other through many of their members; their best
pair stands for all of them, so that the list stays readable.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from personac.matching.classifier import near_from
from personac.matching.explanations import Explainer
from personac.model import KeptApart, Matched, ScoredPair

_MOST = 200


def near_misses(matched: Matched, explainer: Explainer, threshold: float) -> tuple[ScoredPair, ...]:
    """Return the best pair of every two clusters that nearly met, highest score first, explained.

    Contradictions are reported elsewhere.
    """
    apart = {kept.pair: kept for kept in matched.apart}
    pairs = (one for one in _best_pairs(matched, threshold) if not _contradicts(apart.get(one.pair)))
    return tuple(map(explainer.explain, islice(pairs, _MOST)))


def _contradicts(kept: KeptApart | None) -> bool:
    return kept is not None and kept.contradicts


def _best_pairs(matched: Matched, threshold: float) -> Iterator[ScoredPair]:
    owner = matched.cluster_of
    near = sorted(matched.scored.at_least(near_from(threshold)), key=lambda one: (-one.score, one.pair))
    met: set[tuple[int, int]] = set()
    for scored in near:
        a, b = sorted((owner[scored.pair.a], owner[scored.pair.b]))
        if a != b and (a, b) not in met:
            met.add((a, b))
            yield scored
