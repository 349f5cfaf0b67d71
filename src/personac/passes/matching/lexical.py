"""String ratios: the one module that imports rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from personac.passes.matching.grid import Floats


def token_set(left: Sequence[str], right: Sequence[str]) -> Floats:
    """Return the token set ratio in [0, 1] of each text of `left` with its fellow in `right`."""
    return np.asarray(cpdist(left, right, scorer=fuzz.token_set_ratio, workers=-1), dtype=np.float64) / 100
