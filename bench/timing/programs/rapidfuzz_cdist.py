"""rapidfuzz's ratio of every pair, in blocks that bound the memory, and components: BULLETS GROUPS.

Each pair is scored once, on texts of rapidfuzz's default processor; pairs from 80 on are linked.
"""

from __future__ import annotations

import sys

import numpy as np
from rapidfuzz import fuzz, process, utils
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bench.timing.programs.group_files import by_label, read_bullets, write_groups

_ROWS = 500  # of a block

if __name__ == "__main__":
    _, bullets, output = sys.argv
    texts = [utils.default_process(text) for text in read_bullets(bullets)]
    links = []
    for start in range(0, len(texts), _ROWS):
        scores = process.cdist(
            texts[start : start + _ROWS], texts[start:], scorer=fuzz.ratio, score_cutoff=80, dtype=np.uint8
        )
        links.append(np.argwhere(scores) + start)
    i, j = np.concatenate(links).T
    close = coo_array((np.ones(len(i), dtype=np.int8), (i, j)), shape=(len(texts), len(texts)))
    write_groups(by_label(connected_components(close, directed=False)[1]), output)
