"""One result, whatever the engine, the number of partitions, the order of the files, and what is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import chdir
from hashlib import sha256
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import NoReturn
from unittest.mock import patch

import pytest
from _pytest.mark import ParameterSet

from personac.scan import scanner
from personac.scan.attempts import Task, Work
from personac.scan.engines import Engine, open_engine
from personac.scan.ray_engine import RayEngine
from personac.scan.scan_report import encode_scan
from personac.scan.scan_request import ScanRequest
from personac.scan.scanner import scan
from personac.scan.tasks import call
from personac.scan.work_folder import WorkFolder
from tests.conftest import ROOT
from tests.unit.scan import stub_tasks
from tests.unit.scan.scanned_files import BOATS, BREAD, persona, written

_VERBS = (
    "Check",
    "Describe",
    "Measure",
    "Never skip",
    "Repair",
    "Review",
    "Sketch",
    "Test",
    "Write down",
    "Weigh",
)
_THINGS = (
    "the anchor",
    "the budget",
    "the cellar",
    "the crane",
    "the deck",
    "the engine",
    "the harvest",
    "the kiln",
)
_WHEN = (
    "after rain",
    "at dawn",
    "before a trip",
    "every Monday",
    "in winter",
    "when a guest asks",
    "with a friend",
)
FILES = 68  # more than one chunk


def sentences(dice: random.Random, count: int) -> tuple[str, ...]:
    parts = (_VERBS, _THINGS, _WHEN)
    return tuple(" ".join(dice.choice(words) for words in parts) for _ in range(count))


@pytest.fixture(scope="module")
def repositories(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Two repositories with families, near and exact copies, and files that are alone."""
    dice = random.Random(20)  # noqa: S311 - a fixture, no secret
    files = {}
    for number in range(FILES):
        family = (*BREAD[number % 3 :], *BOATS[: number % 5]) if number % 4 else ()
        said = (*family, *sentences(dice, 4 + number % 7))
        files[f"{number % 2}/agents/a{number}.md"] = persona(f"agent-{number % 50}", said, " ".join(said[:2]))
    files["1/agents/copy.md"] = files["0/agents/a4.md"]
    folder = tmp_path_factory.mktemp("repositories")
    written(folder, dict(reversed(files.items())))
    return folder / "0", folder / "1"


@pytest.fixture(scope="module")
def expected(repositories: Sequence[Path]) -> str:
    """The digest of a scan in this process, in one part."""
    with chdir(repositories[0].parent):
        return digest(repositories, engine="serial", partitions=1)


def digest(roots: Sequence[Path], *, engine: str, partitions: int) -> str:
    named = tuple(Path(root.name) for root in roots)
    report = scan(ScanRequest(named, engine=engine, jobs=2, partitions=partitions, measure=1))
    assert report is not None
    assert {row.kind for row in report.copies} >= {"equal"}
    assert report.families
    assert report.drifted
    return sha256(encode_scan(report)).hexdigest()


def killed_once(task: Task) -> None:
    """Run a task; the process of one of them is killed before it writes the mark."""
    folder, stage, number = task
    killed = Path(folder, ".killed")
    if (stage, number) == ("parse", 0) and not killed.exists():
        killed.touch()
        with patch.object(WorkFolder, "write", kill_this_process):
            call(task)
    call(task)


def kill_this_process(*_: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


class SharedRay(RayEngine):
    """Uses the Ray of other tests."""

    def _connected(self) -> ModuleType:
        return sys.modules["ray"]


def shared(name: str, work: Work, jobs: int) -> Engine:
    return SharedRay(work, jobs) if name == "ray" else open_engine(name, work, jobs)


ENGINES = ("serial", "local", "ray")
PARTITIONS = (1, 7, 64)


def cases() -> Iterator[ParameterSet]:
    """Yield all combinations; one of each engine is not marked as long."""
    for engine, partitions, is_backwards in product(ENGINES, PARTITIONS, (False, True)):
        is_long = partitions != 7 or is_backwards
        marks = [pytest.mark.long] * is_long + [pytest.mark.xdist_group("ray")] * (engine == "ray")
        yield pytest.param(engine, partitions, -1 if is_backwards else 1, marks=marks)


@pytest.fixture
def killing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill a process of an engine that has some; use the Ray of the other tests."""
    engine = request.node.callspec.params["engine"]
    if engine == "ray":
        folder: Path = request.getfixturevalue("tmp_path")
        request.getfixturevalue("ray_here").run(stub_tasks.tasks(folder, "works", 1))
        monkeypatch.setattr(scanner, "open_engine", shared)
    if engine != "serial":
        monkeypatch.setattr(scanner, "call", killed_once)


@pytest.mark.usefixtures("killing")
@pytest.mark.parametrize(("engine", "partitions", "order"), [*cases()])
def test_one_digest(
    repositories: Sequence[Path], expected: str, engine: str, partitions: int, order: int
) -> None:
    with chdir(repositories[0].parent):
        assert digest(repositories[::order], engine=engine, partitions=partitions) == expected


@pytest.mark.parametrize("engine", [pytest.param("serial", marks=pytest.mark.long), "local"])
def test_a_killed_scan_finishes_with_the_same_digest(
    repositories: Sequence[Path], expected: str, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [
        "--partitions",
        "7",
        "--measure",
        "1",
        "--jobs",
        "2",
        "--engine",
        engine,
        "--work",
        str(tmp_path),
    ]
    command = [sys.executable, "-m", "personac", "scan", "0", "1", "--format", "json", *options]
    monkeypatch.chdir(repositories[0].parent)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as first:
        while not [*tmp_path.glob("parse/*.done")] and first.poll() is None:
            time.sleep(0.001)
        first.kill()
    marks = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/*.done")}
    assert not [*tmp_path.glob("group/*.done")]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sha256(done.stdout).hexdigest() == expected
    assert {path: path.stat().st_mtime_ns for path in marks} == marks
