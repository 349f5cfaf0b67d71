"""TF-IDF vectors of the bullets' normal forms: the one module that imports scikit-learn.

Two views: words with pairs of words say what a bullet is about; character
n-grams inside words forgive spelling, hyphens and what stemming misses. Both
are sparse and L2-normalised, so that a dot product is a cosine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """`words` and `chars`: float64 CSR matrices, one row a bullet."""

    words: csr_matrix
    chars: csr_matrix


def vectorise(forms: Sequence[tuple[str, ...]]) -> Vectors:
    """Vectorise normal forms; a form without stems gives a row of zeros."""
    texts = [" ".join(form) for form in forms]
    if not any(texts):
        nothing = csr_matrix((len(texts), 1))
        return Vectors(nothing, nothing)
    words = TfidfVectorizer(ngram_range=(1, 2), tokenizer=str.split, token_pattern=None, lowercase=False)
    chars = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True, lowercase=False)
    return Vectors(words.fit_transform(texts), chars.fit_transform(texts))
