"""Score the proposed pairs: how likely a careful editor would keep one of the two.

Features are kept, and so can be shown, of pairs that have a chance to be merged,
directly or through others; the great many that have none keep their score.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from personac.config.schema import Rules
from personac.ir import ScoredTable
from personac.passes.matching.decide import Decisions, decide
from personac.passes.matching.explanations import Explainer
from personac.passes.matching.near import FLOOR
from personac.passes.matching.prepared import Prepared
from personac.passes.matching.scorer import score_pairs
from personac.passes.matching.views import Views

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
