"""The features of candidate pairs, one column each, computed for many pairs at once.

Their names are those of weights.toml; docs/matching.md describes each of them and its effect.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personac.matching.bullet_traits import Act
from personac.matching.candidates import Candidates
from personac.matching.feature_inputs import Views
from personac.matching.number_grid import Floats, Ints, ratio
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
_STEPS = 100_000.0  # in 1, of features
_HELPERS = frozenset({"words", "cosine", "head_least"})  # other features use them; the score does not
_BASE = ("words", "aligned", "characters", "head_least", "cosine", "topic_head")
_ACTS = (Act.QUOTE, Act.RELATION, Act.OUTPUT, Act.METRIC)
_ALIKE_TITLES = 0.6  # cosine from which titles count as alike
_BLOCK = 8192  # bullets at once: bounds the memory


@dataclass(frozen=True, eq=False)
class Features:
    """`values`: pairs x names, rounded."""

    names: tuple[str, ...]
    values: Floats

    def at(self, rows: NDArray[np.bool_]) -> Features:
        """Return the features of the pairs in `rows`."""
        return Features(self.names, self.values[rows])

    def of(self, row: int) -> dict[str, float]:
        """Return the features of one pair by name."""
        return dict(zip(self.names, self.values[row].tolist(), strict=True))


def features(views: Views, pairs: Candidates) -> Features:
    """Return the features of each pair, in the order of the pairs."""
    finder, i, j = FeatureFinder(views), pairs.i, pairs.j
    strings = {"characters": character_cosines(views, i, j), "token_set": token_sets(views, i, j)}
    own = {**finder.own(i, j), **strings}
    return finder.features(i, j, own, finder.rivals(i, j, base_scores(own)))


def base_scores(own: Columns) -> Floats:
    """Return a simple similarity of each pair, by which it is compared with its rivals."""
    total = np.sum([own[name] for name in _BASE], axis=0)
    return np.asarray(np.round(total / len(_BASE), 6), dtype=np.float64)


def rounded(column: Floats) -> Floats:
    """Return the values of a feature as they are weighted and displayed."""
    return np.asarray(np.rint(column * _STEPS) / _STEPS, dtype=np.float64)


class FeatureFinder:
    """Computes features of pairs of bullets; what concerns one bullet is computed once."""

    def __init__(self, views: Views) -> None:
        """Prepare for the bullets of `views`."""
        self._views = views
        self._attributes = _Attributes(views)
        self._aligner = Aligner(views)

    def own(self, i: Ints, j: Ints) -> Columns:
        """Return the features that pairs have independently of other pairs, except those of strings."""
        columns: dict[str, Floats] = {}
        for compute in (
            self._words, self._topics, self._aligned, self._attributes.kinds, self._attributes.titles
        ):  # fmt: skip
            columns |= compute(i, j)
        return columns | self._attributes.same_persona(i, j, columns)

    def rivals(self, i: Ints, j: Ints, likeness: Floats) -> Columns:
        """Return the features that compare pairs with each other; needs all pairs, with their `likeness`.

        A bullet mostly has one partner in another persona. If there is a better partner, or if all bullets
        around are alike, a high similarity means less.
        """
        forth, back = persona_ranks(i, j, likeness, self._attributes.persona)
        return {
            "rank_worst": np.log1p(np.maximum(forth, back)),
            "rank_best": np.log1p(np.minimum(forth, back)),
            "density": density(i, j, likeness, len(self._views.bullets)),
        }

    def features(self, i: Ints, j: Ints, own: Columns, rivals: Columns) -> Features:
        """Return all features of the score, in the order in which they are fitted."""
        columns = {name: column for name, column in own.items() if name not in _HELPERS}
        columns.update(rivals)
        columns |= {name: columns.pop(name) for name in self._attributes.same_persona(i, j, own)}
        return Features(tuple(columns), np.stack([rounded(column) for column in columns.values()], axis=1))

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
        shares = self._aligner.align(i, j)
        return {
            "aligned": ratio(2 * shares.forth * shares.back, shares.forth + shares.back),
            "aligned_most": np.maximum(shares.forth, shares.back),
            "head_aligned": np.maximum(shares.head_forth, shares.head_back),
            "head_in_least": np.minimum(shares.in_forth, shares.in_back),
            "head_in_most": np.maximum(shares.in_forth, shares.in_back),
        }


class _Attributes:
    """Speech acts, places, lengths and personas of the bullets, as arrays, and the features of these."""

    def __init__(self, views: Views) -> None:
        bullets = views.bullets
        self.persona = _numbered([bullet.persona for bullet in bullets])
        self._place = _numbered(
            [(b.persona, b.section, parent) for b, parent in zip(bullets, views.parents, strict=True)]
        )
        self._lead = np.array([bool(bullet.lead) for bullet in bullets], dtype=bool)
        self._length = views.text.size.astype(np.float64)
        self._acts = {f"one_{act}": np.array([own == act for own in views.acts], dtype=bool) for act in _ACTS}
        self._title = views.title
        self._has_title = views.title.mass > 0

    def kinds(self, i: Ints, j: Ints) -> dict[str, Floats]:
        """Return the attributes that the bullets have in common, or only one of them, and their lengths."""
        one, other = self._length[i], self._length[j]
        columns = {
            "same_persona": self.persona[i] == self.persona[j],
            "same_list": self._place[i] == self._place[j],
            "both_leads": self._lead[i] & self._lead[j],
            "shortest": np.log1p(np.minimum(one, other)),
            "length_ratio": np.abs(np.log((one + 1) / (other + 1))),
        }
        columns |= {name: has[i] ^ has[j] for name, has in self._acts.items()}
        return {name: np.asarray(column, dtype=np.float64) for name, column in columns.items()}

    def titles(self, i: Ints, j: Ints) -> dict[str, Floats]:
        """Return how the titles of short bullets differ, or whether only one has a title."""
        left, right, brief = self._has_title[i], self._has_title[j], self._brief(i, j)
        distance = np.maximum(_ALIKE_TITLES - mean_cosine(self._title, i, j), 0.0)
        return {
            "brief_titles_apart": np.where(left & right, distance, 0.0) * brief,
            "brief_one_title": (left ^ right) * brief,
        }

    def same_persona(self, i: Ints, j: Ints, columns: Columns) -> dict[str, Floats]:
        """Return features of pairs inside one persona, where an author seldom repeats advice."""
        same = columns["same_persona"]
        return {
            "same_persona_apart": same * (1 - columns["topic"]),
            "same_persona_brief": same * self._brief(i, j),
        }

    def _brief(self, i: Ints, j: Ints) -> Floats:
        """Return 1 if a bullet has at most two units, and less the longer the shorter bullet is."""
        shorter = np.minimum(self._length[i], self._length[j])
        return np.asarray(np.exp(-np.maximum(shorter - 2, 0) / 2), dtype=np.float64)


def _numbered(keys: Sequence[Hashable]) -> Ints:
    """Return a number for each key; equal keys have equal numbers."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def persona_ranks(i: Ints, j: Ints, base: Floats, persona: Ints) -> tuple[Floats, Floats]:
    """Return how many bullets of j's persona fit i better than j does, and of i's persona fit j better."""
    forth, back = np.zeros(len(i)), np.zeros(len(i))
    for start in range(0, len(persona), _BLOCK):
        one, other = (np.flatnonzero((side >= start) & (side < start + _BLOCK)) for side in (i, j))
        own, rival = np.concatenate([i[one], j[other]]), np.concatenate([j[one], i[other]])
        group = own * (persona.max(initial=0) + 1) + persona[rival]
        better = _better(group, np.concatenate([base[one], base[other]]))
        forth[one], back[other] = better[: len(one)], better[len(one) :]
    return forth, back


def _better(group: Ints, score: Floats) -> Floats:
    """Return how many members of the same group have a higher score; equal scores have equal ranks."""
    order = np.lexsort((-score, group))
    grouped, scored, at = group[order], score[order], np.arange(len(order))
    starts_group = np.append(True, grouped[1:] != grouped[:-1])[: len(order)]
    starts_score = starts_group | np.append(True, scored[1:] != scored[:-1])[: len(order)]
    first_of_group = np.maximum.accumulate(np.where(starts_group, at, 0))
    first_of_score = np.maximum.accumulate(np.where(starts_score, at, 0))
    better = np.zeros(len(order))
    better[order] = first_of_score - first_of_group
    return better


def density(i: Ints, j: Ints, base: Floats, total: int) -> Floats:
    """Return how many similar bullets there are around the two."""
    cubed = base**3
    crowd = np.bincount(i, cubed, total) + np.bincount(j, cubed, total)
    return np.asarray(np.log(crowd[i] + crowd[j] + 0.2), dtype=np.float64)
