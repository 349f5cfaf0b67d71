from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from personac.storage.filesystem import (
    Filesystem,
    created_folders,
    exchange_call,
    exists,
    folder_entries,
    is_plain_file,
    parents,
    read_if_possible,
    read_output,
    walk,
)
from tests.unit.storage.conftest import names

CAN_EXCHANGE = pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="this platform cannot exchange directories"
)


@CAN_EXCHANGE
def test_two_folders_exchange_their_names(tmp_path: Path) -> None:
    for name in ("a", "ü b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    Filesystem().exchange(tmp_path / "a", tmp_path / "ü b")
    assert (tmp_path / "a" / "file").read_text() == "ü b"
    assert (tmp_path / "ü b" / "file").read_text() == "a"


@CAN_EXCHANGE
def test_a_failed_exchange_raises_the_error_of_the_kernel(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        Filesystem().exchange(tmp_path / "a", tmp_path / "b")
    assert caught.value.filename == str(tmp_path / "a")


def test_a_platform_without_exchange_raises_enosys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "plan9")
    with pytest.raises(OSError, match="not implemented") as caught:
        Filesystem().exchange(tmp_path, tmp_path)
    assert caught.value.errno == errno.ENOSYS


def called(system: str, machine: str, *functions: str) -> tuple[str, tuple[object, ...]] | None:
    """Return the function of a C library that exchanges on a platform, and its arguments."""
    calls: list[tuple[str, tuple[object, ...]]] = []

    def function(name: str) -> object:
        def call(*arguments: object) -> int:
            calls.append((name, arguments))
            return 0

        return call

    library = SimpleNamespace(**{name: function(name) for name in functions})
    exchange = exchange_call(system, library, machine)
    if exchange is None:
        return None
    assert exchange(b"a", b"b") == 0
    return calls[0]


def test_each_platform_has_its_own_call() -> None:
    assert called("linux", "x86_64", "renameat2", "syscall") == ("renameat2", (-100, b"a", -100, b"b", 2))
    assert called("linux", "aarch64", "syscall") == ("syscall", (276, -100, b"a", -100, b"b", 2))
    assert called("linux", "vax", "syscall") is None
    assert called("darwin", "arm64", "renamex_np") == ("renamex_np", (b"a", b"b", 2))
    assert called("darwin", "arm64") is None
    assert called("freebsd14", "amd64", "renameat2") is None


def test_a_disk_that_fails_while_flushing_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    Filesystem().flush_files([tmp_path / "a"])
    with pytest.raises(FileNotFoundError):
        Filesystem().flush_files([tmp_path / "a", tmp_path / "nothing"])


def test_a_folder_that_cannot_be_flushed_is_no_error(tmp_path: Path) -> None:
    Filesystem().flush_folder(tmp_path)
    Filesystem().flush_folder(tmp_path / "nothing")
    assert names(tmp_path) == []


def test_a_link_is_copied_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to("./file")
    for name in ("file", "link"):
        Filesystem().link(tmp_path / name, tmp_path / f"new {name}")
    assert os.readlink(tmp_path / "new link") == "./file"  # noqa: PTH115 - as it is written
    assert (tmp_path / "new file").samefile(tmp_path / "file")
    assert not (tmp_path / "new file").is_symlink()


def test_a_folder_gets_the_attributes_of_another(tmp_path: Path) -> None:
    like, path = tmp_path / "like", tmp_path / "path"
    like.mkdir()
    like.chmod(0o2751)
    path.mkdir()
    Filesystem().copy_attributes(like, path)
    assert path.stat().st_mode == like.stat().st_mode
    if os.geteuid() == 0:
        os.chown(like, 12345, 54321)
        Filesystem().copy_attributes(like, path)
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)
    else:
        with pytest.raises(PermissionError):
            Filesystem().copy_attributes(Path("/"), path)


def test_listing(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").touch()
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "dangling").symlink_to("nothing")
    assert [entry.name for entry in folder_entries(tmp_path)] == ["a", "b", "dangling"]
    assert folder_entries(tmp_path / "b" / "c") == folder_entries(tmp_path / "nothing") == []
    assert [name for name, _ in walk(tmp_path)] == ["a", "b", "b/c", "dangling"]
    paths = [tmp_path / name for name in ("a", "b", "b/c", "dangling", "nothing")]
    assert [path.name for path in paths if is_plain_file(path)] == ["c"]
    assert [path.name for path in paths if exists(path)] == ["a", "b", "c", "dangling"]
    assert parents("a/b/c.md") == ["a", "a/b"]
    assert parents("c.md") == []


def test_entries_that_are_removed_while_walking_are_skipped(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).touch()
    entries = walk(tmp_path)
    assert next(entries)[0] == "a"
    (tmp_path / "b").unlink()
    assert [name for name, _ in entries] == ["c"]


def test_outputs_are_read_through_no_link(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_bytes(b"key")
    build = tmp_path / "build"
    (build / "sub").mkdir(parents=True)
    (build / "sub" / "a.md").write_bytes(b"A")
    (build / "link.md").symlink_to("../secret/key")
    (build / "linked").symlink_to("../secret")
    assert read_output(build, "sub/a.md") == b"A"
    for name in ("link.md", "linked/key", "../secret/key", "sub", "nothing", "sub/a.md/x"):
        assert read_output(build, name) is None
    assert read_if_possible(build / "link.md") == b"key"
    assert read_if_possible(build / "sub") is None


def test_a_file_that_cannot_be_read_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    (tmp_path / "a.md").touch()
    monkeypatch.setattr(os, "open", refuse)
    assert read_output(tmp_path, "a.md") is None


def test_missing_folders_are_made_and_stay(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "build"
    with created_folders(target.parents, Filesystem()):
        assert target.parent.is_dir()
    assert target.parent.is_dir()
    assert not target.exists()


def test_created_folders_are_removed_on_failure_unless_they_are_used(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "a" / "b"]
    with pytest.raises(KeyError), created_folders(folders, Filesystem()):
        raise KeyError
    assert names(tmp_path) == []
    with pytest.raises(KeyError), created_folders(folders, Filesystem()):
        _use_and_fail(tmp_path / "a" / "theirs")
    assert names(tmp_path / "a") == ["theirs"]


def _use_and_fail(path: Path) -> None:
    path.touch()
    raise KeyError


def test_a_folder_that_another_process_made_is_accepted_and_stays(tmp_path: Path) -> None:
    class Late(Filesystem):
        def make_folder(self, path: Path, mode: int = 0o777) -> None:
            path.mkdir(mode)
            raise FileExistsError

    with pytest.raises(KeyError), created_folders([tmp_path / "a"], Late()):
        raise KeyError
    assert (tmp_path / "a").is_dir()


def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(NotADirectoryError), created_folders([tmp_path / "a" / "b"], Filesystem()):
        pass
    (tmp_path / "dangling").symlink_to("nothing")
    with pytest.raises(FileExistsError), created_folders([tmp_path / "dangling"], Filesystem()):
        pass
