"""Competition: how a pair stands among the other candidates of its two bullets.

A bullet mostly has one partner in another persona. Where a better one is
there, or where everything around is alike, a good likeness tells less.
"""

from __future__ import annotations

import numpy as np

from personac.passes.matching.grid import Floats, Ints

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
