"""Character n-grams, which forgive spelling and endings: the one module that imports scikit-learn.

An n-gram lies inside a word, so each distinct word is taken apart once, and a
bullet's n-grams are those of its words: a product of two sparse matrices. The
figures are those of scikit-learn's `TfidfVectorizer` over whole bullets.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from personac.passes.matching.deferred import deferred
from personac.passes.matching.grid import on_grid

with deferred("scipy.stats"):
    from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

_LENGTHS = (3, 5)  # characters of an n-gram
_BLOCK = 2048  # rows at once: bounds the memory


def character_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return TF-IDF rows of length 1 over 3- to 5-grams inside words; a row of zeros where there is none."""
    number: dict[str, int] = {}
    said = [[number.setdefault(word, len(number)) for word in text.lower().split()] for text in texts]
    if not number:
        return sparse.csr_matrix((len(texts), 1))
    columns = np.array([word for row in said for word in row], dtype=np.int64)
    ends = np.cumsum([0, *map(len, said)])
    words = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), len(number)))
    taken_apart = CountVectorizer(analyzer="char_wb", ngram_range=_LENGTHS, lowercase=False)
    counts = sparse.csr_matrix(words @ taken_apart.fit_transform(number))
    counts.sort_indices()
    _weigh(counts)
    return counts


def _weigh(counts: sparse.csr_matrix) -> None:
    """Turn counts into rows of length 1, damped and weighted by rarity."""
    weights = TfidfTransformer(sublinear_tf=True).fit(counts)
    for start in range(0, counts.shape[0], _BLOCK):
        rows = weights.transform(counts[start : start + _BLOCK], copy=False)
        first = counts.indptr[start]
        counts.data[first : first + rows.nnz] = on_grid(rows.data)
