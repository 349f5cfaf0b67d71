"""How alike two texts are as strings of characters and of words: the one module that imports rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from personac.passes.matching.characters import character_rows
from personac.passes.matching.grid import Floats, Ints
from personac.passes.matching.pairwise import dot, slices
from personac.passes.matching.views import Views

_BLOCK = 8_192  # pairs at once


def character_cosines(views: Views, i: Ints, j: Ints) -> Floats:
    """Return the cosine of the n-grams of each pair.

    The n-grams of all texts take more memory than all views of them: ask for all pairs at once.
    """
    rows = character_rows([bullet.text for bullet in views.bullets])
    cosines = [dot(rows, rows, i[part], j[part]) for part in slices(len(i), _BLOCK)]
    return np.concatenate([np.zeros(0), *cosines])


def token_sets(views: Views, i: Ints, j: Ints) -> Floats:
    """Return the token set ratio of each pair, in [0, 1]."""
    normals = views.normals
    return token_set([normals[k] for k in i.tolist()], [normals[k] for k in j.tolist()])


def token_set(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Return the token set ratio in [0, 1] of each text of `left` with its fellow in `right`."""
    return np.asarray(cpdist(left, right, scorer=fuzz.token_set_ratio, workers=-1), dtype=np.float64) / 100
