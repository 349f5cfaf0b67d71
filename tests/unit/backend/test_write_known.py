"""An output that was edited after it had been looked at, and before it was replaced, is not lost."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from personac.backend.change import Situation
from personac.backend.disk import Disk
from personac.backend.write import write_outputs
from personac.diagnostics.model import PersonacError
from personac.emit.lock_entries import digest

OLD = {"a.md": b"1", "gone.md": b"1", "personac.lock": b"1"}
NEW = {"a.md": b"2", "personac.lock": b"2"}
KNOWN = Situation({name: (digest(b"1"), digest(b"2")) for name in ("a.md", "gone.md")}, alone=True)
EDITED = {"a.md": b"2", "a.md.rescued-1": b"mine", "gone.md": b"mine too", "personac.lock": b"2"}


def found(build: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in build.iterdir() if path.is_file()}


def edit(build: Path) -> None:
    (build / "a.md").write_bytes(b"mine")
    (build / "gone.md").write_bytes(b"mine too")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    write_outputs(tmp_path / "build", OLD, ())
    return tmp_path / "build"


def test_in_the_moment_before_the_exchange(build: Path) -> None:
    def exchange(first: Path, second: Path) -> None:
        edit(build)
        Disk().exchange(first, second)

    saved = write_outputs(build, NEW, list(OLD), replace(Disk(), exchange=exchange), KNOWN)
    assert saved == ("a.md.rescued-1",)
    assert found(build) == EDITED
    assert [path.name for path in build.parent.iterdir()] == ["build"]


def test_when_the_build_dies_right_behind_it(build: Path) -> None:
    def exchange(first: Path, second: Path) -> None:
        edit(build)
        Disk().exchange(first, second)
        raise KeyboardInterrupt

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    disk = replace(Disk(), exchange=exchange, rename=die, unlink=die, rmdir=die)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(build, NEW, list(OLD), disk, KNOWN)
    saved = write_outputs(build, NEW, list(NEW), situation=KNOWN)
    assert saved == ("a.md.rescued-1",)
    assert found(build) == EDITED


@pytest.fixture
def in_place(build: Path) -> Path:
    """A folder that is written file by file."""
    (build / ".git").mkdir()
    return build


def editing(build: Path) -> Callable[[Path, bytes], None]:
    """Return a `create` in the midst of which the user edits."""

    def create(path: Path, data: bytes) -> None:
        edit(build)
        Disk().create(path, data)

    return create


def test_file_by_file(in_place: Path) -> None:
    disk = replace(Disk(), create=editing(in_place))
    assert write_outputs(in_place, NEW, list(OLD), disk, KNOWN) == ("a.md.rescued-1",)
    assert found(in_place) == EDITED


def test_an_edit_is_put_back_where_its_successor_cannot_be_put(in_place: Path) -> None:
    def rename(old: Path, new: Path) -> None:
        if ".personac-" in old.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        old.replace(new)

    disk = replace(Disk(), create=editing(in_place), rename=rename)
    with pytest.raises(PersonacError) as caught:
        write_outputs(in_place, NEW, list(OLD), disk, KNOWN)
    assert "untouched" in caught.value.diagnostics[0].message
    assert found(in_place) == {"a.md": b"mine", "gone.md": b"mine too", "personac.lock": b"1"}


@pytest.mark.parametrize("alone", [True, False])
def test_leftovers_that_carry_the_number_of_a_living_process(alone: bool, build: Path) -> None:  # noqa: FBT001
    """Another container's dead, or this one's living: who is alone knows."""
    left = build.with_name(".build.personac-1-00000000")
    (left / "tree").mkdir(parents=True)
    (build / ".git").mkdir()
    journal = build / ".personac-1-00000000.journal"
    journal.write_bytes(b'{"schema":"personac-journal/1","files":{},"created":[],"directories":[]}\n')
    write_outputs(build, NEW, list(OLD), situation=Situation(alone=alone))
    assert (left.exists(), journal.exists()) == (not alone, not alone)


def test_a_parent_that_may_not_be_looked_into(build: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.scandir

    def scandir(path: Path) -> Iterator[os.DirEntry[str]]:
        if path == build.parent:
            raise PermissionError
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert write_outputs(build, NEW, list(OLD), situation=KNOWN) == ()
    assert found(build) == NEW
