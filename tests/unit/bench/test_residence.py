"""Memory of a process and those it started: what they share counts once."""

from __future__ import annotations

import os
import sys

import pytest

from bench.timing.residence import Residence, descendants, watched

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of it")
_FORKED = """
import os, time
shared = bytearray(b'x') * 100_000_000
child = os.fork()
if not child:
    own = bytearray(b'y') * 50_000_000
    time.sleep(1)
    os._exit(0)
os.waitpid(child, 0)
"""


def test_what_two_processes_share_counts_once() -> None:
    process = os.posix_spawn(sys.executable, [sys.executable, "-c", _FORKED], {})
    with watched(process) as found:
        os.waitpid(process, 0)
    assert 150_000_000 < found.peak < 200_000_000


def test_a_process_that_is_alone_is_left_to_the_kernel() -> None:
    found = Residence()
    gone = os.posix_spawn(sys.executable, [sys.executable, "-c", ""], {})
    os.waitpid(gone, 0)
    found.look(gone)
    assert found.peak == 0
    assert [*descendants(gone)] == []
