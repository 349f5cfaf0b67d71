"""Similarities of many pairs, compared with a computation pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from personac.matching.feature_inputs import View, Views, make_views
from personac.matching.prepared_bullets import Knowledge, prepare
from personac.matching.similarity import (
    Aligner,
    blocks,
    character_cosines,
    character_rows,
    dot,
    token_set,
    token_sets,
)
from tests.unit.helpers import bullets_of, extracted, rules

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
    return make_views(bullets, [""] * len(bullets), knowledge.words, knowledge.background)


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
    result = Aligner(views).align(i, j)
    for at, (a, b) in enumerate(pairs):
        text, other = _units(views.text, a), _units(views.text, b)
        head, other_head = _units(views.head, a), _units(views.head, b)
        assert result.forth[at] == pytest.approx(_share(views, text, other))
        assert result.back[at] == pytest.approx(_share(views, other, text))
        assert result.head_forth[at] == pytest.approx(_share(views, head, other_head))
        assert result.head_back[at] == pytest.approx(_share(views, other_head, head))
        assert result.in_forth[at] == pytest.approx(_share(views, head, other))
        assert result.in_back[at] == pytest.approx(_share(views, other_head, text))


def test_pairs_aligned_together_are_aligned_alike(views: Views) -> None:
    pairs = list(combinations(range(len(views.bullets)), 2)) * 200  # more than one block holds
    i, j = np.array(pairs).T
    aligner = Aligner(views)
    whole, once = aligner.align(i, j), aligner.align(i[: len(pairs) // 200], j[: len(pairs) // 200])
    assert whole.forth.tolist() == once.forth.tolist() * 200
    assert whole.in_back.tolist() == once.in_back.tolist() * 200


def test_unknown_words_are_near_themselves_only(views: Views) -> None:
    result = Aligner(views).align(np.array([6, 0]), np.array([7, 7]))
    assert result.forth.tolist() == [1, 0]


def test_nothing_to_align(views: Views) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert len(Aligner(views).align(nothing, nothing).forth) == 0


_TEXT = "- Rotate secrets often\n- Often rotate all *secrets*\n- Paint walls\n"


def test_both_distinguish_the_same_words_from_others(knowledge: Knowledge) -> None:
    _, views = prepare(bullets_of(_TEXT), knowledge, rules().matching)
    i, j = np.array([0, 0, 0, 1]), np.array([0, 1, 2, 0])
    for same, near, far, turned in (character_cosines(views, i, j), token_sets(views, i, j)):
        assert far < 0.5 < near == turned <= same
        assert np.isclose(same, 1.0, atol=1e-4)


def test_no_pairs_no_similarities(knowledge: Knowledge) -> None:
    _, views = prepare((), knowledge, rules().matching)
    none = np.zeros(0, dtype=np.int64)
    assert len(character_cosines(views, none, none)) == len(token_sets(views, none, none)) == 0


def test_rows_have_length_1_on_the_grid() -> None:
    rows = character_rows(["index the queried columns", "validate input"])
    assert (rows.multiply(rows).sum(axis=1).round(4) == 1).all()
    assert (rows.data * 2**18 % 1 == 0).all()


def test_n_grams_forgive_spelling() -> None:
    rows = character_rows(["optimise queries", "optimize query", "rotate secrets"])
    likeness = (rows @ rows.T).toarray()
    assert likeness[0, 1] > 0.3
    assert likeness[0, 2] < 0.1


def test_case_and_space_do_not_count() -> None:
    rows = character_rows(["Cache  a", "\tcache A\n", "queue"])
    assert (rows[0] != rows[1]).nnz == 0
    assert (rows[0] @ rows[2].T).nnz == 0


@pytest.mark.parametrize("texts", [[], [""], ["", " "]])
def test_no_words_no_n_grams(texts: list[str]) -> None:
    rows = character_rows(texts)
    assert (rows.shape[0], rows.nnz) == (len(texts), 0)


def test_a_text_without_words_has_an_empty_row_among_others() -> None:
    assert character_rows(["", "cache", "\u2192", "\ud800"]).getnnz(axis=1).tolist()[0] == 0


def test_rows_do_not_depend_on_the_other_rows_order() -> None:
    texts = ["index the queried columns", "validate input", "rotate secrets", "validate every input"]
    rows, again = character_rows(texts), character_rows(texts[::-1])
    assert ((rows @ rows.T) != (again @ again.T)[::-1][:, ::-1]).nnz == 0


def test_pairs_of_rows() -> None:
    rows = sparse.csr_matrix(np.array([[1.0, 2.0], [0.0, 3.0]]))
    assert dot(rows, rows, np.array([0, 1]), np.array([1, 1])).tolist() == [6, 9]


def test_blocks_leave_no_pair_out() -> None:
    assert [at for part in blocks(100_001, 5) for at in range(100_001)[part]] == list(range(100_001))
    assert len({part.stop - part.start for part in blocks(100_001, 5)}) == 1
    assert [part.stop - part.start for part in blocks(2, 1e9)] == [1, 1]
    rows = sparse.csr_matrix(np.eye(3) * [1, 2, 3])
    i = np.arange(100_001) % 3
    assert dot(rows, rows, i, i).sum() == (rows.data**2)[i].sum()


def test_token_sets() -> None:
    assert token_set(["a b", "a"], ["b a", "z"]).tolist() == [1, 0]
