"""The score from which a pair counts as near: nearly merged, or merged.

Guards run eagerly on these pairs, which are few, and lazily on others: when
clustering would join the two.

The probability that a careful editor would keep one of the two.

A logistic regression over standardised features, fitted by
tools/fit_weights.py: its weights are numbers that a person can read, and what
each feature adds to a score can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from personac.matching.candidates import Candidates
from personac.matching.corpus_stats import checked
from personac.matching.feature_inputs import Views
from personac.matching.fixed_point import Floats, Ints
from personac.matching.pair_features import Columns, FeatureFinder, Features, base_scores, rounded
from personac.matching.similarity import character_cosines, slices, token_sets

FLOOR = 0.01  # a score below this is none
BELOW = 0.12  # how far under the threshold a pair may score to be worth a look
_HALF_A_STEP = 0.00005  # scores have four decimals; how a bound is written as a float must not count


def near_from(threshold: float) -> float:
    """Return the least score of a pair that is worth a look."""
    return max(round(threshold - BELOW, 4), FLOOR) - _HALF_A_STEP


_Own = Callable[[slice | Ints], Columns]
SCHEMA = "personac-weights/1"
_DECIMALS = 4  # what is printed is what was compared
_FARTHEST = 30.0  # beyond it exp overflows and nothing changes
_BLOCK = 8_192  # pairs at once: bounds the memory
_FEW = 2 * _BLOCK  # pairs that may be worked out as one


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
    """Return the probability of each pair, 0 below `FLOOR`, and the features of those that reach `likely`.

    Of many pairs features are worked out block by block and once more for the likely ones,
    which are few: those of all pairs would not fit into memory.
    """
    i, j = pairs.i, pairs.j
    strings = {"characters": character_cosines(views, i, j)}
    finder = FeatureFinder(views)
    own = _own(finder, pairs, strings)
    logit, rivals = _without_rivals(finder, pairs, own, weights)
    strings["token_set"] = np.zeros(len(i))
    for part in slices(len(i), _BLOCK):
        logit[part] += _added(_rows(rivals, part), weights)
        at = _may_count(logit, part, weights)
        strings["token_set"][at] = token_sets(views, i[at], j[at])
    chance = _chance(logit + _added({"token_set": strings["token_set"]}, weights))
    chance[chance < FLOOR] = 0.0
    at = np.flatnonzero(chance >= likely)
    return Scores(chance, at, _features(finder, pairs, at, own, rivals))


def _without_rivals(
    finder: FeatureFinder, pairs: Candidates, own: _Own, weights: Weights
) -> tuple[Floats, Columns]:
    """Return the logit by what each pair has by itself, and how each stands among all pairs."""

    def of(part: slice) -> tuple[Floats, Floats]:
        columns = own(part)
        return _added(columns, weights), base_scores(columns)

    parts = [of(part) for part in slices(max(len(pairs.i), 1), _BLOCK)]
    logit, likeness = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return logit + weights.intercept, finder.rivals(pairs.i, pairs.j, likeness)


def _features(finder: FeatureFinder, pairs: Candidates, rows: Ints, own: _Own, rivals: Columns) -> Features:
    """Return the features of the pairs in `rows`."""

    def of(part: slice) -> Features:
        at = rows[part]
        return finder.features(pairs.i[at], pairs.j[at], own(at), _rows(rivals, at))

    parts = [of(part) for part in slices(max(len(rows), 1), _BLOCK)]
    return Features(parts[0].names, np.concatenate([part.steps for part in parts]))


def _own(finder: FeatureFinder, pairs: Candidates, strings: Columns) -> _Own:
    """Return what tells of some pairs what they have by themselves: worked out once where they are few.

    Of `strings` it tells what they hold when it is asked.
    """
    i, j = pairs.i, pairs.j
    if len(i) <= _FEW:
        found = finder.own(i, j)
        return lambda at: {**_rows(found, at), **_rows(strings, at)}
    return lambda at: {**finder.own(i[at], j[at]), **_rows(strings, at)}


def _may_count(logit: Floats, part: slice, weights: Weights) -> Ints:
    """Return those of the pairs of `part` that the token set ratio may lift to a score: it is dear."""
    ends = [_added({"token_set": np.full(1, end)}, weights) for end in (0.0, 1.0)]
    return np.flatnonzero(_chance(logit[part] + np.max(ends)) >= FLOOR) + int(part.start)


def _rows(columns: Columns, at: slice | Ints) -> dict[str, Floats]:
    return {name: column[at] for name, column in columns.items()}


def _added(columns: Columns, weights: Weights) -> Floats:
    """Return what those of the features that are among `columns` add to the logit."""
    rows = zip(weights.names, weights.centre, weights.spread, weights.weight, strict=True)
    added = [(rounded(columns[name]) - c) / s * w for name, c, s, w in rows if name in columns]
    return np.asarray(np.sum(added, axis=0), dtype=np.float64)


def _chance(logit: Floats) -> Floats:
    chance = 1 / (1 + np.exp(-np.clip(logit, -_FARTHEST, _FARTHEST)))
    return np.asarray(np.round(chance, _DECIMALS), dtype=np.float64)
