from __future__ import annotations

import numpy as np

from personac.matching.pair_features import density, persona_ranks


def test_ranks_count_the_better_ones_of_the_other_persona() -> None:
    i, j, base = np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([0.9, 0.5, 0.5])
    forth, back = persona_ranks(i, j, base, np.array([0, 1, 1, 1]))
    assert (forth.tolist(), back.tolist()) == ([0, 1, 1], [0, 0, 0])
    nothing = np.zeros(0, dtype=np.int64)
    assert len(persona_ranks(nothing, nothing, np.zeros(0), np.array([0]))[0]) == 0
    assert density(i, j, base, 4).argmax() == 0
