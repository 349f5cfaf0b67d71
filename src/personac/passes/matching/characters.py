"""Character n-grams, which forgive spelling and endings: the one module that imports scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence

from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from personac.passes.matching.grid import on_grid

_SIZES = (3, 5)  # characters of the shortest and of the longest n-gram


def character_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return TF-IDF rows of length 1 over n-grams inside words; a row of zeros where there is none."""
    if not any(text.strip() for text in texts):  # the vectorizer refuses an empty vocabulary
        return sparse.csr_matrix((len(texts), 1))
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=_SIZES, sublinear_tf=True)
    rows = sparse.csr_matrix(vectorizer.fit_transform(texts))
    rows.data = on_grid(rows.data)
    return rows
