"""How hard a test run looks.

A run takes samples, the same ones each time, so that what is red once is red
again and a change does not have to wait. `PERSONAC_TESTS=thorough pytest`
takes every real file, and many generated ones that are new each time.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("PERSONAC_TESTS") == "thorough"
_MORE = 10


def one_in(step: int) -> int:
    """Return the step by which a test goes through the real files: `step`, or 1 when thorough."""
    return 1 if THOROUGH else step


def examples(count: int) -> settings:
    """Return settings for so many examples, ten times as many when thorough."""
    return settings(max_examples=count * _MORE if THOROUGH else count)


def load_profile() -> None:
    """Set what holds for every test that says nothing else."""
    slow = [HealthCheck.too_slow]
    settings.register_profile("thorough", deadline=None, max_examples=500, suppress_health_check=slow)
    settings.register_profile(
        "sample",
        deadline=None,
        max_examples=50,
        derandomize=True,
        database=None,
        suppress_health_check=slow,
    )
    settings.load_profile("thorough" if THOROUGH else "sample")
