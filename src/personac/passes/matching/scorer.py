"""The probability that a careful editor would keep one of the two.

A logistic regression over standardised features, fitted by
tools/fit_weights.py: its weights are numbers that a person can read, and what
each feature adds to a score can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from personac.passes.matching.features import Features
from personac.passes.matching.grid import Floats
from personac.passes.matching.resources import checked

SCHEMA = "personac-weights/1"
_DECIMALS = 4  # what is printed is what was compared
_FARTHEST = 30.0  # beyond it exp overflows and nothing changes


@dataclass(frozen=True, eq=False)
class Weights:
    """`weight` applies to (value - centre) / spread of each feature; `threshold` was fitted with them."""

    names: tuple[str, ...]
    centre: Floats
    spread: Floats
    weight: Floats
    intercept: float
    threshold: float


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


def score(found: Features, weights: Weights) -> Floats:
    """Return the probability of each pair, in [0, 1]."""
    logit = contributions(found, weights).sum(axis=1) + weights.intercept
    chance = 1 / (1 + np.exp(-np.clip(logit, -_FARTHEST, _FARTHEST)))
    return np.asarray(np.round(chance, _DECIMALS), dtype=np.float64)
