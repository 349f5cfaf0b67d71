"""Every folder a group: which there are, what each comes to, in one process or more."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import Self

import pytest

from personac.diagnostics.front_matter_kinds import NO_NAME
from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver import groups, stamps
from personac.driver.build import Outcome, Request
from personac.driver.build_group import GroupOutcome, build_group, group_if_up_to_date
from personac.driver.groups import build_groups, groups_of, status_of

SOURCE = "---\nname: {0}\ndescription: d\n---\n\n- Only {0} says so\n"


@pytest.fixture
def three(here: Path) -> Request:
    """Folders one, two and three of agents."""
    for name in ("one", "two", "three"):
        (here / "agents" / name).mkdir(parents=True)
        (here / "agents" / name / f"{name}.md").write_text(SOURCE.format(name))
    return Request()


def asked(*folders: str, output: str = "build") -> tuple[Request, ...]:
    return groups_of(Request(tuple(map(Path, folders)), Path(output), name="x"))


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
    assert [group.output.name for group in groups_of(three)] == ["one", "three", "two"]


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
    assert [group.output.name for group in groups_of(output)] == ["one", "three", "two"]


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
        groups_of(three)


def test_one_groups_error_stops_no_other(three: Request, here: Path) -> None:
    (here / "agents" / "three" / "three.md").write_bytes(b"\xff")
    found = list(build_groups(groups_of(three), check=False, jobs=1))
    assert [one.failed for one in found] == [False, True, False]
    assert found[1].outcome.summary == "build/three: not built"
    assert [one.code for one in found[1].outcome.diagnostics] == ["PC001"]
    assert (here / "build" / "one" / "one.md").is_file()
    assert (here / "build" / "two" / "two.md").is_file()
    assert not (here / "build" / "three").exists()
    assert status_of(found) == 2


def test_groups_are_what_each_is_alone_and_check_says_so(three: Request, here: Path) -> None:
    list(build_groups(groups_of(three), check=False))
    together = {p.relative_to(here): p.read_bytes() for p in here.glob("build/**/*") if p.is_file()}
    for name in ("one", "two", "three"):
        alone = Request((Path("agents") / name,), Path("build") / name, force=True)
        assert not build_group(alone, check=False).failed
    assert {p.relative_to(here): p.read_bytes() for p in here.glob("build/**/*") if p.is_file()} == together
    checked = list(build_groups(groups_of(three), check=True))
    assert [one.outcome.summary for one in checked] == [
        f"build/{name}: up to date" for name in ("one", "three", "two")
    ]
    (here / "build" / "two" / "two.md").write_text("edited")
    assert status_of(build_groups(groups_of(three), check=True)) == 1


def test_in_two_processes_it_comes_to_the_same(three: Request, here: Path) -> None:
    (here / "agents" / "three" / "three.md").write_bytes(b"\xff")
    found = list(build_groups(groups_of(three), check=False, jobs=2))
    parallel = {path: path.read_bytes() for path in sorted(here.glob("build/**/*")) if path.is_file()}
    again = list(build_groups(groups_of(three._replace(force=True)), check=False, jobs=1))
    assert [one.outcome.diagnostics for one in found] == [one.outcome.diagnostics for one in again]
    assert [one.outcome.summary for one in again][1:] == ["build/three: not built", "build/two: up to date"]
    assert [one.failed for one in found] == [False, True, False]
    assert {path: path.read_bytes() for path in sorted(here.glob("build/**/*")) if path.is_file()} == parallel


def test_only_what_has_to_be_compiled_goes_to_processes(
    three: Request, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "is_installed", lambda: True)
    list(build_groups(groups_of(three), check=False, jobs=1))
    monkeypatch.setattr(groups, "_in_processes", _numbered)
    found = [one.outcome.summary for one in build_groups(groups_of(three), check=False, jobs=2)]
    assert found == ["build/one: up to date", "build/three: up to date", "build/two: up to date"]
    for name in ("one", "two"):
        (here / "agents" / name / f"{name}.md").write_text("- Something else\n")
    found = [one.outcome.summary for one in build_groups(groups_of(three), check=False, jobs=2)]
    assert found == ["0 of 2 in 2", "build/three: up to date", "1 of 2 in 2"]


def _numbered(waiting: list[Request], processes: int, build: partial[GroupOutcome]) -> Iterator[GroupOutcome]:
    assert not build.keywords["check"]
    for number, _ in enumerate(waiting):
        yield GroupOutcome(Outcome((), "", f"{number} of {len(waiting)} in {processes}"))


@pytest.mark.parametrize(("cores", "waiting", "wanted"), [(2, 16, 2), (2, 15, 0), (1, 40, 0), (8, 24, 3)])
def test_as_many_processes_as_help(
    cores: int, waiting: int, wanted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "_cores", lambda: cores)
    standing = GroupOutcome(Outcome((), "", "stands"))
    monkeypatch.setattr(
        groups, "group_if_up_to_date", lambda request, check: None if request.force or check else standing
    )
    monkeypatch.setattr(groups, "_in_processes", _numbered)
    monkeypatch.setattr(
        groups, "build_group", lambda _, check, tell: GroupOutcome(Outcome((), tell(""), f"here{check}"))
    )
    asked_for = [Request(force=number < waiting) for number in range(60)]
    found = [one.outcome.summary for one in build_groups(asked_for, check=False)]
    assert found[waiting:] == ["stands"] * (60 - waiting)
    assert {said[-5:] for said in found[:waiting]} == {f" in {wanted}" if wanted else "False"}


def test_groups_of_a_process_that_dies_are_built_here(
    three: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pool:
        def __init__(self, *_: object) -> None:
            pass

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def map(self, build, given):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            yield build(given[0])
            raise BrokenProcessPool

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    found = list(build_groups(groups_of(three), check=False, jobs=2))
    assert [one.outcome.summary.partition(":")[0] for one in found] == [
        "build/one",
        "build/three",
        "build/two",
    ]
    assert status_of(found) == 0


def test_the_worst_status_counts() -> None:
    fine = GroupOutcome(Outcome((Diagnostic(NO_NAME, "a", 0, 0, "", lowered_to="info"),), "", ""))
    wrong = GroupOutcome(Outcome((Diagnostic(UNREADABLE, "a", 0, 0, ""),), "", ""))
    failed = GroupOutcome(Outcome((), "", ""), failed=True)
    assert [status_of([]), status_of([fine]), status_of([fine, wrong]), status_of([wrong, failed])] == [
        0, 0, 1, 2
    ]  # fmt: skip


def test_cores_are_those_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    assert groups._cores() >= 1  # noqa: SLF001
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert groups._cores() == (os.cpu_count() or 1)  # noqa: SLF001


def test_a_group_whose_sources_go_while_it_is_looked_at_is_left_to_a_build(
    three: Request, here: Path
) -> None:
    group = groups_of(three)[0]
    shutil.rmtree(here / "agents" / group.sources[0].name)
    assert group_if_up_to_date(group, check=False) is None
    assert build_group(group, check=False).failed
