from __future__ import annotations

import pytest

from personac.passes.matching.near import BELOW, FLOOR, near_from


@pytest.mark.parametrize("threshold", [0.13, 0.38, 0.4, 0.7, 1.0])
def test_pairs_from_the_bound_on_are_near(threshold: float) -> None:
    assert round(threshold - BELOW, 4) >= near_from(threshold)
    assert threshold - BELOW >= near_from(threshold)
    assert threshold - BELOW - 0.0001 < near_from(threshold)


@pytest.mark.parametrize("threshold", [0.0, 0.05, 0.12])
def test_what_has_no_score_is_never_near(threshold: float) -> None:
    assert near_from(threshold) == pytest.approx(FLOOR, abs=0.0001)
