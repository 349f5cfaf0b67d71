"""Several threads may compile at once, from the first call on: nothing crashes the process."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import sys, threading
import personac
sys.setswitchinterval(1e-6)
barrier, reports = threading.Barrier(4), []
def run():
    barrier.wait()
    built = personac.build({"agents/a.md": "- One\\n", "agents/b.md": "- Two\\n"}, {"rules/r.toml": RULES})
    reports.append(built.outputs["report.json"])
RULES = "[matching]\\njudge = false\\n"
threads = [threading.Thread(target=run) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
sys.exit(len(reports) != 4 or len(set(reports)) != 1)
"""


def _run_processes(count: int) -> list[int]:
    run = [sys.executable, "-c", SCRIPT]
    return [subprocess.run(run, capture_output=True, check=False).returncode for _ in range(count)]


def test_the_first_build_may_run_in_four_threads() -> None:
    assert _run_processes(2) == [0] * 2


@pytest.mark.long
def test_the_first_build_may_run_in_four_threads_of_many_processes() -> None:
    assert _run_processes(30) == [0] * 30
