"""Who is dead, who is next, and what is where."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from personac.backend.disk import (
    TEMPORARY,
    Disk,
    entries,
    free_name,
    inode,
    is_dead,
    is_plain_file,
    new_mark,
    walk,
)


def test_marks_name_their_process_and_differ() -> None:
    found = re.fullmatch(TEMPORARY, new_mark())
    assert found is not None
    assert int(found["process"]) == os.getpid()
    assert new_mark() != new_mark()


def test_only_processes_that_are_gone_are_dead() -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    assert not is_dead(done.pid)
    done.wait()
    assert is_dead(done.pid)
    assert is_dead(9_999_999_999)
    assert is_dead(os.getpid())
    assert not is_dead(1)


def test_another_user_s_process_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert not is_dead(12345)


def test_a_disk_that_fails_while_flushing_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    Disk().flush([tmp_path / "a"])
    with pytest.raises(FileNotFoundError):
        Disk().flush([tmp_path / "a", tmp_path / "nothing"])


def test_a_directory_can_be_synced_or_not(tmp_path: Path) -> None:
    Disk().sync(tmp_path)
    Disk().sync(tmp_path / "nothing")


def test_looking_around(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "c").touch()
    (tmp_path / "a").symlink_to("b")
    assert [entry.name for entry in entries(tmp_path)] == ["a", "b"]
    assert entries(tmp_path / "b" / "c") == entries(tmp_path / "nothing") == []
    assert [name for name, _ in walk(tmp_path)] == ["a", "b", "b/c"]
    assert [
        path.name for path in (tmp_path / "a", tmp_path / "b", tmp_path / "b/c") if is_plain_file(path)
    ] == ["c"]
    assert not is_plain_file(tmp_path / "nothing")
    assert inode(tmp_path / "a") not in {inode(tmp_path / "b"), -1}
    assert inode(tmp_path / "nothing") == -1


def test_what_goes_while_one_walks_is_left_out(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).touch()
    found = walk(tmp_path)
    assert next(found)[0] == "a"
    (tmp_path / "b").unlink()
    assert [name for name, _ in found] == ["c"]


def test_a_directory_is_dressed_like_another(tmp_path: Path) -> None:
    like, path = tmp_path / "like", tmp_path / "path"
    like.mkdir()
    like.chmod(0o2751)
    path.mkdir()
    Disk().dress(path, like)
    assert path.stat().st_mode == like.stat().st_mode
    if os.geteuid() == 0:
        os.chown(like, 12345, 54321)
        Disk().dress(path, like)
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)
    else:
        with pytest.raises(PermissionError):
            Disk().dress(path, Path("/"))


def test_a_free_name_is_beside(tmp_path: Path) -> None:
    assert free_name(tmp_path / "a.md") == tmp_path / "a.md.rescued-1"
    (tmp_path / "a.md.rescued-1").symlink_to("nowhere")
    assert free_name(tmp_path / "a.md") == tmp_path / "a.md.rescued-2"
