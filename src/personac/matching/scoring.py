"""Score the proposed pairs: how likely a careful editor would keep one of the two.

Features are kept, and so can be shown, of pairs that have a chance to be merged,
directly or through others; the great many that have none keep their score.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from personac.config.schema import Rules
from personac.matching.classifier import FLOOR, score_pairs
from personac.matching.constraints import Decisions, decide
from personac.matching.explanations import Explainer
from personac.matching.feature_inputs import Views
from personac.matching.prepared_bullets import Prepared
from personac.model import ScoredTable

_CHANCE = 0.5  # of the threshold: what is below is hardly merged through others either


@dataclass(frozen=True, eq=False)
class Evidence:
    """What clustering goes by: the scores and what explains them, and the decisions of users."""

    prepared: Prepared
    scored: ScoredTable
    explainer: Explainer
    decisions: Decisions


def score(prepared: Prepared, views: Views, rules: Rules) -> Evidence:
    """Score the pairs of `prepared`. Raises `PersonacError` where two decisions cannot both hold."""
    likely = max(rules.matching.threshold * _CHANCE, FLOOR)
    scores = score_pairs(views, prepared.candidates, prepared.knowledge.weights, likely)
    chances = prepared.with_copies(scores.chance, 1.0)
    table = ScoredTable(prepared.all_pairs, array("d", chances.tobytes()))
    return Evidence(prepared, table, Explainer(prepared, scores), decide(prepared, rules))
