"""The features of candidate pairs, a column each, worked out over all pairs at once.

Their names are those of weights.toml; docs/matching.md says what each is and
what it gave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from personac.passes.matching import frame
from personac.passes.matching.align import Aligner
from personac.passes.matching.candidates import Candidates
from personac.passes.matching.characters import character_rows
from personac.passes.matching.grid import Floats, Ints, ratio
from personac.passes.matching.lexical import token_set
from personac.passes.matching.pairwise import codes, dot, inside, mean_cosine, sets
from personac.passes.matching.ranks import density, persona_ranks
from personac.passes.matching.views import Views

Columns = dict[str, Floats]
_DECIMALS = 5
# Columns that others are made of and that add nothing of their own to the score.
_HELPERS = frozenset({"words", "cosine", "head_least"})
_BASE = ("words", "aligned", "characters", "head_least", "cosine", "topic_head")


@dataclass(frozen=True, eq=False)
class Features:
    """`values`: pairs x names."""

    names: tuple[str, ...]
    values: Floats


def features(views: Views, pairs: Candidates) -> Features:
    """Return the features of each pair, in the order of the pairs."""
    i, j = pairs.i, pairs.j
    columns: Columns = {}
    for make in (_words, _topics, _aligned, _characters, frame.kinds, frame.titles):
        columns |= make(views, i, j)
    columns |= _competition(views, i, j, columns)
    columns |= frame.same_persona(views, i, j, columns)
    names = tuple(name for name in columns if name not in _HELPERS)
    values = np.stack([columns[name] for name in names], axis=1)
    return Features(names, np.asarray(np.round(values, _DECIMALS), dtype=np.float64))


def _words(views: Views, i: Ints, j: Ints) -> Columns:
    shared, jaccard, _ = sets(views.text, i, j)
    most, least = inside(views.head, views.text, i, j)
    text = views.text
    return {
        "words": jaccard,
        "shared": np.log1p(shared),
        "cosine": ratio(dot(text.matrix, text.matrix, i, j), text.norm[i] * text.norm[j]),
        "head_most": most,
        "head_least": least,
        "meaning": mean_cosine(views.text, i, j),
        "context": mean_cosine(views.context, i, j),
    }


def _topics(views: Views, i: Ints, j: Ints) -> Columns:
    _, jaccard, lighter = sets(views.topic, i, j)
    head_shared, head_jaccard, _ = sets(views.topic_head, i, j)
    _, least = inside(views.topic_head, views.topic, i, j)
    return {
        "topic": jaccard,
        "topic_lighter": lighter,
        "topic_head": head_jaccard,
        "topic_head_shared": np.log1p(head_shared),
        "topic_head_least": least,
    }


def _aligned(views: Views, i: Ints, j: Ints) -> Columns:
    found = Aligner(views).align(i, j)
    return {
        "aligned": ratio(2 * found.forth * found.back, found.forth + found.back),
        "aligned_most": np.maximum(found.forth, found.back),
        "head_aligned": np.maximum(found.head_forth, found.head_back),
        "head_in_least": np.minimum(found.in_forth, found.in_back),
        "head_in_most": np.maximum(found.in_forth, found.in_back),
    }


def _characters(views: Views, i: Ints, j: Ints) -> Columns:
    rows = character_rows([bullet.text for bullet in views.bullets])
    left, right = [views.normals[k] for k in i], [views.normals[k] for k in j]
    return {"characters": dot(rows, rows, i, j), "token_set": token_set(left, right)}


def _competition(views: Views, i: Ints, j: Ints, columns: Columns) -> Columns:
    total = np.sum([columns[name] for name in _BASE], axis=0)
    base = np.asarray(np.round(total / len(_BASE), 6), dtype=np.float64)
    forth, back = persona_ranks(i, j, base, codes([bullet.persona for bullet in views.bullets]))
    return {
        "rank_worst": np.log1p(np.maximum(forth, back)),
        "rank_best": np.log1p(np.minimum(forth, back)),
        "density": density(i, j, base, len(views.bullets)),
    }
