from __future__ import annotations

import pytest

from personac.passes.matching.near import BELOW, near_from


@pytest.mark.parametrize("threshold", [0.0, 0.38, 0.4, 0.7, 1.0])
def test_pairs_from_the_bound_on_are_near(threshold: float) -> None:
    assert round(threshold - BELOW, 4) >= near_from(threshold)
    assert threshold - BELOW >= near_from(threshold)
    assert threshold - BELOW - 0.0001 < near_from(threshold)
