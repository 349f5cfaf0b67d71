"""Outputs that stay the same stay the same files, in every way of writing, and a dead build loses nothing."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from personac.backend.disk import Disk
from personac.backend.reuse import restore_times, reusing, times_of
from personac.backend.write import write_outputs
from tests.unit.backend.conftest import DeathError, Disks, Tree

OLD = {"a.md": b"A", "sub/b.md": b"B", "personac.lock": b"1"}
NEW = {"a.md": b"A", "sub/b.md": b"C", "personac.lock": b"2"}


def no_links(_old: Path, _new: Path) -> None:
    raise PermissionError


@pytest.fixture
def build(tmp_path: Path) -> Path:
    folder = tmp_path / "build"
    write_outputs(folder, OLD, ())
    for path in folder.rglob("*"):
        os.utime(path, ns=(10**18, 10**18))
    return folder


def rewrite(build: Path, disk: Disk) -> None:
    times = times_of(build, ["a.md"])
    write_outputs(build, NEW, list(OLD), reusing(build, ["a.md"], disk))
    restore_times(build, times)


def test_a_staged_output_is_the_same_file(build: Path, disks: Disks) -> None:
    before = (build / "a.md").stat()
    rewrite(build, disks.quick())
    after = (build / "a.md").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (before.st_ino, before.st_mtime_ns, 1)
    assert (build / "sub" / "b.md").read_bytes() == b"C"
    assert (build / "sub" / "b.md").stat().st_mtime_ns > before.st_mtime_ns


@pytest.mark.parametrize("exchange", [True, False])
def test_without_links_it_keeps_its_time(build: Path, disks: Disks, *, exchange: bool) -> None:
    rewrite(build, replace(disks.quick(exchange=exchange), link=no_links))
    assert (build / "a.md").stat().st_mtime_ns == 10**18
    assert {name: (build / name).read_bytes() for name in NEW} == NEW


def test_an_output_that_is_gone_is_made(build: Path, disks: Disks) -> None:
    times = times_of(build, ["a.md", "gone.md"])
    (build / "a.md").unlink()
    restore_times(build, times)
    write_outputs(build, NEW, list(OLD), reusing(build, ["a.md"], disks.quick()))
    assert (build / "a.md").read_bytes() == b"A"


@pytest.mark.parametrize("exchange", [True, False])
def test_death_at_any_call_leaves_whole_outputs(
    tmp_path: Path, disks: Disks, snapshot: Callable[[Path], Tree], *, exchange: bool
) -> None:
    died = 0
    for after in range(1000):
        folder = tmp_path / str(after) / "build"
        write_outputs(folder, OLD, (), disks.quick())
        before = snapshot(folder)
        try:
            rewrite(folder, disks.dying(after, disks.quick(exchange=exchange)))
        except DeathError:
            died += 1
        else:
            break
        found = snapshot(folder)
        assert found["a.md"] == b"A"
        if exchange:
            assert found in (before, {**before, **NEW})
        write_outputs(folder, {**NEW, "personac.lock": b"3"}, list(OLD), disks.quick())
        assert snapshot(folder) == {**before, **NEW, "personac.lock": b"3"}
    assert died > 10


def test_files_elsewhere_are_made_as_ever(tmp_path: Path, disks: Disks) -> None:
    disk = reusing(tmp_path / "x" / "build", ["a.md"], disks.quick())
    disk.create(tmp_path / "a.md", b"1")
    assert (tmp_path / "a.md").read_bytes() == b"1"
