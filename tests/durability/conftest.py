"""Projects with a warmed worker beside them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pytest

from tests.durability.scene import (
    REFUSED,
    STATES,
    is_untouched,
    litter,
    mixture,
    outputs,
    put_own,
    put_sources,
)

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
"""What ends a process at once; Ctrl-C is in tests/security."""
MODES = ("exchanged", "file by file")


@dataclass(frozen=True)
class Project:
    """A project that can be built by children of a warmed worker; `wanted` are the outputs of each state."""

    folder: Path
    worker: subprocess.Popen[str]
    wanted: dict[str, dict[str, bytes]]
    mode: str

    def ask(self, command: str) -> None:
        assert self.worker.stdin
        self.worker.stdin.write(f"{command}\n")
        self.worker.stdin.flush()

    def answer(self) -> str:
        assert self.worker.stdout
        return self.worker.stdout.readline().strip()

    def fork(self, what: str, state: str) -> int:
        """Return the number of a child that waits for `go`."""
        put_sources(self.folder, state)
        self.ask(f"fork {what} {state}")
        return int(self.answer())

    def _remove_kept(self, old: str, new: str) -> None:
        """Remove old outputs that a build kept: one that cannot be read counts as edited."""
        present, (olds, news) = outputs(self.folder), self._both(old, new)
        kept = {*present} - {*news}
        if kept and {name: data for name, data in present.items() if name in news} == news:
            assert all(present[name] == olds[name] for name in kept)
            for name in kept:
                (self.folder / "build" / name).unlink()

    def _both(self, old: str, new: str) -> tuple[dict[str, bytes], dict[str, bytes]]:
        return self.wanted[old], self.wanted[new]

    def flipped(self, status: int, old: str, new: str, why: str) -> tuple[str, str]:
        """Check the outputs after a build that was hit, and build again; return the next states."""
        assert status in {0, REFUSED} or -status in SIGNALS, why
        if "error" in why:
            self._remove_kept(old, new)
        state = self.assert_whole(old, new, why)
        assert state == new or status != 0, why
        self.build(new)
        return new, old

    def go(self) -> None:
        self.ask("go")

    def reap(self) -> int:
        (status,) = self.reap_all()
        return status

    def reap_all(self) -> list[int]:
        self.ask("reap")
        return [int(status) for status in self.answer().split()]

    def build(self, state: str, what: str = "write") -> None:
        """Build without a fault, and check the outputs."""
        self.fork(what, state)
        self.go()
        assert self.reap() == 0
        assert outputs(self.folder) == self.wanted[state]
        assert litter(self.folder) == []
        assert is_untouched(self.folder)

    def assert_whole(self, old: str, new: str, why: str) -> str:
        """Check that the outputs are those of one state; return which, or `mixed` where that is promised."""
        present = outputs(self.folder)
        assert is_untouched(self.folder)
        if self.mode == "exchanged":
            olds, news = (
                {n for n in {*present, *w} if present.get(n) != w.get(n)} for w in self._both(old, new)
            )
            assert not olds or not news, f"{why}: other than the old ones {olds}, than the new ones {news}"
        assert not mixture(present, *self._both(old, new)), why
        return next((state for state in (old, new) if present == self.wanted[state]), "mixed")


@pytest.fixture(scope="session", params=MODES)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project in state `a`, for as long as the session takes; each test puts it back there."""
    folder = tmp_path_factory.mktemp("project")
    put_own(folder)
    if request.param == "file by file":
        (folder / "build" / ".git").mkdir()
    command = [sys.executable, "-m", "tests.durability.worker", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        project = Project(folder, worker, {}, request.param)
        assert project.answer() == "ready"
        for state in (*STATES, "a"):
            project.fork("write", state)
            project.go()
            assert project.reap() == 0
            project.wanted[state] = outputs(folder)
        yield project
        _close(worker.stdin)


def _close(stream: IO[str] | None) -> None:
    assert stream
    stream.close()


@pytest.fixture
def project(kept: Project) -> Project:
    kept.build("a")
    return kept


@pytest.fixture(scope="session", autouse=True)
def _posix_only() -> None:
    if os.name != "posix":
        pytest.skip("needs fork and SIGKILL")
