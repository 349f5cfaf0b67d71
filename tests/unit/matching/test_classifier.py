"""Scores in blocks, compared with those of all pairs at once."""

from __future__ import annotations

import numpy as np
import pytest

from personac.matching.classifier import BELOW, FLOOR, contributions, near_from, score, score_pairs
from personac.matching.pair_features import features
from personac.matching.prepared_bullets import Knowledge, prepare
from tests.unit.helpers import extracted, rules


@pytest.mark.parametrize("threshold", [0.13, 0.38, 0.4, 0.7, 1.0])
def test_pairs_from_the_bound_on_are_near(threshold: float) -> None:
    assert round(threshold - BELOW, 4) >= near_from(threshold)
    assert threshold - BELOW >= near_from(threshold)
    assert threshold - BELOW - 0.0001 < near_from(threshold)


@pytest.mark.parametrize("threshold", [0.0, 0.05, 0.12])
def test_pairs_without_a_score_are_never_near(threshold: float) -> None:
    assert near_from(threshold) == pytest.approx(FLOOR, abs=0.0001)


_NOUNS = ("secret", "query", "column", "server", "cache", "token", "input", "output")
TEXTS = {
    "a.md": "# Security\n\n- **Secrets**: rotation, vaults\n- Validate all user input\n- Rotate secrets\n",
    "b.md": "# Safety\n\n- Secrets scanning\n- Validate every user input\n- Rotation of secrets in vaults\n",
}


_MANY = TEXTS | {
    f"{name}.md": "".join(f"- {verb} the {noun} {n} of {name}\n" for n in range(48) for noun in _NOUNS)
    for name, verb in (("e", "Validate"), ("f", "Check"), ("g", "Index"), ("h", "Rotate"))
}


@pytest.mark.parametrize("texts", [TEXTS, _MANY])
def test_scores_in_blocks_are_those_of_all_pairs(knowledge: Knowledge, texts: dict[str, str]) -> None:
    prepared, views = prepare(extracted(texts).bullets, knowledge, rules().matching)
    weights = knowledge.weights
    whole = features(views, prepared.candidates)
    assert set(weights.names) <= set(whole.names)
    scores = score_pairs(views, prepared.candidates, weights, 0.3)
    expected = score(whole, weights)
    assert scores.probability.tolist() == np.where(expected < FLOOR, 0.0, expected).tolist()
    assert scores.likely.tolist() == np.flatnonzero(scores.probability >= 0.3).tolist()
    assert 0 < len(scores.likely) < len(scores.probability)
    assert scores.features.names == whole.names
    assert scores.features.values.tolist() == whole.values[scores.likely].tolist()
    assert set(contributions(scores.features.of(0), weights)) == set(weights.names)


def test_nothing_to_score(knowledge: Knowledge) -> None:
    prepared, views = prepare((), knowledge, rules().matching)
    scores = score_pairs(views, prepared.candidates, knowledge.weights, 0.3)
    assert (len(scores.probability), len(scores.likely)) == (0, 0)
