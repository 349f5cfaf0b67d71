"""Features of what a pair is, not what it says: speech acts, places, lengths, files.

Competition: how a pair stands among the other candidates of its two bullets.

A bullet mostly has one partner in another persona. Where a better one is
there, or where everything around is alike, a good likeness tells less.

The features of candidate pairs, a column each, worked out over many pairs at once.

Their names are those of weights.toml; docs/matching.md says what each is and
what it gave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from personac.matching.bullet_traits import Act
from personac.matching.candidates import Candidates
from personac.matching.feature_inputs import Views
from personac.matching.fixed_point import Floats, Ints, ratio
from personac.matching.similarity import (
    Aligner,
    character_cosines,
    codes,
    dot,
    mean_cosine,
    sets,
    shares_inside,
    token_sets,
)

_TOLD_ACTS = (Act.QUOTE, Act.RELATION, Act.OUTPUT, Act.METRIC)
_UNLIKE_TITLES = 0.6  # cosine from which titles are not apart


class Frame:
    """What each bullet is, as arrays, and what that makes of pairs."""

    def __init__(self, views: Views) -> None:
        """Read what the bullets are."""
        bullets = views.bullets
        self.persona = codes([bullet.persona for bullet in bullets])
        self._place = codes(
            [(b.persona, b.section, parent) for b, parent in zip(bullets, views.parents, strict=True)]
        )
        self._lead = np.array([bool(bullet.lead) for bullet in bullets], dtype=bool)
        self._length = views.text.size.astype(np.float64)
        self._acts = {
            f"one_{act}": np.array([own == act for own in views.acts], dtype=bool) for act in _TOLD_ACTS
        }
        self._title = views.title
        self._named = views.title.mass > 0

    def kinds(self, i: Ints, j: Ints) -> dict[str, Floats]:
        """Return what the two bullets are, as 0 and 1, and how long."""
        one, other = self._length[i], self._length[j]
        found = {
            "same_persona": self.persona[i] == self.persona[j],
            "same_list": self._place[i] == self._place[j],
            "both_leads": self._lead[i] & self._lead[j],
            "shortest": np.log1p(np.minimum(one, other)),
            "length_ratio": np.abs(np.log((one + 1) / (other + 1))),
        }
        found |= {name: has[i] ^ has[j] for name, has in self._acts.items()}
        return {name: np.asarray(column, dtype=np.float64) for name, column in found.items()}

    def titles(self, i: Ints, j: Ints) -> dict[str, Floats]:
        """Return how far titles are apart, or whether one alone names a topic, for bullets that need them.

        A short bullet says what its title says.
        """
        left, right, brief = self._named[i], self._named[j], self._brief(i, j)
        apart = np.maximum(_UNLIKE_TITLES - mean_cosine(self._title, i, j), 0.0)
        return {
            "brief_titles_apart": np.where(left & right, apart, 0.0) * brief,
            "brief_one_title": (left ^ right) * brief,
        }

    def same_persona(self, i: Ints, j: Ints, columns: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return what tells the same evidence inside one file apart: few authors say one thing twice."""
        same = columns["same_persona"]
        return {
            "same_persona_apart": same * (1 - columns["topic"]),
            "same_persona_brief": same * self._brief(i, j),
        }

    def _brief(self, i: Ints, j: Ints) -> Floats:
        """1 where a bullet has at most two units, falling with the length of the shorter one."""
        shorter = np.minimum(self._length[i], self._length[j])
        return np.asarray(np.exp(-np.maximum(shorter - 2, 0) / 2), dtype=np.float64)


_BLOCK = 8192  # bullets at once: bounds the memory


def persona_ranks(i: Ints, j: Ints, base: Floats, persona: Ints) -> tuple[Floats, Floats]:
    """Return how many of j's persona suit i better than j does, and of i's persona j better than i does."""
    forth, back = np.zeros(len(i)), np.zeros(len(i))
    for start in range(0, len(persona), _BLOCK):
        one, other = (np.flatnonzero((side >= start) & (side < start + _BLOCK)) for side in (i, j))
        own, rival = np.concatenate([i[one], j[other]]), np.concatenate([j[one], i[other]])
        group = own * (persona.max(initial=0) + 1) + persona[rival]
        better = _better(group, np.concatenate([base[one], base[other]]))
        forth[one], back[other] = better[: len(one)], better[len(one) :]
    return forth, back


def _better(group: Ints, score: Floats) -> Floats:
    """How many members of the same group have a higher score; equal scores have equal ranks."""
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
    """Return how crowded the neighbourhood of the two bullets is."""
    cubed = base**3
    crowd = np.bincount(i, cubed, total) + np.bincount(j, cubed, total)
    return np.asarray(np.log(crowd[i] + crowd[j] + 0.2), dtype=np.float64)


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
