"""The nearest neighbours, compared with a computation of all pairs."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from personac.matching.candidates import candidates, nearest, nearest_vectors
from personac.matching.feature_inputs import make_views
from personac.matching.number_grid import on_grid, unit_length
from personac.matching.prepared_bullets import Knowledge
from tests.unit.helpers import extracted

_ROWS = st.lists(st.lists(st.sampled_from([0, 0, 0.25, 0.5, 0.7]), min_size=4, max_size=4), max_size=12)


def _nearest(rows: list[list[float]], neighbours: int, block: int) -> list[tuple[int, int]]:
    table = on_grid(np.array(rows, dtype=np.float64).reshape(-1, 4))
    result = nearest(sparse.csr_matrix(table), 0.1, neighbours, block)
    return [pair for i, j in result for pair in zip(i.tolist(), j.tolist(), strict=True)]


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


_VECTORS = st.lists(st.lists(st.sampled_from([-1, 0, 0, 1, 2]), min_size=3, max_size=3), max_size=12)


@given(_VECTORS, st.sampled_from([1, 2, 20]), st.sampled_from([1, 3, 512]))
def test_the_nearest_by_meaning_come_first_and_what_means_nothing_has_none(
    rows: list[list[int]], neighbours: int, block: int
) -> None:
    vectors = unit_length(np.array(rows, dtype=np.float64).reshape(-1, 3))
    cosine = vectors @ vectors.T
    expected = []
    for i in range(len(rows)):
        others = [j for j in range(len(rows)) if j != i and any(rows[i]) and any(rows[j])]
        others.sort(key=lambda j: (-cosine[i, j], j))
        expected += [(i, j) for j in others[:neighbours]]
    found = nearest_vectors(vectors, neighbours, block)
    assert [pair for i, j in found for pair in zip(i.tolist(), j.tolist(), strict=True)] == expected


def test_bullets_without_a_common_word_are_candidates_by_meaning(knowledge: Knowledge) -> None:
    bullets = extracted({"a.md": "- Feed the gulls\n- Mend old nets\n\nPaint doors\n"}).bullets
    views = make_views(bullets, [""] * len(bullets), knowledge.words, knowledge.background)
    alike = np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    assert len(candidates(views, floor=0.06, neighbours=24).i) == 0
    found = candidates(views, floor=0.06, neighbours=24, meanings=[alike])
    assert (found.i.tolist(), found.j.tolist()) == ([0], [1])  # a paragraph is no neighbour of items


def test_pairs_are_distinct_and_paragraphs_separate(knowledge: Knowledge) -> None:
    texts = {
        "a.md": "Cache invalidation.\n\n- Cache invalidation\n- Cache invalidations\n\nInvalidate caches.\n"
    }
    bullets = extracted(texts).bullets
    views = make_views(bullets, [""] * len(bullets), knowledge.words, knowledge.background)
    result = candidates(views, floor=0.06, neighbours=24)
    kinds = [
        (bullets[a].is_paragraph, bullets[b].is_paragraph) for a, b in zip(result.i, result.j, strict=True)
    ]
    assert sorted(kinds) == [(False, False), (True, True)]
    assert (result.i < result.j).all()
