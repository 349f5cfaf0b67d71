"""Copies, and the nearest neighbours, compared with a computation of all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from personac.matching.candidates import candidates, exact_key, group_copies, nearest
from personac.matching.feature_inputs import make_views
from personac.matching.number_grid import on_grid
from personac.matching.prepared_bullets import Knowledge
from personac.matching.tokenizer import Words
from tests.unit.helpers import bullets_of, extracted

WORDS = Words()

SAME = [
    ("Write unit tests.", "write UNIT tests"),
    ("**Logging**: JSON", "Logging - json"),
    ("Rotate the keys", "Rotate the key"),
    ("caching and indexing", "Indexing and caching"),
    ("Keep p95 under 200 ms", "keep P95 under 200 ms!"),
    ("Serve 10,000 users", "Serve 10,000 user."),
    ("real-time updates", "real time update"),
    ("Coverage >= 80 %", "coverage >= 80 %"),
]
APART = [
    ("Prefer tabs over spaces", "Prefer spaces over tabs"),
    ("5 workers and 10 threads", "10 workers and 5 threads"),
    ("Coverage < 80 %", "Coverage > 80 %"),
    ("Version 1.5", "Version 1 5"),
    ("\u274c Use eval", "\u2705 Use eval"),
    ("\u2192", "\u2190"),
    ("Use C", "Use C++"),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_case_marks_punctuation_plural_and_order_do_not_count(a: str, b: str) -> None:
    assert exact_key(a, WORDS) == exact_key(b, WORDS)


@pytest.mark.parametrize(("a", "b"), APART)
def test_differences_of_meaning_are_no_copies(a: str, b: str) -> None:
    assert exact_key(a, WORDS) != exact_key(b, WORDS)


@given(st.lists(st.sampled_from(["cache", "queue", "log", "deploy"]), min_size=1), st.randoms())
def test_plain_words_in_any_order(words: list[str], random: object) -> None:
    mixed = list(words)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert exact_key(" ".join(words), WORDS) == exact_key(", ".join(mixed).upper(), WORDS)


def test_copies_are_ordered_by_their_first_bullet_and_paragraphs_are_separate() -> None:
    bullets = bullets_of("- Log it\n- Cache\n- log it.\n\nLog it\n\nlog IT\n")
    assert group_copies(bullets, WORDS) == ((0, 2), (1,), (3, 4))
    assert group_copies((), WORDS) == ()


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
