"""Score the proposed pairs: how likely a careful editor would keep one of the two, and why.

Features and reasons can be told of pairs that have a chance to be merged,
directly or through others; the great many that have none keep their score.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from personac.config.schema import Rules
from personac.ir import Compilation, ScoredTable, Telling, frozen, telling
from personac.ir.pair_tables import UNTOLD
from personac.passes.matching.near import FLOOR
from personac.passes.matching.prepared import Prepared, with_views
from personac.passes.matching.reasons import SAME_WORDS, ReasonFinder
from personac.passes.matching.scorer import Scores, Weights, contributions_of, score_pairs

_CHANCE = 0.5  # of the threshold: what is below is hardly merged through others either
_TELLING = 0.25  # what a feature adds to the logit at least, to be told
_TOLD = 6  # features
_COPY = UNTOLD - 1  # in `ScoredTable.told`: the two are the same word for word
_SAME = telling({}, (SAME_WORDS,))


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `scored`, in the order of `pairs`."""
    compilation, prepared = with_views(compilation, rules)
    likely = max(rules.matching.threshold * _CHANCE, FLOOR)
    found = score_pairs(prepared.views, prepared.candidates, prepared.knowledge.weights, likely)
    slim = replace(prepared, seen=None)  # nobody else needs the views, which are most of all memory
    return replace(compilation, prepared=slim, scored=_table(slim, found))


def _table(prepared: Prepared, found: Scores) -> ScoredTable:
    told = np.full(len(found.chance), UNTOLD, dtype=np.intc)
    told[found.likely] = np.arange(len(found.likely))
    scores, numbers = prepared.with_copies(found.chance, 1.0), prepared.with_copies(told, _COPY)
    columns = array("d", scores.tobytes()), array("i", numbers.tobytes())
    return ScoredTable(prepared.all_pairs, *columns, _Teller(prepared, found))


class _Teller:
    """Tells of likely pairs, by their number among these."""

    def __init__(self, prepared: Prepared, scores: Scores) -> None:
        self._prepared, self._scores = prepared, scores
        self._finder = ReasonFinder(prepared.knowledge)

    def __call__(self, number: int) -> Telling:
        return _SAME if number == _COPY else Telling(partial(self._tell, number))

    def _tell(self, number: int) -> tuple[Mapping[str, float], tuple[str, ...]]:
        scores, features = self._scores, self._scores.features.of(number)
        weights = self._prepared.knowledge.weights
        moved, parts = _moved(dict(zip(features.names, features.values[0].tolist(), strict=True)), weights)
        at = int(scores.likely[number])
        pairs, units, bullets = self._prepared.candidates, self._prepared.units, self._prepared.bullets
        a, b = (bullets[units[unit][0]] for unit in (pairs.i[at], pairs.j[at]))
        return moved, self._finder.reasons(a, b, parts, float(scores.chance[at]))


def _moved(values: Mapping[str, float], weights: Weights) -> tuple[Mapping[str, float], Mapping[str, float]]:
    """Return the values of the features that moved the score most, and what each feature adds, by name."""
    parts = contributions_of(values, weights)
    moved = [name for name, part in parts.items() if abs(part) >= _TELLING]
    moved.sort(key=lambda name: (-abs(parts[name]), name))
    return frozen({name: round(values[name], 4) for name in sorted(moved[:_TOLD])}), parts
