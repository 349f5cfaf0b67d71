"""Outputs are written where they differ; what dead builds left is removed even where they do not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from personac.building.builder import build, compile_request, store
from personac.building.output_update import (
    is_stale,
    remove_leftovers_of,
    stale_outputs,
    write_built,
)
from personac.building.request import Request
from personac.storage.filesystem import Filesystem
from personac.storage.leftovers import write_records
from personac.storage.output_lock import hold_output_lock
from personac.storage.writer import WriteOptions, write_outputs

OUTPUTS = {"a.md": b"one\ntwo\n", "sub/b.md": b"b\n"}
SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"


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
    monkeypatch.setattr("personac.building.output_update.hold_output_lock", hold)
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


def test_everything_is_stale_in_a_missing_folder(here: Path) -> None:
    assert stale_outputs(OUTPUTS, here / "build") == ("a.md", "sub/b.md")


def test_outputs_with_the_same_content_are_not_stale(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "a.md").write_bytes(b"one\ntwo\n")
    (here / "sub" / "b.md").write_bytes(b"b\r\n")
    assert stale_outputs(OUTPUTS, here) == ("sub/b.md",)
    assert is_stale(OUTPUTS, here)
    assert not is_stale({"a.md": OUTPUTS["a.md"]}, here)


def test_a_link_to_the_same_content_is_stale(here: Path) -> None:
    (here / "far.md").write_bytes(OUTPUTS["a.md"])
    (here / "a.md").symlink_to("far.md")
    assert is_stale({"a.md": OUTPUTS["a.md"]}, here)
