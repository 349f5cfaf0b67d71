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


def kinds(views: Views, i: Ints, j: Ints) -> dict[str, Floats]:
    """Return what the two bullets are, as 0 and 1, and how long."""
    persona = codes([b.persona for b in views.bullets])
    place = codes(
        [(b.persona, b.section, parent) for b, parent in zip(views.bullets, views.parents, strict=True)]
    )
    lead = np.array([bool(b.lead) for b in views.bullets], dtype=bool)
    length = _lengths(views)
    found = {
        "same_persona": persona[i] == persona[j],
        "same_list": place[i] == place[j],
        "both_leads": lead[i] & lead[j],
        "shortest": np.log1p(np.minimum(length[i], length[j])),
        "length_ratio": np.abs(np.log((length[i] + 1) / (length[j] + 1))),
    }
    for act in _TOLD_ACTS:
        has = np.array([own == act for own in views.acts], dtype=bool)
        found[f"one_{act}"] = has[i] ^ has[j]
    return {name: np.asarray(column, dtype=np.float64) for name, column in found.items()}


def titles(views: Views, i: Ints, j: Ints) -> dict[str, Floats]:
    """Return how far titles are apart, or whether one alone names a topic, for bullets that need them.

    A short bullet says what its title says.
    """
    named = views.title.mass > 0
    both, one, brief = named[i] & named[j], named[i] ^ named[j], _brief(views, i, j)
    apart = np.maximum(_UNLIKE_TITLES - mean_cosine(views.title, i, j), 0.0)
    return {"brief_titles_apart": np.where(both, apart, 0.0) * brief, "brief_one_title": one * brief}


def same_persona(views: Views, i: Ints, j: Ints, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return what tells the same evidence inside one file apart: an author seldom says one thing twice."""
    same = columns["same_persona"]
    return {
        "same_persona_apart": same * (1 - columns["topic"]),
        "same_persona_brief": same * _brief(views, i, j),
    }


def _brief(views: Views, i: Ints, j: Ints) -> Floats:
    """1 where a bullet has at most two units, falling with the length of the shorter one."""
    length = _lengths(views)
    shorter = np.minimum(length[i], length[j])
    return np.asarray(np.exp(-np.maximum(shorter - 2, 0) / 2), dtype=np.float64)


def _lengths(views: Views) -> Floats:
    return np.array([len(units) for units in views.text.units], dtype=np.float64)
