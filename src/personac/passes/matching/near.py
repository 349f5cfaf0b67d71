"""From which score on a pair is worth a look: nearly merged, or merged.

Far fewer pairs than are scored come so near. Only of these is it told what
keeps them apart, so only for these guards are asked at once; for all others
when something would make one of the two.
"""

from __future__ import annotations

FLOOR = 0.01  # a score below this is none
BELOW = 0.12  # how far under the threshold a pair may score to be worth a look
_HALF_A_STEP = 0.00005  # scores have four decimals; how a bound is written as a float must not count


def near_from(threshold: float) -> float:
    """Return the least score of a pair that is worth a look."""
    return max(round(threshold - BELOW, 4), FLOOR) - _HALF_A_STEP
