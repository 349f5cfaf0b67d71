from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench.timing.processes import Python, Usage
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

    watches: bool = True

    def start(self, arguments: Sequence[str]) -> int:
        sources, output = arguments[3], arguments[5]
        return Python.start(self, ["-c", WATCHER, sources, output])

    def run(self, arguments: Sequence[str], limit: int | None = None, fine: Sequence[int] = (0,)) -> Usage:
        if not self.watches:
            raise RuntimeError(arguments, limit, fine)
        return Usage(0.0, 0.0, 0)


def test_every_edit_is_timed_until_the_outputs_stand(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "one.md").write_text("- say it\n", "utf-8")
    found = Watching(Watcher(Path(), {}), 2, 20, tmp_path).measure(tmp_path / "agents")
    assert found is not None
    assert len(found.runs) == 2
    assert 0 < found.wall < 20
    assert (tmp_path / "agents" / "one.md").read_text("utf-8") == "- say it\n"


def test_who_cannot_watch_is_not_measured(tmp_path: Path) -> None:
    assert Watching(Watcher(Path(), {}, watches=False), 1, 1, tmp_path).measure(tmp_path) is None


def test_a_rebuild_that_never_comes_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "agents").mkdir()
    with pytest.raises(ValueError, match="empty"):
        Watching(Watcher(Path(), {}), 1, 5, tmp_path).measure(tmp_path / "agents")


@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="the system tells nothing of running processes"
)
def test_a_running_process_is_asked_what_it_used() -> None:
    assert cpu_seconds(os.getpid()) > 0
    assert peak_bytes(os.getpid()) > 1_000_000


def test_a_system_that_tells_nothing_gives_nothing() -> None:
    assert (cpu_seconds(-5), peak_bytes(-5)) == (0.0, 0)
