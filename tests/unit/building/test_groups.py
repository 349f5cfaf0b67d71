"""Every folder a group: which groups there are, and their outcomes, in one process or more."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Self

import pytest

from personac.building import groups
from personac.building.builder import build
from personac.building.groups import build_groups, group_requests, worst_exit_code
from personac.building.request import Outcome, Request
from personac.diagnostics.diagnostic import PersonacError

SOURCE = "---\nname: {0}\ndescription: d\n---\n\n- Only {0} says so\n"


@pytest.fixture
def three(here: Path) -> Request:
    """Folders one, two and three of agents."""
    for name in ("one", "two", "three"):
        (here / "agents" / name).mkdir(parents=True)
        (here / "agents" / name / f"{name}.md").write_text(SOURCE.format(name))
    return Request()


def asked(*folders: str, output: str = "build") -> tuple[Request, ...]:
    return group_requests(Request(tuple(map(Path, folders)), Path(output), name="x"))


def refused(*folders: str, output: str = "build") -> list[tuple[str, str]]:
    with pytest.raises(PersonacError) as caught:
        asked(*folders, output=output)
    return [(found.code, found.path) for found in caught.value.diagnostics]


@pytest.mark.usefixtures("three")
def test_groups_are_the_folders_named_in_their_order_and_once() -> None:
    found = asked("agents/two/", "agents/one", "agents/two", output="out")
    assert [group.sources for group in found] == [(Path("agents/two"),), (Path("agents/one"),)]
    assert [group.output for group in found] == [Path("out/two"), Path("out/one")]
    assert {group.name for group in found} == {""}


def test_without_names_all_folders_of_agents_are_groups(three: Request, here: Path) -> None:
    (here / "agents" / ".hidden").mkdir()
    (here / "agents" / "alone.md").touch()
    assert [group.output.name for group in group_requests(three)] == ["one", "three", "two"]


@pytest.mark.usefixtures("three")
def test_a_folder_has_its_own_name_however_it_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("agents/one")
    assert [group.output for group in asked(".", "../two/", output="../../out")] == [
        Path("../../out/one"),
        Path("../../out/two"),
    ]


def test_the_output_folder_is_no_group(three: Request, here: Path) -> None:
    (here / "agents" / "build" / "one").mkdir(parents=True)
    output = three._replace(output=Path("agents/build"))
    assert [group.output.name for group in group_requests(output)] == ["one", "three", "two"]


def test_what_cannot_be_groups_is_refused(three: Request, here: Path) -> None:
    (here / "team" / "ONE").mkdir(parents=True)
    (here / "file.md").touch()
    assert refused("agents/one", "team/ONE") == [("PC511", "team/ONE")]
    assert refused("file.md", "nowhere", "agents/one") == [("PC002", "file.md"), ("PC002", "nowhere")]
    assert refused("agents", "agents/one", output="agents/out") == [("PC504", "agents")]
    assert refused("build") == [("PC003", "agents")]
    for path in sorted((here / "agents").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    with pytest.raises(PersonacError, match="no groups"):
        group_requests(three)


def test_an_error_in_one_group_stops_no_other(three: Request, here: Path) -> None:
    (here / "agents" / "three" / "three.md").write_bytes(b"\xff")
    outcomes = list(build_groups(group_requests(three), jobs=1))
    assert [outcome.is_failed for outcome in outcomes] == [False, True, False]
    assert outcomes[1].summary == "build/three: not built"
    assert [one.code for one in outcomes[1].diagnostics] == ["PC001"]
    assert (here / "build" / "one" / "one.md").is_file()
    assert (here / "build" / "two" / "two.md").is_file()
    assert not (here / "build" / "three").exists()
    assert worst_exit_code(outcomes) == 2


def files(here: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(here.glob("build/**/*")) if path.is_file()}


def test_a_group_is_built_as_it_is_alone(three: Request, here: Path) -> None:
    list(build_groups(group_requests(three)))
    together = files(here)
    for name in ("one", "two", "three"):
        alone = Request((Path("agents") / name,), Path("build") / name, force=True)
        assert not build(alone).is_failed
    assert files(here) == together
    check = group_requests(three._replace(check=True))
    assert [outcome.summary for outcome in build_groups(check)] == [
        f"build/{name}: up to date" for name in ("one", "three", "two")
    ]
    (here / "build" / "two" / "two.md").write_text("edited")
    assert worst_exit_code(build_groups(check)) == 1


def test_two_processes_give_the_same_result(three: Request, here: Path) -> None:
    (here / "agents" / "three" / "three.md").write_bytes(b"\xff")
    outcomes = list(build_groups(group_requests(three), jobs=2))
    parallel = files(here)
    again = list(build_groups(group_requests(three._replace(force=True)), jobs=1))
    assert [one.diagnostics for one in outcomes] == [one.diagnostics for one in again]
    assert [one.summary for one in again][1:] == ["build/three: not built", "build/two: up to date"]
    assert [one.is_failed for one in outcomes] == [False, True, False]
    assert files(here) == parallel


def test_only_groups_to_be_compiled_go_to_processes(
    three: Request, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(build_groups(group_requests(three), jobs=1))
    pools = pool(monkeypatch)
    outcomes = build_groups(group_requests(three), jobs=2)
    assert [one.summary for one in outcomes] == [
        "build/one: up to date", "build/three: up to date", "build/two: up to date"
    ]  # fmt: skip
    assert pools == []
    for name in ("one", "two"):
        (here / "agents" / name / f"{name}.md").write_text("- Something else\n")
    found = [one.summary.partition(" ")[0] for one in build_groups(group_requests(three), jobs=2)]
    assert found == ["build/one:", "build/three:", "build/two:"]
    assert pools == [(2, [Path("build/one"), Path("build/two")])]


def pool(monkeypatch: pytest.MonkeyPatch, dies_after: int = 100) -> list[tuple[int, list[Path]]]:
    """Replace the processes by this one; return what is built in how many."""
    pools: list[tuple[int, list[Path]]] = []

    class Pool:
        def __init__(self, processes: int, *_: object) -> None:
            pools.append((processes, []))

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def submit(self, build_one: Callable[[Request], Outcome], request: Request) -> Future[Outcome]:
            future: Future[Outcome] = Future()
            if len(pools[-1][1]) == dies_after:
                future.set_exception(BrokenProcessPool())
            else:
                future.set_result(build_one(request))
            pools[-1][1].append(request.output)
            return future

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    return pools


@pytest.mark.parametrize(("cores", "pending", "processes"), [(2, 16, 2), (2, 15, 0), (1, 40, 0), (8, 24, 3)])
def test_as_many_processes_as_pay(
    cores: int, pending: int, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)), raising=False)
    up_to_date, built = Outcome((), "", "up to date"), Outcome((), "", "built")
    monkeypatch.setattr(groups, "build_if_up_to_date", lambda one: None if one.force else up_to_date)
    monkeypatch.setattr(groups, "build", lambda *_, **__: built)
    pools = pool(monkeypatch)
    outcomes = list(build_groups([Request(force=number < pending) for number in range(60)]))
    assert outcomes == [built] * pending + [up_to_date] * (60 - pending)
    assert [(number, len(requests)) for number, requests in pools] == (
        [(processes, pending)] if processes else []
    )


def test_without_affinity_every_core_counts(three: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(groups, "GROUPS_PER_PROCESS", 1)
    monkeypatch.setattr(groups, "build", lambda *_, **__: Outcome((), "", "built"))
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    pools = pool(monkeypatch)
    list(build_groups(group_requests(three)))
    assert [processes for processes, _ in pools] == [2]


def test_groups_of_a_process_that_dies_are_built_here(
    three: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool(monkeypatch, dies_after=1)
    outcomes = list(build_groups(group_requests(three), jobs=2))
    assert [one.summary.partition(":")[0] for one in outcomes] == ["build/one", "build/three", "build/two"]
    assert worst_exit_code(outcomes) == 0


def test_no_groups_have_no_errors() -> None:
    assert worst_exit_code([]) == 0
