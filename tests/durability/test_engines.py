"""A scan that is killed or interrupted at any moment leaves no process, and goes on where it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.durability.engine_driver import INTERRUPTED
from tests.unit.scan.stub_tasks import done, processes, runs

COUNT = 40
ENGINES = ["serial", "local"]
Driver = subprocess.Popen[bytes]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str, str], Driver]]:
    """Start drivers; none is left after the test."""
    started: list[Driver] = []

    def start(engine: str, stage: str) -> Driver:
        command = [
            sys.executable,
            "-m",
            "tests.durability.engine_driver",
            engine,
            str(tmp_path),
            stage,
            str(COUNT),
        ]
        started.append(subprocess.Popen(command, env=environment(), cwd=ROOT, start_new_session=True))
        return started[-1]

    yield start
    for driver in started:
        driver.kill()
        driver.wait()


def environment() -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def wait_until(condition: Callable[[], object], seconds: float = 30) -> None:
    last = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < last, "it took too long"
        time.sleep(0.01)


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("engine", ENGINES)
def test_a_killed_driver_goes_on_where_it_was(
    start: Callable[[str, str], Driver], tmp_path: Path, engine: str
) -> None:
    driver = start(engine, "takes a moment")
    wait_until(lambda: len(done(tmp_path, "takes a moment")) > 5)
    driver.kill()
    driver.wait()
    wait_until(lambda: not any(map(is_alive, processes(tmp_path))))
    before = {*done(tmp_path, "takes a moment")}
    assert len(before) < COUNT
    assert start(engine, "takes a moment").wait() == 0
    assert done(tmp_path, "takes a moment") == [*range(COUNT)]
    again = runs(tmp_path, "takes a moment")
    assert {number for number in again if again.count(number) > 1} <= {*range(COUNT)} - before


@pytest.mark.parametrize("engine", ENGINES)
def test_ctrl_c_ends_all_processes_at_once(
    start: Callable[[str, str], Driver], tmp_path: Path, engine: str
) -> None:
    driver = start(engine, "waits")
    wait_until(
        lambda: (tmp_path / "runs").exists() and len(runs(tmp_path, "waits")) == ENGINES.index(engine) + 1
    )
    os.killpg(driver.pid, signal.SIGINT)
    started = time.monotonic()
    assert driver.wait(20) == INTERRUPTED
    assert time.monotonic() - started < 15
    assert not any(map(is_alive, processes(tmp_path)))
    assert [*tmp_path.glob("*.aside")] == []


def test_two_drivers_may_run_the_same_tasks_at_once(
    start: Callable[[str, str], Driver], tmp_path: Path
) -> None:
    drivers = [start("local", "takes a moment"), start("local", "takes a moment")]
    assert [driver.wait() for driver in drivers] == [0, 0]
    assert done(tmp_path, "takes a moment") == [*range(COUNT)]
    assert len(processes(tmp_path)) == 4
    assert [*tmp_path.glob("*.aside")] == []


def test_a_worker_that_is_killed_from_outside_is_replaced(
    start: Callable[[str, str], Driver], tmp_path: Path
) -> None:
    driver = start("local", "takes a moment")
    wait_until(lambda: len(done(tmp_path, "takes a moment")) > 5)
    os.kill(min(processes(tmp_path)), signal.SIGKILL)
    assert driver.wait() == 0
    assert done(tmp_path, "takes a moment") == [*range(COUNT)]
    assert len(runs(tmp_path, "takes a moment")) <= COUNT + 2
