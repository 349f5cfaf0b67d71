"""Outputs are written where they differ, or compared; neither interferes with another build."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from personac.building import output_store
from personac.building.builder import build, compile_request, store
from personac.building.in_memory import Built
from personac.building.output_store import (
    changed_inputs,
    check_outputs,
    remove_leftovers_of,
    write_built,
)
from personac.building.request import Request
from personac.building.stale_outputs import stale_outputs
from personac.diagnostics.diagnostic import PersonacError
from personac.storage.filesystem import Filesystem
from personac.storage.leftovers import write_records
from personac.storage.output_lock import hold_output_lock
from personac.storage.writer import WriteOptions, write_outputs

SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"


@pytest.fixture
def built(here: Path) -> Built:
    (here / "agents").mkdir()
    (here / "agents" / "a.md").write_bytes(SOURCE)
    return compile_request(Request())


def check(built: Built, on_wait: Callable[[], object] = tuple, *, wait: bool = True) -> tuple[list[str], str]:
    diagnostics, diff = check_outputs(built, Request(wait=wait), on_wait)
    return sorted({diagnostic.code for diagnostic in diagnostics}), diff


def test_outputs_that_are_up_to_date_need_no_waiting(built: Built, here: Path) -> None:
    store(built, Request())
    with hold_output_lock(here / "build", wait=True, on_wait=tuple):
        assert check(built, wait=False) == ([], "")


def test_stale_outputs_are_compared_again_when_the_other_build_has_ended(built: Built, here: Path) -> None:
    """The other one is in the middle of writing: a file is there, the lock not yet."""
    store(built, Request())
    lock = here / "build" / "personac.lock"
    lock.unlink()
    entered, leave = threading.Event(), threading.Event()

    def write() -> None:
        with ExitStack() as stack:
            stack.enter_context(hold_output_lock(here / "build", wait=True, on_wait=tuple))
            entered.set()
            leave.wait()
            lock.write_bytes(built.outputs["personac.lock"])

    thread = threading.Thread(target=write)
    thread.start()
    entered.wait()
    assert check(built, leave.set) == ([], "")
    assert leave.is_set()
    thread.join()


def test_a_build_that_ends_during_the_comparison_is_noticed(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparisons: list[Path] = []

    def compare(outputs: dict[str, bytes], folder: Path) -> list[str]:
        comparisons.append(folder)
        stale = sorted(stale_outputs(outputs, folder))
        if len(comparisons) == 1:
            write_built(built, Request())
        return stale

    monkeypatch.setattr(output_store, "stale_outputs", compare)
    assert check(built) == ([], "")
    assert len(comparisons) == 2


def test_a_build_that_does_not_end_is_reported(built: Built, here: Path) -> None:
    waits: list[str] = []
    with (
        hold_output_lock(here / "build", wait=True, on_wait=tuple),
        pytest.raises(PersonacError) as caught,
    ):
        check(built, lambda: waits.append("waits"), wait=False)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["PC532"]
    assert waits == []


def test_a_check_leaves_no_file(built: Built, here: Path) -> None:
    codes, diff = check(built)
    assert codes == ["PC509"]
    assert diff
    assert [path.name for path in here.iterdir()] == ["agents"]


class DyingError(BaseException):
    """The process is gone."""


class Dying(Filesystem):
    """The process dies when it removes the old outputs, or when it replaces the second file."""

    renames = 0

    def remove_file(self, path: Path) -> None:
        raise DyingError(path)

    def rename(self, old: Path, new: Path) -> None:
        self.renames += 1
        if self.renames == 2:
            raise DyingError(new)
        super().rename(old, new)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def change_source(here: Path, rule: str) -> None:
    (here / "agents").mkdir(exist_ok=True)
    (here / "agents" / "a.md").write_bytes(SOURCE.replace(b"One rule", rule.encode()))


def die_while_writing(folder: Path) -> None:
    built = compile_request(Request())
    options = WriteOptions((), write_records(), Dying())
    with pytest.raises(DyingError):
        write_outputs(folder, built.outputs, list(built.outputs), options)


@pytest.fixture
def interrupted(here: Path) -> Path:
    """Outputs that are up to date, of a build that died before it removed the old ones."""
    change_source(here, "One rule")
    build(Request())
    change_source(here, "Another rule")
    die_while_writing(here / "build")
    (here / ".build.personac-lock").touch()
    assert len(names(here)) == 4
    return here


def test_leftovers_are_removed_where_nothing_is_written(interrupted: Path) -> None:
    outcome = store(compile_request(Request()), Request())
    assert (outcome.summary, outcome.diagnostics) == ("build: up to date", ())
    assert names(interrupted) == ["agents", "build"]
    assert remove_leftovers_of(Path("build")) == ()


def test_leftovers_are_removed_where_nothing_is_compiled_but_not_by_a_check(interrupted: Path) -> None:
    before = names(interrupted)
    assert build(Request(check=True)).diagnostics == ()
    assert names(interrupted) == before
    assert build(Request()).diagnostics == ()
    assert names(interrupted) == ["agents", "build"]


def test_leftovers_stay_while_another_build_runs(interrupted: Path) -> None:
    before = names(interrupted)
    with hold_output_lock(interrupted / "build", wait=True, on_wait=tuple):
        assert remove_leftovers_of(Path("build")) == ()
        assert names(interrupted) == before
    assert remove_leftovers_of(Path("build")) == ()
    assert names(interrupted) == ["agents", "build"]


def test_an_unknown_leftover_is_reported_by_every_build_and_stays(here: Path) -> None:
    change_source(here, "One rule")
    (here / ".build.personac-999999999-deadbeef").mkdir()
    for _ in range(2):
        diagnostics = build(Request()).diagnostics
        assert [(one.code, one.path) for one in diagnostics] == [
            ("PC534", ".build.personac-999999999-deadbeef")
        ]
    assert names(here) == [".build.personac-999999999-deadbeef", "agents", "build"]


def test_a_build_writes_nothing_if_another_has_written_the_same_meanwhile(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def hold(folder: Path, *, wait: bool, on_wait: Callable[[], object]) -> Iterator[None]:
        with hold_output_lock(folder, wait=wait, on_wait=on_wait):
            write_built(built, Request())
            inodes.append((here / "build").stat().st_ino)
            yield

    inodes: list[int] = []
    change_source(here, "One rule")
    built = compile_request(Request())
    monkeypatch.setattr("personac.building.output_store.hold_output_lock", hold)
    assert store(built, Request()).summary == "build: up to date"
    assert [(here / "build").stat().st_ino] == inodes


def test_half_written_outputs_are_no_hand_edits(here: Path) -> None:
    """Not even where the sources changed again, so that the next build writes something else."""
    (here / "build" / ".git").mkdir(parents=True)
    change_source(here, "One rule")
    build(Request())
    change_source(here, "Another rule")
    die_while_writing(here / "build")
    assert build(Request(check=True)).diff
    change_source(here, "A third rule")
    assert build(Request()).diagnostics == ()
    assert build(Request(check=True)).diff == ""
    assert not any(".personac-" in path.name for path in here.rglob("*"))


def test_a_hand_edit_of_half_written_outputs_is_refused(here: Path) -> None:
    (here / "build" / ".git").mkdir(parents=True)
    change_source(here, "One rule")
    build(Request())
    change_source(here, "Another rule")
    die_while_writing(here / "build")
    (here / "build" / "a.md").write_bytes(b"mine")
    assert [one.code for one in build(Request()).diagnostics] == ["PC506"]
    assert (here / "build" / "a.md").read_bytes() == b"mine"


@pytest.mark.parametrize("is_in_place", [False, True])
def test_with_if_changed_unchanged_outputs_keep_their_times(here: Path, *, is_in_place: bool) -> None:
    if is_in_place:
        (here / "build" / ".git").mkdir(parents=True)
    change_source(here, "One rule")
    request = Request(if_changed=True)
    built = compile_request(request)
    write_built(built, request)
    files = [path for path in (here / "build").rglob("*") if path.is_file()]
    for path in files:
        os.utime(path, ns=(10**18, 10**18))
    (here / "build" / "report.md").unlink()
    write_built(built, request)
    changed = [path.name for path in files if path.stat().st_mtime_ns != 10**18]
    assert changed == ["report.md"]
    write_built(built, Request())
    assert all(path.stat().st_mtime_ns != 10**18 for path in files)


def test_without_a_cache_folder_there_are_no_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", "")
    assert write_records() is None


@pytest.fixture
def inputs_built(here: Path) -> Built:
    for name, data in (
        ("agents/a.md", SOURCE),
        ("agents/b.md", SOURCE),
        ("rules/r.toml", b""),
    ):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(data)
    return compile_request(Request(name="x"))


def changes(inputs_built: Built, request: Request | None = None) -> list[tuple[str, str]]:
    diagnostics = [*changed_inputs(inputs_built, request or Request(name="x"))]
    kinds = {(one.code, one.severity, one.hint) for one in diagnostics}
    assert kinds <= {("PC533", "warning", "build again")}
    return [(one.path, one.message.split(" since")[0]) for one in diagnostics]


def test_an_input_with_the_same_content_is_no_change(inputs_built: Built, here: Path) -> None:
    (here / "agents" / "a.md").write_bytes(SOURCE)
    assert changes(inputs_built) == []


def test_every_changed_input_is_reported(inputs_built: Built, here: Path) -> None:
    (here / "agents" / "a.md").write_bytes(b"---\nname: other\n---\n")
    (here / "agents" / "b.md").unlink()
    (here / "agents" / "c.md").write_bytes(SOURCE)
    (here / "rules" / "r.toml").write_bytes(b"\n")
    assert changes(inputs_built) == [
        ("agents/a.md", "was changed"),
        ("agents/b.md", "was removed"),
        ("agents/c.md", "is new"),
        ("rules/r.toml", "was changed"),
    ]


def test_all_inputs_can_be_removed(inputs_built: Built, here: Path) -> None:
    shutil.rmtree(here / "agents")
    assert [change for _, change in changes(inputs_built)] == ["was removed"] * 3
    named = Request(name="x")._replace(sources=(Path("agents/a.md"), Path("agents/b.md")))
    assert [path for path, _ in changes(inputs_built, named)] == ["agents/a.md", "agents/b.md"]


def test_the_outputs_are_those_of_the_inputs_as_read(inputs_built: Built, here: Path) -> None:
    request = Request(name="x")
    (here / "agents" / "a.md").write_bytes(SOURCE + b"- Another rule\n")
    outcome = store(inputs_built, request)
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["PC533"]
    for name, data in inputs_built.outputs.items():
        assert (here / "build" / name).read_bytes() == data
    assert b"PC533" not in inputs_built.outputs["report.json"]
    again = compile_request(request)
    assert store(again, request).diagnostics == ()
    assert b"Another rule" in (here / "build" / "x.md").read_bytes()
