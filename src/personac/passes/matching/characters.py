"""Character n-grams, which forgive spelling and endings: the one module that imports scikit-learn."""

from __future__ import annotations

from collections.abc import Sequence

from scipy import sparse

from personac.passes.matching.deferred import deferred
from personac.passes.matching.grid import on_grid

with deferred("scipy.stats"):
    from sklearn.feature_extraction.text import TfidfVectorizer


def character_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return TF-IDF rows of length 1 over 3- to 5-grams inside words."""
    if not any(text.strip() for text in texts):
        return sparse.csr_matrix((len(texts), 1))
    model = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, min_df=1)
    rows = sparse.csr_matrix(model.fit_transform([f"{text.lower()} " for text in texts]))
    rows.data = on_grid(rows.data)
    return rows
