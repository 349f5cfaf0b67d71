"""A build that is killed at any moment leaves the old outputs or the new ones; the next one cleans up."""

# ruff: noqa: T201 - the figures of a run with -s

from __future__ import annotations

import os
import random
import time
from collections import Counter
from statistics import median

import pytest

from tests.durability.conftest import SIGNALS, Project

KILLS = [3, pytest.param(100, marks=pytest.mark.long)]
"""For each of the two ways to write, in a build and in its last phase."""


def life(project: Project, what: str) -> float:
    """Return how many seconds a child takes that is not killed, and a little more."""
    took = []
    for state in ("b", "a", "b", "a"):
        project.fork(what, state)
        start = time.monotonic()
        project.go()
        assert project.reap() == 0
        took.append(time.monotonic() - start)
    return 1.2 * median(took)


@pytest.mark.parametrize("what", ["write", "build"])
@pytest.mark.parametrize("kills", KILLS)
def test_killed_at_random_moments(project: Project, what: str, kills: int) -> None:
    seed = random.SystemRandom().randrange(10**6) if kills > 3 else 6
    print(f"seed {seed}")
    rng = random.Random(seed)  # noqa: S311 - moments, no secrets
    longest = life(project, what)
    old, new = "a", "b"
    seen: Counter[str] = Counter()
    for _ in range(kills):
        child = project.fork(what, new)
        delay = rng.random() * longest
        project.go()
        time.sleep(delay)
        os.kill(child, rng.choice(SIGNALS))
        status = project.reap()
        why = f"seed {seed}, after {delay} s"
        state = project.assert_whole(old, new, why)
        seen["old" if state == old else "new" if state == new else state] += 1
        seen["killed"] += status != 0
        old, new = project.flipped(status, old, new, why)
    print(project.mode, what, f"life {longest:.3f} s", dict(seen))
