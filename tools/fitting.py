"""Fits the first stage on labelled groups: a logistic regression with known signs.

Weights of features that indicate equal meaning are not negative, those of features that indicate different
meaning not positive; this and a quadratic penalty are the only regularisation. A positive pair has less
weight the larger its cluster is, so that one large cluster does not dominate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from personac.config.schema import Rules
from personac.matching.classifier import Weights
from personac.matching.number_grid import Floats
from personac.matching.pair_features import Features, features
from personac.matching.prepared_bullets import Knowledge, Prepared, prepare
from tools.gold import Group
from tools.labelled_pairs import target_of

PENALTY = 20.0
_USUAL, _LEAST, _MOST = 2.5, 0.3, 1.5  # importance of a positive pair: divided by the size of its cluster
# Features in APART never raise a score, features in FREE have any sign, all others never lower a score.
APART = frozenset(
    [
        "same_persona",
        "same_list",
        "same_persona_apart",
        "one_quote",
        "one_relation",
        "one_output",
        "one_metric",
        "brief_titles_apart",
        "brief_one_title",
        "rank_worst",
        "rank_best",
    ]
)
FREE = frozenset(["both_leads", "shortest", "length_ratio", "density", "same_persona_brief"])


@dataclass(frozen=True, eq=False)
class Labelled:
    """A group with the features of its candidates; `label`: 1 same, 0 different, -1 excluded."""

    group: Group
    prepared: Prepared
    features: Features
    label: Floats
    importance: Floats


def label(group: Group, knowledge: Knowledge, rules: Rules) -> Labelled:
    """Prepare the bullets of a group as a build does, and label its candidates."""
    prepared, views = prepare(group.bullets, knowledge, rules.matching)
    size = {own: len(cluster) for cluster in group.clusters for own in cluster}
    target = target_of(group, prepared)
    members = [[size.get(group.ids[m], 1) for m in copies] for copies in prepared.copies]
    degree = np.array([max(max(members[i]) - 1, 1) for i in prepared.candidates.i.tolist()])
    importance = np.where(target == 1, np.clip(_USUAL / degree, _LEAST, _MOST), 1.0)
    return Labelled(group, prepared, features(views, prepared.candidates), target, importance)


def fit(groups: Sequence[Labelled], names: Sequence[str], penalty: float = PENALTY) -> Weights:
    """Fit weights of the features `names`."""
    columns = [groups[0].features.names.index(name) for name in names]
    kept = [group.label >= 0 for group in groups]
    values = np.vstack([g.features.values[k][:, columns] for g, k in zip(groups, kept, strict=True)])
    target = np.concatenate([g.label[k] for g, k in zip(groups, kept, strict=True)])
    importance = np.concatenate([g.importance[k] for g, k in zip(groups, kept, strict=True)])
    centre, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    z = (values - centre) / spread

    def loss(v: Floats) -> tuple[float, Floats]:
        logit = z @ v[:-1] + v[-1]
        error = (1 / (1 + np.exp(-logit)) - target) * importance
        cost = (importance * (np.logaddexp(0, logit) - target * logit)).sum()
        cost += penalty / 2 * (v[:-1] ** 2).sum()
        return float(cost), np.append(z.T @ error + penalty * v[:-1], error.sum())

    bounds = [*(_bounds(name) for name in names), (None, None)]
    start = np.append(np.zeros(len(names)), -3.0)
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 1000}).x
    return Weights(tuple(names), centre, spread, best[:-1], float(best[-1]))


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name in FREE:
        return (None, None)
    return (None, 0.0) if name in APART else (0.0, None)
