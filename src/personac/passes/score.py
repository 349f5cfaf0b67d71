"""Score the proposed pairs: how likely an editor would keep one of the two.

A scorer turns pairs into scored pairs; `Scorer` is its whole interface, so a
better one replaces `mean_of_features` without another pass noticing. This
one takes the mean of four similarities that fail in different ways: words and
characters by TF-IDF, and rapidfuzz's token set and token sort ratios.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_matrix

from personac.ir import Bullet, Compilation, Pair, ScoredPair, frozen
from personac.passes.fuzzy import token_set, token_sort
from personac.passes.vectorise import vectorise
from personac.rules.model import Rules

Scorer = Callable[[Sequence[Bullet], Sequence[Pair]], tuple[ScoredPair, ...]]
_DECIMALS = 4  # what is printed is what was compared


def run(compilation: Compilation, _rules: Rules) -> Compilation:
    """Fill `scored`, in the order of `pairs`."""
    return replace(compilation, scored=mean_of_features(compilation.bullets, compilation.pairs))


def mean_of_features(bullets: Sequence[Bullet], pairs: Sequence[Pair]) -> tuple[ScoredPair, ...]:
    """Score every pair by the mean of its similarities, each in [0, 1]."""
    if not pairs:
        return ()
    features = _features(bullets, pairs)
    table = np.column_stack(list(features.values())).round(_DECIMALS)
    scores = table.mean(axis=1).round(_DECIMALS)
    return tuple(
        ScoredPair(pair, float(score), frozen(dict(zip(features, row, strict=True))))
        for pair, score, row in zip(pairs, scores, table.tolist(), strict=True)
    )


def _features(bullets: Sequence[Bullet], pairs: Sequence[Pair]) -> dict[str, np.ndarray]:
    forms = [b.stems for b in bullets]
    texts = [" ".join(form) for form in forms]
    left, right = [p.a for p in pairs], [p.b for p in pairs]
    vectors = vectorise(forms)
    a, b = [texts[i] for i in left], [texts[i] for i in right]
    return {
        "words": _cosines(vectors.words, left, right),
        "characters": _cosines(vectors.chars, left, right),
        "token_set": token_set(a, b),
        "token_sort": token_sort(a, b),
    }


def _cosines(matrix: csr_matrix, left: list[int], right: list[int]) -> np.ndarray:
    return np.asarray(matrix[left].multiply(matrix[right]).sum(axis=1)).ravel()
