"""Candidates: the nearest of each bullet, against all pairs compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from personac.passes.matching import candidates as module
from personac.passes.matching.candidates import candidates
from personac.passes.matching.grid import on_grid
from personac.passes.matching.knowledge import Knowledge
from personac.passes.matching.views import look
from tests.unit.helpers import compile_texts

_ROWS = st.lists(st.lists(st.sampled_from([0, 0, 0.25, 0.5, 0.7]), min_size=4, max_size=4), max_size=12)


def _nearest(rows: list[list[float]], floor: float, neighbours: int) -> list[tuple[int, int]]:
    table = on_grid(np.array(rows, dtype=np.float64).reshape(-1, 4))
    found = module._nearest(sparse.csr_matrix(table), floor, neighbours)  # noqa: SLF001 - the ranking alone
    return [pair for i, j in found for pair in zip(i.tolist(), j.tolist(), strict=True)]


@given(_ROWS, st.sampled_from([1, 2, 20]))
def test_the_nearest_come_first_and_ties_go_to_the_earlier(rows: list[list[float]], neighbours: int) -> None:
    table = on_grid(np.array(rows, dtype=np.float64).reshape(-1, 4))
    cosine = table @ table.T
    expected = []
    for i in range(len(rows)):
        near = [j for j in range(len(rows)) if j != i and cosine[i, j] >= 0.1]
        near.sort(key=lambda j: (-cosine[i, j], j))
        expected += [(i, j) for j in near[:neighbours]]
    assert _nearest(rows, 0.1, neighbours) == expected


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[0.5, 0.5, 0, 0], [0.5, 0, 0.5, 0], [0, 0.5, 0.5, 0], [0.5, 0.5, 0, 0]]
    whole = _nearest(rows, 0.1, 2)
    monkeypatch.setattr(module, "_BLOCK", 1)
    assert _nearest(rows, 0.1, 2) == whole


def test_pairs_stand_once_and_paragraphs_apart(knowledge: Knowledge) -> None:
    texts = {
        "a.md": "Cache invalidation.\n\n- Cache invalidation\n- Cache invalidations\n\nInvalidate caches.\n"
    }
    bullets = compile_texts(texts, "extract").bullets
    views = look(bullets, [""] * len(bullets), knowledge.words, knowledge.background)
    found = candidates(views, floor=0.06, neighbours=24)
    kinds = [
        (bullets[a].is_paragraph, bullets[b].is_paragraph) for a, b in zip(found.i, found.j, strict=True)
    ]
    assert sorted(kinds) == [(False, False), (True, True)]
    assert (found.i < found.j).all()
