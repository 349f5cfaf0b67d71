"""Simple similarity measures with the same linkage, for comparison with the classifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bench.measures import Judge, Row
from personac.matching.average_linkage import Edge, average_linkage
from personac.matching.number_grid import Floats, Ints
from personac.matching.similarity import token_set
from personac.matching.tokenizer import normal
from tools.gold import Group, f_measure, pair_counts

STEPS = tuple(round(0.1 + 0.05 * step, 2) for step in range(18))
_LEAST = 0.1  # scores below count as 0
Measure = Callable[[Sequence[str], Ints, Ints], Floats]


def token_set_ratio(texts: Sequence[str], i: Ints, j: Ints) -> Floats:
    return token_set([normal(texts[k]) for k in i], [normal(texts[k]) for k in j])


def character_tfidf(texts: Sequence[str], i: Ints, j: Ints) -> Floats:
    return _cosines(TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True), texts, i, j)


def word_tfidf(texts: Sequence[str], i: Ints, j: Ints) -> Floats:
    return _cosines(TfidfVectorizer(sublinear_tf=True), texts, i, j)


BASELINES: Mapping[str, Measure] = {
    "token_set_ratio": token_set_ratio,
    "character TF-IDF": character_tfidf,
    "word TF-IDF": word_tfidf,
}


def baseline_rows(groups: Sequence[Group], measure: Measure, judge: Judge) -> list[Row]:
    """Cluster by a simple measure; the threshold of each group is the best one for the others."""
    clusterings = [
        [_clusters(group, scores, step) for step in STEPS] for group, scores in _scored(groups, measure)
    ]
    curves = [
        np.array([f_measure(pair_counts(clusters, group)) for clusters in some])
        for group, some in zip(groups, clusterings, strict=True)
    ]
    rows = []
    for at, group in enumerate(groups):
        best = int(np.sum([curve for k, curve in enumerate(curves) if k != at], axis=0).argmax())
        rows.append(judge.row(group.name, clusterings[at][best], group, STEPS[best]))
    return rows


def _scored(groups: Sequence[Group], measure: Measure) -> list[tuple[Group, dict[Edge, float]]]:
    return [(group, _scores(group, measure)) for group in groups]


def _scores(group: Group, measure: Measure) -> dict[Edge, float]:
    texts = [bullet.text for bullet in group.bullets]
    labelled = np.array([k for k, own in enumerate(group.ids) if own])
    i, j = np.triu_indices(len(labelled), 1)
    i, j = labelled[i], labelled[j]
    values = measure(texts, i, j)
    kept = np.flatnonzero(values >= _LEAST)
    return {(int(i[k]), int(j[k])): float(values[k]) for k in kept}


def _clusters(group: Group, scores: Mapping[Edge, float], threshold: float) -> list[list[str]]:
    alone = [(k,) for k, own in enumerate(group.ids) if own]
    return group.gold_clusters(average_linkage(alone, scores, threshold))


def _cosines(vectorizer: TfidfVectorizer, texts: Sequence[str], i: Ints, j: Ints) -> Floats:
    rows = vectorizer.fit_transform(texts)
    return np.asarray((rows @ rows.T).toarray()[i, j], dtype=np.float64)
