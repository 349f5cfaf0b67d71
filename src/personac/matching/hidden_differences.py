"""Bullets with the same words and other hidden parts: as near as can be, and no copies."""

from __future__ import annotations

from dataclasses import replace

from personac.matching.classifier import Scores
from personac.matching.prepared_bullets import Prepared

_MOST = 0.95  # a score of 1.00 says that two bullets are the same


def below_copies(prepared: Prepared, scores: Scores) -> Scores:
    """Return `scores` with those of pairs that hide unlike parts below the scores of copies."""
    hidden = [tuple(sorted(bullet.hidden)) for bullet in prepared.firsts]
    if not any(hidden):
        return scores
    probability = scores.probability.copy()
    for at, (i, j) in enumerate(prepared.candidates.ends()):
        if probability[at] > _MOST and hidden[i] != hidden[j]:
            probability[at] = _MOST
    return replace(scores, probability=probability)
