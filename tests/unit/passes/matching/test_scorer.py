"""Scores in blocks are those of all pairs at once."""

from __future__ import annotations

import numpy as np
import pytest

from personac.passes.matching import scorer
from personac.passes.matching.features import features
from personac.passes.matching.knowledge import Knowledge
from personac.passes.matching.near import FLOOR
from personac.passes.matching.prepared import prepare
from personac.passes.matching.scorer import contributions, score, score_pairs
from tests.unit.helpers import compile_texts, rules

TEXTS = {
    "a.md": "# Security\n\n- **Secrets**: rotation, vaults\n- Validate all user input\n- Rotate secrets\n",
    "b.md": "# Safety\n\n- Secrets scanning\n- Validate every user input\n- Rotation of secrets in vaults\n",
}


@pytest.mark.parametrize(("block", "few"), [(1, 0), (3, 0), (65_536, 0), (65_536, 65_536)])
def test_blocks_change_nothing(
    knowledge: Knowledge, block: int, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scorer, "_BLOCK", block)
    monkeypatch.setattr(scorer, "_FEW", few)
    prepared = prepare(compile_texts(TEXTS, "extract").bullets, knowledge, rules().matching)
    weights = knowledge.weights
    whole = features(prepared.views, prepared.candidates)
    assert set(weights.names) <= set(whole.names)
    found = score_pairs(prepared.views, prepared.candidates, weights, 0.3)
    expected = score(whole, weights)
    assert found.chance.tolist() == np.where(expected < FLOOR, 0.0, expected).tolist()
    assert found.likely.tolist() == np.flatnonzero(found.chance >= 0.3).tolist()
    assert 0 < len(found.likely) < len(found.chance)
    assert found.features.names == whole.names
    assert found.features.values.tolist() == whole.values[found.likely].tolist()
    assert contributions(found.features, weights).shape == (len(found.likely), len(weights.names))


def test_nothing_to_score(knowledge: Knowledge) -> None:
    prepared = prepare((), knowledge, rules().matching)
    found = score_pairs(prepared.views, prepared.candidates, knowledge.weights, 0.3)
    assert (len(found.chance), len(found.likely)) == (0, 0)
