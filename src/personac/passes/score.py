"""Score the proposed pairs: how likely a careful editor would keep one of the two, and why.

Features and reasons are told for pairs that have a chance to be merged,
directly or through others; the great many that have none keep their score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from personac.ir import Compilation, Pair, ScoredPair, frozen
from personac.passes.matching.features import features
from personac.passes.matching.prepared import Prepared, with_prepared
from personac.passes.matching.reasons import SAME_WORDS, ReasonFinder
from personac.passes.matching.scorer import contributions, score
from personac.rules.model import Rules

_CHANCE = 0.5  # of the threshold: what is below is hardly merged through others either
_TELLING = 0.25  # what a feature adds to the logit at least, to be told
_TOLD = 6  # features
_NOTHING: Mapping[str, float] = frozen({})


def run(compilation: Compilation, rules: Rules) -> Compilation:
    """Fill `scored`, in the order of `pairs`."""
    compilation, prepared = with_prepared(compilation, rules)
    found = {scored.pair: scored for scored in scored_pairs(prepared, rules.matching.threshold * _CHANCE)}
    copy = ScoredPair(Pair(0, 0), 1.0, _NOTHING, (SAME_WORDS,))
    scored = tuple(found.get(pair) or replace(copy, pair=pair) for pair in compilation.pairs)
    return replace(compilation, scored=scored)


def scored_pairs(prepared: Prepared, likely: float) -> Iterator[ScoredPair]:
    """Yield the candidates with their scores; from `likely` on with features and reasons too."""
    if not prepared.pairs:
        return
    weights, found = prepared.knowledge.weights, features(prepared.views, prepared.candidates)
    scores, added, finder = (
        score(found, weights),
        contributions(found, weights),
        ReasonFinder(prepared.knowledge),
    )
    for at, (pair, chance) in enumerate(zip(prepared.pairs, scores.tolist(), strict=True)):
        if chance < likely:
            yield ScoredPair(pair, chance, _NOTHING)
            continue
        parts = dict(zip(weights.names, added[at].tolist(), strict=True))
        values = dict(zip(found.names, found.values[at].tolist(), strict=True))
        a, b = prepared.bullets[pair.a], prepared.bullets[pair.b]
        yield ScoredPair(pair, chance, _told(parts, values), finder.reasons(a, b, parts, chance))


def _told(parts: Mapping[str, float], values: Mapping[str, float]) -> Mapping[str, float]:
    """Return the values of the features that moved the score most, by name."""
    moved = [name for name, part in parts.items() if abs(part) >= _TELLING]
    moved.sort(key=lambda name: (-abs(parts[name]), name))
    return frozen({name: round(values[name], 4) for name in sorted(moved[:_TOLD])})
