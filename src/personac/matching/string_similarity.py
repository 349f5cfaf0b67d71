"""How alike two texts are as strings of characters and of words: the one module that imports rapidfuzz.

Character n-grams, which forgive spelling and endings: the one module that imports scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from personac.matching.feature_inputs import Views
from personac.matching.fixed_point import Floats, Ints, on_grid
from personac.matching.similarity import dot, slices

_PAIRS_AT_ONCE = 8_192  # pairs at once


def character_cosines(views: Views, i: Ints, j: Ints) -> Floats:
    """Return the cosine of the n-grams of each pair.

    The n-grams of all texts take more memory than all views of them: ask for all pairs at once.
    """
    rows = character_rows([bullet.text for bullet in views.bullets])
    cosines = [dot(rows, rows, i[part], j[part]) for part in slices(len(i), _PAIRS_AT_ONCE)]
    return np.concatenate([np.zeros(0), *cosines])


def token_sets(views: Views, i: Ints, j: Ints) -> Floats:
    """Return the token set ratio of each pair, in [0, 1]."""
    normals = views.normals
    return token_set([normals[k] for k in i.tolist()], [normals[k] for k in j.tolist()])


def token_set(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Return the token set ratio in [0, 1] of each text of `left` with its fellow in `right`."""
    return np.asarray(cpdist(left, right, scorer=fuzz.token_set_ratio, workers=-1), dtype=np.float64) / 100


_SIZES = (3, 5)  # characters of the shortest and of the longest n-gram


def character_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return TF-IDF rows of length 1 over n-grams inside words; a row of zeros where there is none."""
    if not any(text.strip() for text in texts):  # the vectorizer refuses an empty vocabulary
        return sparse.csr_matrix((len(texts), 1))
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=_SIZES, sublinear_tf=True)
    rows = sparse.csr_matrix(vectorizer.fit_transform(texts))
    rows.data = on_grid(rows.data)
    return rows
