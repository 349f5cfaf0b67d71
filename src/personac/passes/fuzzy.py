"""String similarity of normal forms: the one module that imports rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist


def token_set(left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    """Compare pairwise by rapidfuzz's token set ratio; float64 in [0, 1]."""
    return cpdist(left, right, scorer=fuzz.token_set_ratio, dtype=np.float64) / 100.0


def token_sort(left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    """Compare pairwise by rapidfuzz's token sort ratio; float64 in [0, 1]."""
    return cpdist(left, right, scorer=fuzz.token_sort_ratio, dtype=np.float64) / 100.0
