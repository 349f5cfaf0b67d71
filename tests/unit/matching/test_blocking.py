"""Candidates: the nearest of each bullet, against all pairs compared."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from personac.matching.candidates import candidates, nearest
from personac.matching.feature_inputs import look
from personac.matching.fixed_point import on_grid
from personac.matching.prepared_bullets import Knowledge
from tests.unit.helpers import extracted

_ROWS = st.lists(st.lists(st.sampled_from([0, 0, 0.25, 0.5, 0.7]), min_size=4, max_size=4), max_size=12)


def _nearest(rows: list[list[float]], neighbours: int, block: int) -> list[tuple[int, int]]:
    table = on_grid(np.array(rows, dtype=np.float64).reshape(-1, 4))
    found = nearest(sparse.csr_matrix(table), 0.1, neighbours, block)
    return [pair for i, j in found for pair in zip(i.tolist(), j.tolist(), strict=True)]


@given(_ROWS, st.sampled_from([1, 2, 20]), st.sampled_from([1, 3, 512]))
def test_the_nearest_come_first_and_ties_go_to_the_earlier(
    rows: list[list[float]], neighbours: int, block: int
) -> None:
    table = on_grid(np.array(rows, dtype=np.float64).reshape(-1, 4))
    cosine = table @ table.T
    expected = []
    for i in range(len(rows)):
        near = [j for j in range(len(rows)) if j != i and cosine[i, j] >= 0.1]
        near.sort(key=lambda j: (-cosine[i, j], j))
        expected += [(i, j) for j in near[:neighbours]]
    assert _nearest(rows, neighbours, block) == expected


def test_pairs_stand_once_and_paragraphs_apart(knowledge: Knowledge) -> None:
    texts = {
        "a.md": "Cache invalidation.\n\n- Cache invalidation\n- Cache invalidations\n\nInvalidate caches.\n"
    }
    bullets = extracted(texts).bullets
    views = look(bullets, [""] * len(bullets), knowledge.words, knowledge.background)
    found = candidates(views, floor=0.06, neighbours=24)
    kinds = [
        (bullets[a].is_paragraph, bullets[b].is_paragraph) for a, b in zip(found.i, found.j, strict=True)
    ]
    assert sorted(kinds) == [(False, False), (True, True)]
    assert (found.i < found.j).all()
