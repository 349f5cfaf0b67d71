"""Texts as strings: how alike the two of a pair are."""

from __future__ import annotations

import numpy as np

from personac.passes.matching.knowledge import Knowledge
from personac.passes.matching.prepared import prepare
from personac.passes.matching.strings import character_cosines, token_sets
from tests.unit.helpers import bullets_of, rules

_TEXT = "- Rotate secrets often\n- Often rotate all *secrets*\n- Paint walls\n"


def test_both_distinguish_the_same_words_from_others(knowledge: Knowledge) -> None:
    _, views = prepare(bullets_of(_TEXT), knowledge, rules().matching)
    i, j = np.array([0, 0, 0, 1]), np.array([0, 1, 2, 0])
    for same, near, far, turned in (character_cosines(views, i, j), token_sets(views, i, j)):
        assert far < 0.5 < near == turned <= same
        assert np.isclose(same, 1.0, atol=1e-4)


def test_no_pairs_no_figures(knowledge: Knowledge) -> None:
    _, views = prepare((), knowledge, rules().matching)
    none = np.zeros(0, dtype=np.int64)
    assert len(character_cosines(views, none, none)) == len(token_sets(views, none, none)) == 0
