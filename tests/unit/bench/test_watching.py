from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.timing.processes import Python
from bench.timing.watching import Watching, cpu_seconds, peak_bytes

WATCHER = """
import sys, time
from pathlib import Path
sources, output = Path(sys.argv[1]), Path(sys.argv[2])
output.mkdir()
seen = None
while True:
    now = sorted(path.read_bytes() for path in sources.iterdir())
    if now != seen:
        (output / "new").write_text(str(len(now)))
        (output / "new").rename(output / "personac.lock")
        seen = now
    time.sleep(0.01)
"""


@dataclass(frozen=True, slots=True)
class Watcher(Python):
    """Watches with a program of this test's own."""

    def start(self, arguments: Sequence[str]) -> int:
        sources, output = arguments[3], arguments[5]
        return Python.start(self, ["-c", WATCHER, sources, output])


def test_every_edit_is_timed_until_the_outputs_are_complete(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "one.md").write_text("- say it\n", "utf-8")
    rebuilds = Watching(Watcher(Path(), {}), 2, 20, tmp_path).measure(tmp_path / "agents")
    assert len(rebuilds.runs) == 2
    assert 0 < rebuilds.wall < 20
    assert (tmp_path / "agents" / "one.md").read_text("utf-8") == "- say it\n"


def test_without_files_there_is_nothing_to_edit(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    with pytest.raises(ValueError, match="empty"):
        Watching(Watcher(Path(), {}), 1, 5, tmp_path).measure(tmp_path / "agents")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system has no /proc")
def test_the_usage_of_a_running_process() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert peak_bytes(os.getpid()) > 1_000_000


def test_without_proc_the_usage_is_0() -> None:
    assert (cpu_seconds(-5), peak_bytes(-5)) == (0.0, 0)
