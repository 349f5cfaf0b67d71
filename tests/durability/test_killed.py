"""A build that is killed at any moment leaves the old outputs or the new ones, and the next one heals."""

# ruff: noqa: T201 - the figures of a run with -s

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from statistics import median

import pytest

from tests.durability.conftest import Project

THOROUGH = False
KILLS = 100 if THOROUGH else 8
"""For each of two ways to write, and for all of a build and its last phase: 400 or 32 in all."""


def life(project: Project, what: str) -> float:
    """Return how many seconds a child takes that is left alone, and a little more."""
    took = []
    for state in ("b", "a", "b", "a"):
        project.fork(what, state)
        start = time.monotonic()
        project.go()
        assert project.reap() == 0
        took.append(time.monotonic() - start)
    return 1.2 * median(took)


@pytest.mark.parametrize("what", ["write", "build"])
def test_killed_at_random_moments(project: Project, what: str) -> None:
    seed = random.SystemRandom().randrange(10**6) if THOROUGH else 6
    print(f"seed {seed}")
    rng = random.Random(seed)  # noqa: S311 - moments, no secrets
    longest = life(project, what)
    old, new = "a", "b"
    seen: Counter[str] = Counter()
    for _ in range(KILLS):
        child = project.fork(what, new)
        delay = rng.random() * longest
        project.go()
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        status = project.reap()
        why = f"seed {seed}, after {delay} s"
        state = project.assert_whole(old, new, why)
        seen["old" if state == old else "new" if state == new else state] += 1
        seen["killed"] += status != 0
        old, new = project.flipped(status, old, new, why)
    print(project.mode, what, f"life {longest:.3f} s", dict(seen))
