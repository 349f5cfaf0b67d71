from __future__ import annotations

import json
from pathlib import Path

import pytest

from personac.building import timings as timings_module
from personac.building.timings import StepTiming, Timer, Timings, encode_timings, measured, render_timings
from personac.diagnostics.diagnostic import PersonacError
from personac.observer import observed_step

READ = StepTiming("read", 1, 0.1, 0.1)
SCORE = StepTiming("score", 2, 1.234568, 0.5)


class Clocks:
    """Replaces the two clocks of the module."""

    def __init__(self) -> None:
        self.wall = self.cpu = 100.0

    def perf_counter(self) -> float:
        return self.wall

    def process_time(self) -> float:
        return self.cpu


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(timings_module, "time", clocks)
    return clocks


def test_the_runs_of_a_step_are_added_up(clocks: Clocks) -> None:
    timer = Timer()
    clocks.wall += 8
    for wall, cpu in ((2.0, 1.0), (0.5, 0.25)):
        with observed_step(timer, "read"):
            clocks.wall += wall
            clocks.cpu += cpu
    assert timer.timings() == Timings((StepTiming("read", 2, 2.5, 1.25),), 10.5, 1.25)


def test_without_a_step_there_are_no_timings() -> None:
    assert Timer().timings() is None


def test_the_table() -> None:
    assert render_timings(Timings((READ, SCORE), 2.0, 0.7)).splitlines() == [
        "step           runs  wall ms  CPU ms",
        "read              1    100.0   100.0",
        "score             2  1,234.6   500.0",
        "between steps          665.4   100.0",
        "total                2,000.0   700.0",
    ]


def test_clocks_that_disagree_give_no_negative_time() -> None:
    assert "-0" not in render_timings(Timings((SCORE,), 1.0, 0.1))


@pytest.mark.parametrize("steps", [(), (READ, SCORE)])
def test_the_json(steps: tuple[StepTiming, ...]) -> None:
    data = encode_timings(Timings(steps, 2.0, 0.7))
    assert data.endswith(b"}\n")
    decoded = json.loads(data)
    assert (decoded["schema"], decoded["wall_seconds"]) == ("personac-timings/2", 2.0)
    assert [step["step"] for step in decoded["steps"]] == [step.step for step in steps]
    assert [step["wall_seconds"] for step in decoded["steps"][1:]] == [1.234568][: len(steps[1:])]


def test_a_table_is_written_after_the_run() -> None:
    written: list[str] = []
    with measured(None, written.append, with_table=True) as observer:
        with observed_step(observer, "read"):
            pass
        assert written == []
    assert written[0].splitlines()[1].startswith("read")


def test_a_file_is_written_and_replaced(here: Path) -> None:
    written: list[str] = []
    for step in ("read", "write"):
        with (
            measured(Path("t.json"), written.append, with_table=False) as observer,
            observed_step(observer, step),
        ):
            pass
        assert json.loads((here / "t.json").read_bytes())["steps"][0]["step"] == step
    assert written == []


def test_without_a_step_it_says_so_and_writes_nothing(here: Path) -> None:
    written: list[str] = []
    with measured(Path("t.json"), written.append, with_table=True):
        pass
    assert written == ["nothing was compiled, so there is nothing to measure; --force compiles anyway\n"]
    assert list(here.iterdir()) == []


def test_a_run_that_fails_is_measured_too() -> None:
    written: list[str] = []

    def fail() -> None:
        with measured(None, written.append, with_table=True) as observer, observed_step(observer, "read"):
            raise SystemExit(1)

    with pytest.raises(SystemExit):
        fail()
    assert "read" in written[0]


@pytest.mark.parametrize("data", [b"- One rule\n", b'{"a": 1}', b'{\n  "schema": "personac-report/1"\n}'])
def test_other_files_are_refused_before_anything_is_built(here: Path, data: bytes) -> None:
    (here / "a.md").write_bytes(data)
    with pytest.raises(PersonacError, match="something else than timings") as caught:
        measured(Path("a.md"), print, with_table=False).__enter__()
    assert [(one.code, one.path) for one in caught.value.diagnostics] == [("PC504", "a.md")]
    assert (here / "a.md").read_bytes() == data


def test_an_empty_file_is_replaced(here: Path) -> None:
    (here / "t.json").touch()
    with measured(Path("t.json"), print, with_table=False) as observer, observed_step(observer, "read"):
        pass
    assert (here / "t.json").read_bytes()


@pytest.mark.parametrize(("path", "code"), [("none/t.json", "PC503"), (".", "PC504")])
@pytest.mark.usefixtures("here")
def test_a_file_that_cannot_be_written_is_refused(path: str, code: str) -> None:
    with pytest.raises(PersonacError) as caught:
        measured(Path(path), print, with_table=False).__enter__()
    assert [one.code for one in caught.value.diagnostics] == [code]
