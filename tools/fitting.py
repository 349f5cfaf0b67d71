"""Fits the classifier on labelled groups: a logistic regression with known signs, and a threshold.

Weights of features that indicate equal meaning are not negative, those of features that indicate different
meaning not positive; this and a quadratic penalty are the only regularisation. A positive pair has less
weight the larger its cluster is, so that one large cluster does not dominate. The threshold is the best one
for groups that were each left out of the fit, so that it is chosen on realistic scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from personac.config.schema import Matching, Rules
from personac.matching.average_linkage import Edge, partition
from personac.matching.classifier import Weights, score
from personac.matching.clustering import author_adjusted
from personac.matching.constraints import CopyGuard
from personac.matching.number_grid import Floats
from personac.matching.pair_features import Features, features
from personac.matching.prepared_bullets import Knowledge, Prepared, prepare
from tools.gold import Group, f_measure, ordered, pair_counts, pairs_of

PENALTY = 20.0
FLAT = 0.02  # share of the best agreement that a higher threshold may cost
THRESHOLDS = tuple(round(0.16 + 0.02 * step, 2) for step in range(20))
_SMOOTH = (0.1, 0.2, 0.4, 0.2, 0.1)  # weights of a threshold and its neighbours
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
    barred: frozenset[Edge]
    label: Floats
    importance: Floats
    settings: Matching


def label(group: Group, knowledge: Knowledge, rules: Rules) -> Labelled:
    """Prepare the bullets of a group as a build does, and label its candidates."""
    prepared, views = prepare(group.bullets, knowledge, rules.matching)
    same = pairs_of(group.clusters)
    size = {own: len(cluster) for cluster in group.clusters for own in cluster}
    pairs = [ordered(group.ids[pair.a], group.ids[pair.b]) for pair in prepared.pairs]
    marks = np.array(
        [-1.0 if not a or a == b or (a, b) in group.ignore else float((a, b) in same) for a, b in pairs]
    )
    degree = np.array([max(size.get(a, 1) - 1, 1) for a, _ in pairs])
    importance = np.where(marks == 1, np.clip(_USUAL / degree, _LEAST, _MOST), 1.0)
    guard = CopyGuard(prepared)
    barred = frozenset((pair.a, pair.b) for pair in prepared.pairs if guard.bar(pair.a, pair.b))
    values = features(views, prepared.candidates)
    return Labelled(group, prepared, values, barred, marks, importance, rules.matching)


def grouped(item: Labelled, scores: Floats, threshold: float) -> list[list[str]]:
    """Cluster a group as a build does, duplicates and guards included; return clusters of gold ids."""
    copies_of = item.prepared.copies_of
    edges = {(pair.a, pair.b): s for pair, s in zip(item.prepared.pairs, scores.tolist(), strict=True)}
    adjusted = author_adjusted(item.prepared, edges, threshold, item.settings)
    parts = partition(copies_of, adjusted, threshold, apart=item.barred)
    return item.group.gold_clusters(
        [member for first in part for member in copies_of[first]] for part in parts
    )


def fit(groups: Sequence[Labelled], names: Sequence[str], penalty: float = PENALTY) -> Weights:
    """Fit weights of the features `names`; the threshold is 0.5."""
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
    return Weights(tuple(names), centre, spread, best[:-1], float(best[-1]), 0.5)


def _bounds(name: str) -> tuple[float | None, float | None]:
    if name in FREE:
        return (None, None)
    return (None, 0.0) if name in APART else (0.0, None)


def fit_all(groups: Sequence[Labelled], names: Sequence[str]) -> Weights:
    """Fit weights and threshold on two or more groups."""
    return replace(fit(groups, names), threshold=choose_threshold(groups, names))


def choose_threshold(groups: Sequence[Labelled], names: Sequence[str]) -> float:
    """Return the best threshold for groups that were each left out of the fit.

    Agreement hardly changes over a wide range. Of this the highest threshold is returned, because a wrong
    merge loses advice, and a missed merge only costs a line.
    """
    total = np.zeros(len(THRESHOLDS))
    for item in groups:
        scores = score(item.features, fit([group for group in groups if group is not item], names))
        total += [f_measure(pair_counts(grouped(item, scores, t), item.group)) for t in THRESHOLDS]
    smooth = np.convolve(np.pad(total, len(_SMOOTH) // 2, "edge"), _SMOOTH, "valid")
    return THRESHOLDS[int(np.flatnonzero(smooth >= smooth.max() * (1 - FLAT)).max())]
