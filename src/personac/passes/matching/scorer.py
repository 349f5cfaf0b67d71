"""The probability that a careful editor would keep one of the two.

A logistic regression over standardised features, fitted by
tools/fit_weights.py: its weights are numbers that a person can read, and what
each feature adds to a score can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from personac.passes.matching.candidates import Candidates
from personac.passes.matching.features import Columns, FeatureFinder, Features, base, rounded
from personac.passes.matching.grid import Floats, Ints
from personac.passes.matching.resources import checked
from personac.passes.matching.views import Views

SCHEMA = "personac-weights/1"
_DECIMALS = 4  # what is printed is what was compared
_FARTHEST = 30.0  # beyond it exp overflows and nothing changes
_BLOCK = 65_536  # pairs at once: bounds the memory


@dataclass(frozen=True, eq=False)
class Weights:
    """`weight` applies to (value - centre) / spread of each feature; `threshold` was fitted with them."""

    names: tuple[str, ...]
    centre: Floats
    spread: Floats
    weight: Floats
    intercept: float
    threshold: float


@dataclass(frozen=True, eq=False)
class Scores:
    """`chance` of each pair; the positions of the `likely` ones, and their features in that order."""

    chance: Floats
    likely: Ints
    features: Features


def read_weights(text: str) -> Weights:
    """Read what tools/fit_weights.py wrote. Raises `ValueError` or `KeyError` for anything else."""
    data = checked(text, SCHEMA)
    rows: Mapping[str, Mapping[str, float]] = data["features"]
    centre, spread, weight = (
        np.array([row[key] for row in rows.values()]) for key in ("centre", "spread", "weight")
    )
    return Weights(tuple(rows), centre, spread, weight, float(data["intercept"]), float(data["threshold"]))


def contributions(found: Features, weights: Weights) -> Floats:
    """Return what each feature adds to the logit: pairs x weights."""
    column = {name: at for at, name in enumerate(found.names)}
    values = found.values[:, [column[name] for name in weights.names]]
    return np.asarray((values - weights.centre) / weights.spread * weights.weight, dtype=np.float64)


def contributions_of(values: Mapping[str, float], weights: Weights) -> dict[str, float]:
    """Return the same of one pair, by feature: plain numbers are quicker than arrays of a few."""
    columns = (column.tolist() for column in (weights.centre, weights.spread, weights.weight))
    rows = zip(weights.names, *columns, strict=True)
    return {name: (values[name] - centre) / spread * weight for name, centre, spread, weight in rows}


def score(found: Features, weights: Weights) -> Floats:
    """Return the probability of each pair, in [0, 1]."""
    return _chance(contributions(found, weights).sum(axis=1) + weights.intercept)


def score_pairs(views: Views, pairs: Candidates, weights: Weights, likely: float) -> Scores:
    """Return the probability of each pair, and the features of those that reach `likely`.

    Features are worked out block by block and once more for the likely pairs,
    which are few: those of all pairs would not fit into memory.
    """
    finder = FeatureFinder(views)
    logit, likeness = np.full(len(pairs.i), weights.intercept), np.zeros(len(pairs.i))
    for start in range(0, len(pairs.i), _BLOCK):
        part = slice(start, start + _BLOCK)
        own = finder.own(pairs.i[part], pairs.j[part])
        logit[part] += _added(own, weights)
        likeness[part] = base(own)
    rivals = finder.rivals(pairs.i, pairs.j, likeness)
    chance = _chance(logit + _added(rivals, weights))
    at = np.flatnonzero(chance >= likely)
    i, j = pairs.i[at], pairs.j[at]
    found = finder.features(i, j, finder.own(i, j), {name: column[at] for name, column in rivals.items()})
    return Scores(chance, at, found)


def _added(columns: Columns, weights: Weights) -> Floats:
    """Return what those of the features that are among `columns` add to the logit."""
    rows = zip(weights.names, weights.centre, weights.spread, weights.weight, strict=True)
    added = [(rounded(columns[name]) - c) / s * w for name, c, s, w in rows if name in columns]
    return np.asarray(np.sum(added, axis=0), dtype=np.float64)


def _chance(logit: Floats) -> Floats:
    chance = 1 / (1 + np.exp(-np.clip(logit, -_FARTHEST, _FARTHEST)))
    return np.asarray(np.round(chance, _DECIMALS), dtype=np.float64)
