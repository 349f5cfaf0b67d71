"""Eight builds into one folder at once all succeed, and the result is that of one of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from personac.storage.output_lock import hold_output_lock
from tests.durability.conftest import Project
from tests.durability.scene import files, is_untouched, litter, outputs, put_own, put_sources

THOROUGH = False
BUILDS = 8
ROUNDS = [1, pytest.param(25, marks=pytest.mark.long)]
MOST_SECONDS = 120


@pytest.mark.parametrize("states", ["aaaaaaaa", "bbbbbbbb", "abababab"])
@pytest.mark.parametrize("rounds", ROUNDS)
def test_eight_at_once(project: Project, states: str, rounds: int) -> None:
    for _ in range(rounds):
        for state in states:
            project.fork("write", state)
        project.go()
        assert project.reap_all() == [0] * BUILDS
        assert outputs(project.folder) in [project.wanted[state] for state in set(states)]
        assert is_untouched(project.folder)
        assert litter(project.folder) == []


def test_the_first_of_eight_makes_the_folder(project: Project) -> None:
    """There is no folder at first, and one of the builds is killed."""
    for path in sorted((project.folder / "build").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    (project.folder / "build").rmdir()
    try:
        children = [project.fork("write", "b") for _ in range(BUILDS)]
        project.go()
        os.kill(children[0], signal.SIGKILL)
        assert set(project.reap_all()[1:]) == {0}
        assert files(project.folder) == project.wanted["b"]
        assert litter(project.folder) == []
    finally:
        put_own(project.folder)
        if project.mode != "exchanged":
            (project.folder / "build" / ".git").mkdir()


def test_a_build_that_is_killed_before_it_begins_blocks_no_other(project: Project) -> None:
    children = [project.fork("write", "b") for _ in range(2)]
    os.kill(children[0], signal.SIGKILL)
    project.go()
    assert project.reap_all() == [-signal.SIGKILL, 0]
    assert outputs(project.folder) == project.wanted["b"]


def command(*more: str) -> list[str]:
    return [sys.executable, "-m", "personac", "build", *more]


@pytest.mark.long
def test_eight_commands_at_once(tmp_path: Path) -> None:
    put_sources(tmp_path, "a")
    put_own(tmp_path)
    started = [
        subprocess.Popen(command(), cwd=tmp_path, stderr=subprocess.PIPE, text=True) for _ in range(BUILDS)
    ]
    messages = Counter(process.communicate()[1].split(" ")[1] for process in started)
    assert [process.returncode for process in started] == [0] * BUILDS
    assert is_untouched(tmp_path)
    assert litter(tmp_path) == []
    assert set(messages) <= {"3", "up", "build"}  # built, up to date, waited for another build
    check = subprocess.run(command("--check"), cwd=tmp_path, capture_output=True, check=False)
    assert check.returncode == 0


def test_a_command_reports_that_it_waits(tmp_path: Path) -> None:
    put_sources(tmp_path, "a")
    with hold_output_lock(tmp_path / "build", wait=True, on_wait=tuple):
        waiting = subprocess.Popen(command(), cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert waiting.stderr
        assert waiting.stderr.readline() == "another build writes to build; waiting…\n"
        time.sleep(0.1)
        assert waiting.poll() is None
    assert "\nbuild: 3 personas" in waiting.communicate(timeout=MOST_SECONDS)[1]
    assert waiting.returncode == 0
    assert litter(tmp_path) == []
