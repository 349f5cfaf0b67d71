"""The score from which a pair counts as near: nearly merged, or merged.

Guards run eagerly on these pairs, which are few, and lazily on others: when
clustering would join the two.
"""

from __future__ import annotations

FLOOR = 0.01  # a score below this is none
BELOW = 0.12  # how far under the threshold a pair may score to be worth a look
_HALF_A_STEP = 0.00005  # scores have four decimals; how a bound is written as a float must not count


def near_from(threshold: float) -> float:
    """Return the least score of a pair that is worth a look."""
    return max(round(threshold - BELOW, 4), FLOOR) - _HALF_A_STEP
