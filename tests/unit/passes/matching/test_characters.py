"""Character n-grams: the figures of scikit-learn, from distinct words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from personac.passes.matching.characters import character_rows

_WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
_TEXTS = st.lists(st.lists(_WORDS, max_size=6).map(" ".join), min_size=1, max_size=8)


def _by_scikit_learn(texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    model = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    rows = model.fit_transform(texts).toarray()
    return np.asarray(rows @ rows.T)


@given(_TEXTS)
def test_likeness_is_that_of_tf_idf_over_n_grams_inside_words(texts: list[str]) -> None:
    if not any(text.split() for text in texts):
        return
    rows = character_rows(texts).toarray()
    assert np.allclose(rows @ rows.T, _by_scikit_learn(texts), atol=1e-4)


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
