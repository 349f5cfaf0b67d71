from __future__ import annotations

import pytest

from personac.passes.matching.authors import weighed
from personac.passes.matching.prepared import Prepared
from tests.unit.helpers import evidence, rules

_SETTINGS = rules("[matching]\nthreshold = 0.4\nwithin = 0.6\nalone = 0.9\n").matching


def _prepared(texts: dict[str, str]) -> Prepared:
    return evidence(texts).prepared


def _seen(texts: dict[str, str], score: float) -> float:
    prepared = _prepared(texts)
    first, second = (unit[0] for unit in prepared.units[:2])
    return weighed(prepared, {(first, second): score}, 0.4, _SETTINGS)[first, second]


@pytest.mark.parametrize(("score", "seen"), [(0.3, 0.3), (0.5, 0.395), (0.6, 0.6), (0.7, 0.7)])
def test_inside_one_persona_the_bar_is_higher(score: float, seen: float) -> None:
    assert _seen({"a.md": "- x1\n- y1\n", "b.md": "- z1\n"}, score) == pytest.approx(seen)


def test_across_personas_scores_stay() -> None:
    assert _seen({"a.md": "- x1\n", "b.md": "- y1\n"}, 0.41) == 0.41


def test_copies_in_other_personas_speak_for_a_pair() -> None:
    assert _seen({"a.md": "- x1\n- y1\n- v1\n", "b.md": "- x1\n- z1\n", "c.md": "- y1\n- w1\n"}, 0.5) == 0.5
    assert _seen({"a.md": "- x1\n- y1\n", "b.md": "- x1\n- z1\n"}, 0.5) == pytest.approx(0.395)


def test_a_persona_alone_needs_near_copies() -> None:
    assert _seen({"a.md": "- x1\n- y1\n"}, 0.8) == pytest.approx(0.395)
    assert _seen({"a.md": "- x1\n- y1\n"}, 0.95) == 0.95
