"""Features of what a pair is, not what it says: speech acts, places, lengths, files."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from personac.passes.matching.acts import Act
from personac.passes.matching.grid import Floats, Ints
from personac.passes.matching.pairwise import codes, mean_cosine
from personac.passes.matching.views import Views

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
