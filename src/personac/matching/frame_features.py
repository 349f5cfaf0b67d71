"""Features of what a pair is, not what it says: speech acts, places, lengths, files.

Competition: how a pair stands among the other candidates of its two bullets.

A bullet mostly has one partner in another persona. Where a better one is
there, or where everything around is alike, a good likeness tells less.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from personac.matching.bullet_traits import Act
from personac.matching.feature_inputs import Views
from personac.matching.fixed_point import Floats, Ints
from personac.matching.similarity import codes, mean_cosine

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
