"""A build that is killed, or refused by the system, at each of its calls that write or take a lock."""

# ruff: noqa: T201 - the figures of a run with -s

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest

from tests.durability.conftest import Project
from tests.durability.faults import CALLS, SOME_CALLS, Fault, is_possible, run

pytestmark = pytest.mark.skipif(not is_possible(), reason="needs strace, and leave to trace")
THOROUGH = False
FAULTS = ("signal=KILL", "error=ENOSPC", "error=EIO", "error=EACCES")
MORE_CALLS = {"error=EIO": ("close",)}
"""A network disk tells of what it could not keep as late as that."""
STEP = 1 if THOROUGH else 9


@pytest.mark.parametrize("what", FAULTS if THOROUGH else FAULTS[:2])
def test_hit_at_every_call(project: Project, what: str) -> None:
    old, new = "a", "b"
    hits: Counter[str] = Counter()
    for call in (*CALLS, *MORE_CALLS.get(what, ())) if THOROUGH else SOME_CALLS:
        for number in count(1, STEP):
            fault = Fault(call, number, what)
            status, came_about = run(project, fault, new)
            old, new = project.flipped(status, old, new, str(fault))
            if not came_about:
                assert status == 0
                break
            hits[call] += 1
            hits[f"ended with {status}"] += 1
    print(project.mode, what, dict(sorted(hits.items())))
    assert hits
