"""Texts as strings: how alike the two of a pair are."""

from __future__ import annotations

import numpy as np
import pytest

from personac.matching.prepared_bullets import Knowledge, prepare
from personac.matching.similarity import character_cosines, character_rows, token_sets
from tests.unit.helpers import bullets_of, rules

_TEXT = "- Rotate secrets often\n- Often rotate all *secrets*\n- Paint walls\n"


def test_both_distinguish_the_same_words_from_others(knowledge: Knowledge) -> None:
    _, views = prepare(bullets_of(_TEXT), knowledge, rules().matching)
    i, j = np.array([0, 0, 0, 1]), np.array([0, 1, 2, 0])
    for same, near, far, turned in (character_cosines(views, i, j), token_sets(views, i, j)):
        assert far < 0.5 < near == turned <= same
        assert np.isclose(same, 1.0, atol=1e-4)


def test_no_pairs_no_figures(knowledge: Knowledge) -> None:
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
