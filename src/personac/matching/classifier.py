"""The probability that a careful editor would keep only one bullet of a pair.

This is a logistic regression over standardised features, fitted by tools/fit_weights.py. People can read
its weights, and the contribution of each feature to a score can be displayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from personac.matching.candidates import Candidates
from personac.matching.corpus_stats import checked
from personac.matching.feature_inputs import Views
from personac.matching.number_grid import Floats, Ints
from personac.matching.pair_features import Columns, FeatureFinder, Features, base_scores, rounded
from personac.matching.similarity import character_cosines, slices, token_sets

FLOOR = 0.01  # a lower score counts as 0
OPEN = 0.015  # a pair with a lower score is settled: the two do not mean the same
BELOW = 0.12  # a pair this far below the threshold is still near
SCHEMA = "personac-weights/1"
_DECIMALS = 4  # scores are compared as they are displayed
_HALF_A_STEP = 0.00005  # half of the last decimal, so that the float form of a bound does not matter
_FARTHEST = 30.0  # beyond it exp overflows and the result is the same
_BLOCK = 8_192  # pairs at once: bounds the memory
_FEW = 2 * _BLOCK  # pairs whose own features are kept instead of computed twice


def near_from(threshold: float) -> float:
    """Return the lowest score of a near pair, which is merged or nearly merged.

    Guards run eagerly on near pairs, which are few, and lazily on others, when clustering would join them.
    """
    return max(round(threshold - BELOW, 4), FLOOR) - _HALF_A_STEP


@dataclass(frozen=True, eq=False)
class Weights:
    """`weight` applies to (value - centre) / spread of each feature."""

    names: tuple[str, ...]
    centre: Floats
    spread: Floats
    weight: Floats
    intercept: float


@dataclass(frozen=True, eq=False)
class Scores:
    """The `probability` of each pair, the positions of the `likely` pairs, and the features of these.

    `logits` are those of the judge for the likely pairs, empty without it. Once the judge has changed the
    probabilities, `likeness` holds those of the first stage.
    """

    probability: Floats
    likely: Ints
    features: Features
    logits: Floats = field(default_factory=lambda: np.zeros(0))
    likeness: Floats = field(default_factory=lambda: np.zeros(0))


def read_weights(text: str) -> Weights:
    """Read the output of tools/fit_weights.py. Raises `ValueError` or `KeyError` for anything else."""
    data = checked(text, SCHEMA)
    rows: Mapping[str, Mapping[str, float]] = data["features"]
    centre, spread, weight = (
        np.array([row[key] for row in rows.values()]) for key in ("centre", "spread", "weight")
    )
    return Weights(tuple(rows), centre, spread, weight, float(data["intercept"]))


def contributions(values: Mapping[str, float], weights: Weights) -> dict[str, float]:
    """Return what each feature of one pair adds to the logit."""
    columns = (column.tolist() for column in (weights.centre, weights.spread, weights.weight))
    rows = zip(weights.names, *columns, strict=True)
    return {name: (values[name] - centre) / spread * weight for name, centre, spread, weight in rows}


def score(features: Features, weights: Weights) -> Floats:
    """Return the probability of each pair, in [0, 1], from all of its features."""
    columns = dict(zip(features.names, features.values.T, strict=True))
    return as_probability(_added(columns, weights) + weights.intercept)


def score_pairs(views: Views, pairs: Candidates, weights: Weights, likely: float) -> Scores:
    """Return the probability of each pair, 0 below `FLOOR`, and the features of pairs that reach `likely`.

    The features of many pairs are computed block by block, and once more for the few likely pairs, because
    those of all pairs do not fit into memory. The token set ratio is slow, so it is computed only for pairs
    that may reach `FLOOR` by it.
    """
    i, j = pairs.i, pairs.j
    own = _OwnFeatures(FeatureFinder(views), pairs, {"characters": character_cosines(views, i, j)})
    logit, rivals = _without_rivals(own, weights)
    token_set = own.strings["token_set"] = np.zeros(len(i))
    for part in slices(len(i), _BLOCK):
        logit[part] += _added(_rows(rivals, part), weights)
        at = _within_reach(logit, part, weights)
        token_set[at] = token_sets(views, i[at], j[at])
    probability = as_probability(logit + _added({"token_set": token_set}, weights))
    probability[probability < FLOOR] = 0.0
    at = np.flatnonzero(probability >= likely)
    return Scores(probability, at, _features_of(at, own, rivals))


class _OwnFeatures:
    """The features that pairs have independently of other pairs; `strings` are computed elsewhere."""

    def __init__(self, finder: FeatureFinder, pairs: Candidates, strings: dict[str, Floats]) -> None:
        self.finder = finder
        self.pairs = pairs
        self.strings = strings
        self._kept = finder.own(pairs.i, pairs.j) if len(pairs.i) <= _FEW else None

    def at(self, rows: slice | Ints) -> dict[str, Floats]:
        """Return the columns of the pairs in `rows`."""
        own = (
            _rows(self._kept, rows) if self._kept else self.finder.own(self.pairs.i[rows], self.pairs.j[rows])
        )
        return {**own, **_rows(self.strings, rows)}


def _without_rivals(own: _OwnFeatures, weights: Weights) -> tuple[Floats, Columns]:
    """Return the logits by own features alone, and the features that compare each pair with all others."""

    def of(part: slice) -> tuple[Floats, Floats]:
        columns = own.at(part)
        return _added(columns, weights), base_scores(columns)

    i, j = own.pairs.i, own.pairs.j
    parts = [of(part) for part in slices(max(len(i), 1), _BLOCK)]
    logit, likeness = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return logit + weights.intercept, own.finder.rivals(i, j, likeness)


def _features_of(rows: Ints, own: _OwnFeatures, rivals: Columns) -> Features:
    def of(part: slice) -> Features:
        at = rows[part]
        return own.finder.features(own.pairs.i[at], own.pairs.j[at], own.at(at), _rows(rivals, at))

    parts = [of(part) for part in slices(max(len(rows), 1), _BLOCK)]
    return Features(parts[0].names, np.concatenate([part.values for part in parts]))


def _within_reach(logit: Floats, part: slice, weights: Weights) -> Ints:
    """Return the pairs of `part` whose probability may reach `FLOOR` by their token set ratio."""
    most = np.max([_added({"token_set": np.full(1, end)}, weights) for end in (0.0, 1.0)])
    return np.flatnonzero(as_probability(logit[part] + most) >= FLOOR) + int(part.start)


def _rows(columns: Columns, at: slice | Ints) -> dict[str, Floats]:
    return {name: column[at] for name, column in columns.items()}


def _added(columns: Columns, weights: Weights) -> Floats:
    """Return what the features among `columns` add to the logit."""
    rows = zip(weights.names, weights.centre, weights.spread, weights.weight, strict=True)
    added = [(rounded(columns[name]) - c) / s * w for name, c, s, w in rows if name in columns]
    return np.asarray(np.sum(added, axis=0), dtype=np.float64)


def as_probability(logit: Floats) -> Floats:
    """Return the probability of each logit, rounded as scores are."""
    probability = 1 / (1 + np.exp(-np.clip(logit, -_FARTHEST, _FARTHEST)))
    return np.asarray(np.round(probability, _DECIMALS), dtype=np.float64)
