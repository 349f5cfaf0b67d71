"""Character n-grams, which forgive spelling and endings: the one module that imports scikit-learn.

An n-gram lies inside a word, so each distinct word is taken apart once, all of
them together as one array, and a bullet's n-grams are those of its words: a
product of two sparse matrices. The figures are those of scikit-learn's
`TfidfVectorizer` over whole bullets, which takes eight times as long to count.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer

from personac.passes.matching.grid import Floats, Ints, on_grid

_SHORTEST, _LONGEST = 3, 5  # characters of an n-gram
_BLOCK = 2048  # rows at once: bounds the memory
_MOST = 1_000_000  # n-grams at once, likewise


def character_rows(texts: Sequence[str]) -> sparse.csr_matrix:
    """Return TF-IDF rows of length 1 over 3- to 5-grams inside words; a row of zeros where there is none."""
    number: dict[str, int] = {}
    columns, ends = array("i"), array("i", (0,))
    for text in texts:
        columns.extend(number.setdefault(word, len(number)) for word in text.lower().split())
        ends.append(len(columns))
    if not number:
        return sparse.csr_matrix((len(texts), 1))
    words = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(texts), len(number)))
    counts = sparse.csr_matrix(words @ _grams(number))
    counts.sort_indices()
    _weigh(counts)
    return counts


def _weigh(counts: sparse.csr_matrix) -> None:
    """Turn counts into rows of length 1, damped and weighted by rarity."""
    weights = TfidfTransformer(sublinear_tf=True)
    weights.idf_ = _rarity(counts)
    for start in range(0, counts.shape[0], _BLOCK):
        rows = weights.transform(counts[start : start + _BLOCK], copy=False)
        first = counts.indptr[start]
        counts.data[first : first + rows.nnz] = on_grid(rows.data)


def _rarity(counts: sparse.csr_matrix) -> Floats:
    """Return the weight of each n-gram as the transformer's `fit` does, in less memory than all counts."""
    texts, found = counts.shape[0] + 1, np.ones(counts.shape[1])
    for start in range(0, counts.nnz, _MOST):
        found += np.bincount(counts.indices[start : start + _MOST], minlength=len(found))
    return np.asarray(np.log(texts / found) + 1, dtype=np.float64)


def _grams(words: Collection[str]) -> sparse.csr_matrix:
    """Return how often each word, with a space around it, holds each n-gram: words x n-grams."""
    letters = _numbered(np.frombuffer(f" {' '.join(words)} ".encode("utf-32-le", "surrogatepass"), "<u4"))
    length = np.array([len(word) + 1 for word in words], dtype=np.int64)
    word = np.repeat(np.arange(len(words), dtype=np.intc), length)
    room = np.cumsum(length)[word] + 1 - np.arange(len(word))  # characters from here to the end of the word
    at = np.arange(len(word))
    gram, kinds = letters[at], int(letters.max()) + 1
    rows, columns, first = [word[:0]], [word[:0]], 0
    for size in range(2, _LONGEST + 1):
        fits = room[at] >= size
        at = at[fits]
        gram = _numbered(gram[fits] * kinds + letters[at + size - 1])
        if size >= _SHORTEST:
            rows.append(word[at])
            columns.append((gram + first).astype(np.intc))
            first += int(gram.max(initial=-1)) + 1
    row, column = np.concatenate(rows), np.concatenate(columns)
    return sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=(len(words), first))


def _numbered(values: Ints) -> Ints:
    """Return the rank of each value among the distinct ones."""
    return np.asarray(np.unique(values, return_inverse=True)[1], dtype=np.int64)
