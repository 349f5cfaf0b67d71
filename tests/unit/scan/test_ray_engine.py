"""Ray: what is lost or could not be read runs again, and nothing is open to other machines."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.diagnostics.engine_kinds import NO_ENGINE, WORKER_LOST
from personac.scan.attempts import Task, Work
from personac.scan.engines import open_engine
from personac.scan.ray_engine import _HERE_ONLY, TRIES, RayEngine, attempt_there
from tests.unit.scan.stub_tasks import WORK, call, done, is_done, mark, runs, tasks

pytestmark = pytest.mark.xdist_group("ray")


def test_a_task_whose_process_was_killed_runs_again(ray_here: RayEngine, tmp_path: Path) -> None:
    ray_here.run(tasks(tmp_path, "killed once:3"))
    assert done(tmp_path, "killed once:3") == [*range(8)]
    assert runs(tmp_path, "killed once:3").count(3) == 2


def test_a_task_that_could_not_read_runs_again(ray_here: RayEngine, tmp_path: Path) -> None:
    ray_here.run(tasks(tmp_path, "cannot read at first:1", 3))
    assert runs(tmp_path, "cannot read at first:1") == [0, 1, 1, 1, 2]


@pytest.mark.long
@pytest.mark.parametrize(
    ("stage", "message"),
    [("killed:1", "Ray lost it 4 times"), ("cannot read:1", "OSError: [Errno 5] the disk is ill")],
)
def test_a_task_that_always_fails_is_named(
    ray_here: RayEngine, tmp_path: Path, stage: str, message: str
) -> None:
    with pytest.raises(PersonacError) as caught:
        ray_here.run(tasks(tmp_path, stage, 3))
    (problem,) = caught.value.diagnostics
    assert problem.message.startswith(f"{stage}, task 1: {message}")
    assert (problem.kind is WORKER_LOST) is stage.startswith("killed")
    assert runs(tmp_path, stage).count(1) == TRIES + 1


def show_surroundings(task: Task) -> None:
    mark(task).write_text("\n".join([str(Path.cwd()), sys.path[0], os.environ["OMP_NUM_THREADS"]]))


def test_its_processes_import_nothing_from_the_working_directory(
    ray_here: RayEngine, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ray_here.run([])
    work, (task,) = Work(show_surroundings, is_done), tasks(tmp_path, "works", 1)
    ray_here.run(tasks(tmp_path, "started", 1))
    ray = sys.modules["ray"]
    assert not ray.get(ray.remote(attempt_there).remote(work, __import__("personac").__version__, task))
    folder, first, threads = mark(task).read_text().splitlines()
    assert folder == first
    assert Path(folder).name.startswith("personac-")
    assert Path(folder).stat().st_mode & 0o077 == 0
    assert threads == "1"
    assert capfd.readouterr() == ("", "")


def test_it_listens_to_this_machine_alone(ray_here: RayEngine, tmp_path: Path) -> None:
    if not Path("/proc/self/net/tcp6").exists():
        pytest.skip("needs /proc")
    ray_here.run(tasks(tmp_path, "works", 2))
    addresses = {address for process in family(os.getpid()) for address in listening(process)}
    assert addresses
    loopback = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}
    assert addresses <= loopback  # 127.0.0.1 and ::1


def family(process: int) -> Iterator[int]:
    """Yield a process and all of its children."""
    yield process
    for child in Path(f"/proc/{process}/task").glob("*/children"):
        for number in child.read_text().split():
            yield from family(int(number))


def listening(process: int) -> Iterator[str]:
    """Yield the addresses that a process listens to, as the kernel writes them."""
    sockets = {str(file.readlink()) for file in Path(f"/proc/{process}/fd").iterdir() if file.is_symlink()}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_, inode = line.split()[:10]
            if state in {"0A", "07"} and f"socket:[{inode}]" in sockets:
                yield local.partition(":")[0]


def test_without_the_extra_it_is_named(tmp_path: Path, settings: pytest.MonkeyPatch) -> None:
    settings.setitem(sys.modules, "ray", None)
    with open_engine("ray", WORK) as engine, pytest.raises(PersonacError) as caught:
        engine.run(tasks(tmp_path, "works"))
    (problem,) = caught.value.diagnostics
    assert problem.kind is NO_ENGINE
    assert "pip install './personac[ray]'" in problem.hint


class NoRay(ModuleType):
    """A Ray that does not start, or listens to other machines."""

    def __init__(self, reason: str) -> None:
        super().__init__("ray")
        self.reason = reason
        self.util = self

    def init(self, *_: object, **__: object) -> None:
        if self.reason:
            raise ConnectionError(self.reason)

    def shutdown(self) -> None:
        self.reason = "shut down"

    def get_node_ip_address(self) -> str:
        return "192.0.2.1"


@pytest.mark.parametrize(("address", "shown"), [("ray://127.0.0.1:1", "ray://127.0.0.1:1"), ("", "a Ray of")])
def test_a_ray_that_cannot_be_used_is_an_error(
    tmp_path: Path, settings: pytest.MonkeyPatch, address: str, shown: str
) -> None:
    settings.setitem(sys.modules, "ray", NoRay("many lines\nno answer"))
    with RayEngine(WORK, 2, address) as engine, pytest.raises(PersonacError) as caught:
        engine.run(tasks(tmp_path, "works"))
    (problem,) = caught.value.diagnostics
    assert problem.kind is NO_ENGINE
    assert problem.message.startswith(shown)
    assert problem.message.endswith("cannot be used: no answer")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Put the settings of Ray back afterwards."""
    for name, value in _HERE_ONLY.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_ray_that_would_listen_to_others_is_ended(tmp_path: Path, settings: pytest.MonkeyPatch) -> None:
    ray = NoRay("")
    settings.setitem(sys.modules, "ray", ray)
    with open_engine("ray", WORK) as engine, pytest.raises(PersonacError, match="listen to other machines"):
        engine.run(tasks(tmp_path, "works"))
    assert ray.reason == "shut down"


def test_a_ray_with_other_settings_is_not_used(tmp_path: Path, settings: pytest.MonkeyPatch) -> None:
    settings.setitem(sys.modules, "ray", NoRay(""))
    settings.delenv("RAY_AUTH_MODE")
    with open_engine("ray", WORK) as engine, pytest.raises(PersonacError, match="with other settings"):
        engine.run(tasks(tmp_path, "works"))


def test_machines_have_to_have_the_same_version(tmp_path: Path) -> None:
    (task,) = tasks(tmp_path, "works", 1)
    (problem,) = attempt_there(WORK, "0.0.1", task)
    assert problem.kind is NO_ENGINE
    assert "this one 0.0.1" in problem.message
    assert done(tmp_path, "works") == []


def test_nothing_is_started_where_all_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    for task in tasks(tmp_path, "works"):
        call(task)
    with open_engine("ray", WORK) as engine:
        engine.run(tasks(tmp_path, "works"))
