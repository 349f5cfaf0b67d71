"""Soft alignment, against the same written pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest

from personac.matching.feature_inputs import View, Views, look
from personac.matching.prepared_bullets import Knowledge
from personac.matching.similarity import Aligner
from tests.unit.helpers import extracted

_WORDS = ("index", "query", "column", "table", "server", "secret")
_LONG = " ".join(f"{word} caching strategies" for word in _WORDS)
TEXT = f"""\
- Validate all user input
- **Input checks**: sanitise what users send
- Caching
- → ←
- {_LONG} {_LONG.replace("caching", "queueing")} with retries, budgets, alerts, dashboards and tracing
- Cache invalidation, using Redis
- Zyxwv unheardof
- Unheardof zyxwv
"""


@pytest.fixture(scope="module")
def views(knowledge: Knowledge) -> Views:
    bullets = extracted({"a.md": TEXT}).bullets
    return look(bullets, [""] * len(bullets), knowledge.words, knowledge.background)


def _units(view: View, bullet: int) -> list[int]:
    start = int(view.size[:bullet].sum())
    return [int(unit) for unit in view.units[start : start + int(view.size[bullet])]][:16]


def _near(views: Views, a: int, b: int) -> float:
    cosine = float(views.vectors[a] @ views.vectors[b])
    return 1.0 if a == b else cosine * cosine if cosine >= 0.35 else 0.0


def _share(views: Views, left: Sequence[int], right: Sequence[int]) -> float:
    best = sum(views.weight[a] * max((_near(views, a, b) for b in right), default=0.0) for a in left)
    return float(best / max(sum(views.weight[a] for a in left), 1e-9))


def test_shares_are_those_of_each_pair(views: Views) -> None:
    pairs = list(combinations(range(len(views.bullets)), 2))
    i, j = np.array(pairs).T
    found = Aligner(views).align(i, j)
    for at, (a, b) in enumerate(pairs):
        text, other = _units(views.text, a), _units(views.text, b)
        head, other_head = _units(views.head, a), _units(views.head, b)
        assert found.forth[at] == pytest.approx(_share(views, text, other))
        assert found.back[at] == pytest.approx(_share(views, other, text))
        assert found.head_forth[at] == pytest.approx(_share(views, head, other_head))
        assert found.head_back[at] == pytest.approx(_share(views, other_head, head))
        assert found.in_forth[at] == pytest.approx(_share(views, head, other))
        assert found.in_back[at] == pytest.approx(_share(views, other_head, text))


def test_pairs_aligned_together_are_aligned_alike(views: Views) -> None:
    pairs = list(combinations(range(len(views.bullets)), 2)) * 200  # more than one block holds
    i, j = np.array(pairs).T
    aligner = Aligner(views)
    whole, once = aligner.align(i, j), aligner.align(i[: len(pairs) // 200], j[: len(pairs) // 200])
    assert whole.forth.tolist() == once.forth.tolist() * 200
    assert whole.in_back.tolist() == once.in_back.tolist() * 200


def test_unknown_words_are_near_themselves_only(views: Views) -> None:
    found = Aligner(views).align(np.array([6, 0]), np.array([7, 7]))
    assert found.forth.tolist() == [1, 0]


def test_nothing_to_align(views: Views) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(Aligner(views).align(nothing, nothing).forth) == 0
