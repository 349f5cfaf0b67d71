from __future__ import annotations

from pathlib import Path

import pytest

from personac.config.loader import load_rules
from personac.driver import timer as timer_module
from personac.driver.compile import compile_personas
from personac.driver.means import Means
from personac.driver.observer import step
from personac.driver.peak_memory import PeakMemory
from personac.driver.timer import Timer
from personac.model.source import Source
from personac.report.timings import Count


class Clocks:
    """The two clocks of the module, told what time it is."""

    def __init__(self) -> None:
        self.wall = self.cpu = 100.0

    def perf_counter(self) -> float:
        return self.wall

    def process_time(self) -> float:
        return self.cpu


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    found = Clocks()
    monkeypatch.setattr(timer_module, "time", found)
    return found


def test_the_runs_of_a_step_are_added_up(clocks: Clocks, tmp_path: Path) -> None:
    (tmp_path / "status").write_text("VmHWM: 3 kB\n")
    timer = Timer(PeakMemory(tmp_path))
    clocks.wall += 8
    for peak, wall, cpu in ((5, 2.0, 1.0), (4, 0.5, 0.25)):
        with step(timer, "gather"):
            (tmp_path / "status").write_text(f"VmHWM: {peak} kB\n")
            clocks.wall += wall
            clocks.cpu += cpu
    timings = timer.timings()
    assert timings is not None
    (gather,) = timings.steps
    assert (gather.step, gather.runs, gather.wall_seconds, gather.cpu_seconds) == ("gather", 2, 2.5, 1.25)
    assert (gather.peak_bytes, timings.peak_bytes) == (5 * 1024, 5 * 1024)
    assert (timings.wall_seconds, timings.cpu_seconds) == (10.5, 1.25)
    assert (gather.given, gather.made) == ((), ())


def test_without_a_step_there_are_no_timings() -> None:
    assert Timer().timings() is None


def test_the_counts_are_those_of_the_sources_and_not_of_the_canonical() -> None:
    timer = Timer()
    sources = (Source("a.md", b"- Keep the oil dry\n"), Source("b.md", b"- Keep the oil dry\n- Sing\n"))
    compile_personas(sources, load_rules([]), means=Means(observer=timer))
    timings = timer.timings()
    assert timings is not None
    extract = next(timing for timing in timings.steps if timing.step == "extract")
    assert extract.runs == 2
    assert extract.given == (Count(what="personas", number=2),)
    assert extract.made == (Count(what="bullets", number=3),)
    assert all(timing.peak_bytes > 0 for timing in timings.steps)


def test_whether_each_peak_is_the_steps_own(tmp_path: Path) -> None:
    for folder, is_of_step in ((tmp_path, True), (tmp_path / "none", False)):
        timer = Timer(PeakMemory(folder))
        with step(timer, "gather"):
            pass
        timings = timer.timings()
        assert timings is not None
        assert timings.peak_is_of_step is is_of_step
