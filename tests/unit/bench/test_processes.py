from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

import pytest

from bench.timing.processes import DidNotEndError, Python, installed, limit_cpu

PYTHON = Python(Path(), {})


def test_cpu_wall_and_peak_are_those_of_the_process() -> None:
    small, large = (PYTHON.run(["-c", f"b'x' * {size}"]) for size in (1, 400_000_000))
    assert 0 < small.cpu < 5
    assert small.wall > 0
    assert large.peak > 400_000_000


def test_failures_are_errors() -> None:
    with pytest.raises(RuntimeError, match=r"exit\(3\): 3"):
        PYTHON.run(["-c", "exit(3)"])
    assert PYTHON.run(["-c", "exit(3)"], accepted=(0, 3)).cpu > 0


def test_a_process_that_does_not_end_is_stopped_and_reported() -> None:
    with pytest.raises(DidNotEndError):
        PYTHON.run(["-c", "while True: pass"], 1)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")
def test_a_limit_is_for_one_process_and_may_be_late() -> None:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    process = PYTHON.start(["-c", "import time; time.sleep(60)"])
    limit_cpu(process, 5)
    assert resource.prlimit(process, resource.RLIMIT_CPU)[0] == 5
    assert resource.getrlimit(resource.RLIMIT_CPU) == before
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    limit_cpu(process, 5)


def test_personac_is_measured_as_installed_and_without_a_cache(tmp_path: Path) -> None:
    python = installed(tmp_path, {})
    check = "import os, personac; assert 'site-packages' in personac.__file__"
    python.run(["-c", f"{check}; assert os.environ['PERSONAC_CACHE_DIR'] == ''"])
