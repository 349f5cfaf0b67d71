"""What personas have in common: words of units that are equal or near copies.

Everybody may say the same boilerplate: a unit that more than `CAP` personas say counts less the more say it,
so that a template does not make one family of all who follow it. Links have the words in full too: who says
hardly anything else is a copy, however many copies there are.
"""

from __future__ import annotations

import numpy as np

from personac.scan.buckets import pairs_within
from personac.scan.components import roots_of
from personac.scan.tables import Schema, Table, numbers, summed

SAID = Schema((("root", "key"), ("content", "key"), ("words", "count")))
LINKS = Schema((
    ("a", "key"), ("b", "key"), ("ours", "count"), ("theirs", "count"), ("our_words", "count"),
    ("their_words", "count"),
))  # fmt: skip
CAP = 8
"""The number of personas up to which a unit counts in full."""
FINE = 64
"""A word as links count it: those of units that many say are fractions of one."""
_HOT = 48  # personas


def said_by_root(occurrences: Table, together: Table) -> Table:
    """Return how many words each persona says of each root; `together` is the forest of near copies."""
    roots = roots_of(numbers(occurrences, "unit"), together)
    return summed(SAID.table(roots, numbers(occurrences, "content"), numbers(occurrences, "words")), SAID)


def linked(said: Table) -> Table:
    """Return the pairs of personas that say the same, with the words of either."""
    said = summed(said, SAID)
    roots, contents, words = (numbers(said, name) for name in ("root", "content", "words"))
    pairs = pairs_within(roots, _HOT)
    weight = FINE * np.minimum(1.0, CAP / np.maximum(pairs.size, 1))
    ours, theirs = (np.ceil(words[places] * weight) for places in (pairs.first, pairs.second))
    full = words[pairs.first], words[pairs.second]
    links = LINKS.table(contents[pairs.first], contents[pairs.second], ours, theirs, *full)
    return summed(links, LINKS)
