"""Every engine marks all tasks, skips finished ones and reports failures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.diagnostics.input_kinds import UNREADABLE
from personac.scan.attempts import Work
from personac.scan.engines import Engine, SerialEngine, open_engine, shard_of
from personac.scan.local_engine import LocalEngine
from tests.unit.scan.stub_tasks import WORK, call, done, is_done, mark, runs, tasks

ENGINES = ["serial", "local", pytest.param("ray", marks=pytest.mark.xdist_group("ray"))]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "ray":
        yield request.getfixturevalue("ray_here")
    else:
        with open_engine(request.param, WORK, 2) as opened:
            yield opened


def test_every_task_gets_its_mark(engine: Engine, tmp_path: Path) -> None:
    engine.run(tasks(tmp_path, "works", 20))
    assert done(tmp_path, "works") == runs(tmp_path, "works") == list(range(20))


def test_no_tasks_are_no_work(engine: Engine, tmp_path: Path) -> None:
    engine.run([])
    assert [*tmp_path.iterdir()] == []


def test_what_is_done_is_skipped(engine: Engine, tmp_path: Path) -> None:
    engine.run(tasks(tmp_path, "works", 3))
    engine.run(tasks(tmp_path, "works", 5))
    assert runs(tmp_path, "works") == [0, 1, 2, 3, 4]


def test_a_stage_may_have_one_task(engine: Engine, tmp_path: Path) -> None:
    engine.run(tasks(tmp_path, "works", 1))
    assert done(tmp_path, "works") == [0]


def test_an_exception_is_told_with_its_task_and_place(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(PersonacError) as caught:
        engine.run(tasks(tmp_path, "raises:2"))
    (problem,) = caught.value.diagnostics
    assert problem.code == "PC821"
    assert problem.message.startswith(
        "raises:2, task 2: StubbornError: raises 2-2 is stubborn (stub_tasks.py:"
    )
    assert "the same command goes on" in problem.hint
    assert {0, 1} <= {*done(tmp_path, "raises:2")}
    assert runs(tmp_path, "raises:2").count(2) == 1


def test_the_diagnostics_of_a_task_stay_what_they_are(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(PersonacError) as caught:
        engine.run(tasks(tmp_path, "refuses:1"))
    (problem,) = caught.value.diagnostics
    assert (problem.kind, problem.path, problem.line) == (UNREADABLE, "agents/a.md", 3)
    assert (problem.message, problem.hint) == ("cannot be read", "mend it")
    assert runs(tmp_path, "refuses:1").count(1) == 1


def test_an_engine_runs_on_after_a_failure(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(PersonacError):
        engine.run(tasks(tmp_path, "raises:0"))
    engine.run(tasks(tmp_path, "works"))
    assert done(tmp_path, "works") == [*range(8)]


@pytest.mark.parametrize("name", ["serial", "local"])
def test_a_task_that_leaves_no_mark_is_an_error(name: str, tmp_path: Path) -> None:
    work = Work(print, is_done)
    with open_engine(name, work, 2) as engine, pytest.raises(PersonacError) as caught:
        engine.run(tasks(tmp_path, "works"))
    (problem,) = caught.value.diagnostics
    assert problem.message == "works, task 0: it ended, and its mark is not in the work folder"


def test_two_machines_share_a_stage(tmp_path: Path) -> None:
    listed = tasks(tmp_path, "works", 8)
    shards = [shard_of(listed, number, 3) for number in range(3)]
    assert [[task[2] for task in shard] for shard in shards] == [[0, 3, 6], [1, 4, 7], [2, 5]]
    with open_engine("serial", WORK) as engine:
        engine.run(shards[1])
        assert done(tmp_path, "works") == [1, 4, 7]
        for shard in shards:
            engine.run(shard)
    assert runs(tmp_path, "works") == [*range(8)]


def test_one_process_is_this_one() -> None:
    assert isinstance(open_engine("local", WORK, 1), SerialEngine)
    assert isinstance(open_engine("local", WORK, 2), LocalEngine)


def test_a_task_that_is_done_meanwhile_is_not_run_again(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, "works", 1)
    call(task)
    mark(task).touch()
    call(task)
    assert runs(tmp_path, "works") == [0]
