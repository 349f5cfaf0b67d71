"""The features of candidate pairs, a column each, worked out over many pairs at once.

Their names are those of weights.toml; docs/matching.md says what each is and
what it gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personac.matching.candidates import Candidates
from personac.matching.feature_inputs import Views
from personac.matching.fixed_point import Floats, Ints, ratio
from personac.matching.pair_features import Frame, density, persona_ranks
from personac.matching.similarity import (
    Aligner,
    character_cosines,
    dot,
    mean_cosine,
    sets,
    shares_inside,
    token_sets,
)

Columns = Mapping[str, Floats]
_STEPS = 100_000.0  # in 1, of what is told and weighed
# Columns that others are made of and that add nothing of their own to the score.
_HELPERS = frozenset({"words", "cosine", "head_least"})
_BASE = ("words", "aligned", "characters", "head_least", "cosine", "topic_head")


@dataclass(frozen=True, eq=False)
class Features:
    """`steps`: pairs x names, in steps of 10 ** -5, which take half the memory of floats."""

    names: tuple[str, ...]
    steps: NDArray[np.intc]

    @property
    def values(self) -> Floats:
        """Pairs x names."""
        return np.asarray(self.steps / _STEPS, dtype=np.float64)

    def of(self, number: int) -> Features:
        """Return the features of one pair alone."""
        return Features(self.names, self.steps[number : number + 1])


def features(views: Views, pairs: Candidates) -> Features:
    """Return the features of each pair, in the order of the pairs."""
    finder, i, j = FeatureFinder(views), pairs.i, pairs.j
    strings = {"characters": character_cosines(views, i, j), "token_set": token_sets(views, i, j)}
    own = {**finder.own(i, j), **strings}
    return finder.features(i, j, own, finder.rivals(i, j, base_scores(own)))


def base_scores(own: Columns) -> Floats:
    """Return a plain likeness of each pair, which its rivals are measured by."""
    total = np.sum([own[name] for name in _BASE], axis=0)
    return np.asarray(np.round(total / len(_BASE), 6), dtype=np.float64)


def rounded(column: Floats) -> Floats:
    """Return the values of a feature as they count: what is told is what was weighed."""
    return np.asarray(_in_steps(column) / _STEPS, dtype=np.float64)


def _in_steps(column: Floats) -> Floats:
    return np.asarray(np.rint(column * _STEPS), dtype=np.float64)


class FeatureFinder:
    """Finds the features of pairs of bullets; what concerns one bullet is worked out once."""

    def __init__(self, views: Views) -> None:
        """Find features by `views`."""
        self._views = views
        self._frame = Frame(views)
        self._aligner = Aligner(views)

    def own(self, i: Ints, j: Ints) -> Columns:
        """Return what each pair has by itself, whatever the other pairs are, but for what `strings` tells."""
        frame = self._frame
        found: dict[str, Floats] = {}
        for make in (self._words, self._topics, self._aligned, frame.kinds, frame.titles):
            found |= make(i, j)
        return found | frame.same_persona(i, j, found)

    def rivals(self, i: Ints, j: Ints, likeness: Floats) -> Columns:
        """Return how each pair stands among all pairs, which have to be given at once with their likeness."""
        forth, back = persona_ranks(i, j, likeness, self._frame.persona)
        return {
            "rank_worst": np.log1p(np.maximum(forth, back)),
            "rank_best": np.log1p(np.minimum(forth, back)),
            "density": density(i, j, likeness, len(self._views.bullets)),
        }

    def features(self, i: Ints, j: Ints, own: Columns, rivals: Columns) -> Features:
        """Return all features that count, in the order in which they are fitted."""
        columns = {name: column for name, column in own.items() if name not in _HELPERS}
        columns.update(rivals)
        columns |= {name: columns.pop(name) for name in self._frame.same_persona(i, j, own)}
        steps = [_in_steps(column).astype(np.intc) for column in columns.values()]
        return Features(tuple(columns), np.stack(steps, axis=1))

    def _words(self, i: Ints, j: Ints) -> Columns:
        text, head = self._views.text, self._views.head
        shared, jaccard, _ = sets(text, i, j)
        most, least = shares_inside(head, text, i, j)
        return {
            "words": jaccard,
            "shared": np.log1p(shared),
            "cosine": ratio(dot(text.matrix, text.matrix, i, j), text.norm[i] * text.norm[j]),
            "head_most": most,
            "head_least": least,
            "meaning": mean_cosine(text, i, j),
            "context": mean_cosine(self._views.context, i, j),
        }

    def _topics(self, i: Ints, j: Ints) -> Columns:
        topic, head = self._views.topic, self._views.topic_head
        _, jaccard, lighter = sets(topic, i, j)
        head_shared, head_jaccard, _ = sets(head, i, j)
        _, least = shares_inside(head, topic, i, j)
        return {
            "topic": jaccard,
            "topic_lighter": lighter,
            "topic_head": head_jaccard,
            "topic_head_shared": np.log1p(head_shared),
            "topic_head_least": least,
        }

    def _aligned(self, i: Ints, j: Ints) -> Columns:
        found = self._aligner.align(i, j)
        return {
            "aligned": ratio(2 * found.forth * found.back, found.forth + found.back),
            "aligned_most": np.maximum(found.forth, found.back),
            "head_aligned": np.maximum(found.head_forth, found.head_back),
            "head_in_least": np.minimum(found.in_forth, found.in_back),
            "head_in_most": np.maximum(found.in_forth, found.in_back),
        }
