"""Processes of this machine: killed ones are replaced, and what kills them each time is named."""

from __future__ import annotations

import os
import sys
from multiprocessing import active_children
from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.diagnostics.engine_kinds import WORKER_LOST
from personac.scan import local_engine
from personac.scan.attempts import Task, Work
from personac.scan.local_engine import TRIES, LocalEngine
from tests.unit.scan.stub_tasks import WORK, done, is_done, mark, processes, runs, tasks


def test_a_killed_process_is_replaced(tmp_path: Path) -> None:
    with LocalEngine(WORK, 2) as engine:
        engine.run(tasks(tmp_path, "killed once:3", 12))
    assert done(tmp_path, "killed once:3") == [*range(12)]
    assert runs(tmp_path, "killed once:3").count(3) == 2


def test_a_pool_may_break_again_and_again(tmp_path: Path) -> None:
    with LocalEngine(WORK, 2) as engine:
        engine.run(tasks(tmp_path, "killed once", 6))
    assert done(tmp_path, "killed once") == [*range(6)]
    assert {*runs(tmp_path, "killed once")} == {*range(6)}


def test_a_task_that_always_kills_its_process_is_named(tmp_path: Path) -> None:
    with LocalEngine(WORK, 2) as engine:
        with pytest.raises(PersonacError) as caught:
            engine.run(tasks(tmp_path, "killed:5", 12))
        (problem,) = caught.value.diagnostics
        assert problem.kind is WORKER_LOST
        assert problem.message.startswith(f"killed:5, task 5: its process ended by itself {TRIES} times")
        assert runs(tmp_path, "killed:5").count(5) == TRIES + 1
        assert {*range(5)} <= {*done(tmp_path, "killed:5")}
        engine.run(tasks(tmp_path, "works"))
    assert done(tmp_path, "works") == [*range(8)]


def test_one_pool_serves_all_stages_and_ends_with_the_engine(tmp_path: Path) -> None:
    with LocalEngine(WORK, 2) as engine:
        for stage in ("takes a moment", "works", "works again"):
            engine.run(tasks(tmp_path, stage))
        children = {child.pid for child in active_children()}
        assert len(children) == 2
        assert processes(tmp_path) <= children
        engine.run(tasks(tmp_path, "one more", 1))
        assert processes(tmp_path) <= children
    assert active_children() == []


def test_no_pool_is_started_for_one_task(tmp_path: Path) -> None:
    with LocalEngine(WORK, 2) as engine:
        engine.run(tasks(tmp_path, "works", 1))
    assert processes(tmp_path) == {os.getpid()}


def show_surroundings(task: Task) -> None:
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PYTHONSAFEPATH")
    mark(task).write_text(" ".join(os.environ[name] for name in names))


def test_a_new_process_has_one_thread_and_a_safe_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_threads(monkeypatch, 2)
    monkeypatch.setattr(
        local_engine, "get_all_start_methods", lambda: ["spawn"]
    )  # a server keeps its variables
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with LocalEngine(Work(show_surroundings, is_done), 2) as engine:
        engine.run(tasks(tmp_path, "works", 2))
    assert {mark(task).read_text() for task in tasks(tmp_path, "works", 2)} == {"1 1 1"}
    assert os.environ["OMP_NUM_THREADS"] == "7"


def set_threads(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    monkeypatch.setattr("threading.active_count", lambda: count)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not fork this process")
@pytest.mark.parametrize(("threads", "kind"), [(1, "ForkProcess"), (2, "ForkServerProcess")])
def test_this_process_is_forked_unless_it_has_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int, kind: str
) -> None:
    set_threads(monkeypatch, threads)
    with LocalEngine(Work(WORK.call, WORK.is_done, ("json",)), 2) as engine:
        engine.run(tasks(tmp_path, "killed once:1"))
        engine.run(tasks(tmp_path, "works"))
        assert {type(child).__name__ for child in active_children()} == {kind}
    assert done(tmp_path, "killed once:1") == done(tmp_path, "works") == [*range(8)]
