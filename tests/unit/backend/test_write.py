"""What a write does to outputs, to the user's own files, and when it cannot."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from personac.backend import staging
from personac.backend.disk import Disk
from personac.backend.write import write_outputs
from personac.diagnostics.model import PersonacError

ROOT_SEES_ALL = pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root, who runs this")
Snapshot = Callable[[Path], dict[str, bytes | str]]


def complaint(
    directory: Path, files: dict[str, bytes], owned: tuple[str, ...] = (), disk: Disk | None = None
) -> tuple[str, str, str]:
    with pytest.raises(PersonacError) as caught:
        write_outputs(directory, files, owned, disk)
    found = caught.value.diagnostics[0]
    assert found.hint
    return found.code, found.path, found.message


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_first_build_makes_the_directory_and_what_is_above_it(tmp_path: Path, snapshot: Snapshot) -> None:
    write_outputs(tmp_path / "x" / "build", {"a.md": b"A", "variants/b.md": b"B"}, ())
    assert snapshot(tmp_path / "x") == {
        "build/": "",
        "build/a.md": b"A",
        "build/variants/": "",
        "build/variants/b.md": b"B",
    }


def test_what_is_no_longer_made_goes_and_what_is_foreign_stays(tmp_path: Path, snapshot: Snapshot) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "old/b.md": b"1", "variants/c.md": b"1"}, ())
    (build / "notes.txt").write_bytes(b"mine")
    (build / "variants" / "mine.md").write_bytes(b"mine")
    (build / "empty").mkdir()
    (build / "link").symlink_to("./a.md")
    write_outputs(build, {"a.md": b"2", "new/d.md": b"2"}, ["a.md", "old/b.md", "variants/c.md", "gone.md"])
    assert snapshot(build) == {
        "a.md": b"2",
        "empty/": "",
        "link": "./a.md",
        "new/": "",
        "new/d.md": b"2",
        "notes.txt": b"mine",
        "variants/": "",
        "variants/mine.md": b"mine",
    }


def test_outputs_get_new_times_and_foreign_files_stay_the_same_files(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "sub/b.md": b"1"}, ())
    foreign = build / "sub" / "mine"
    foreign.write_bytes(b"mine")
    foreign.chmod(0o640)
    (build / "sub").chmod(0o711)
    build.chmod(0o750)
    for path in (foreign, build / "a.md"):
        os.utime(path, (1, 1))
    before, folder = foreign.stat(), build.stat().st_ino
    write_outputs(build, {"a.md": b"1", "sub/b.md": b"2"}, ["a.md", "sub/b.md"])
    after = foreign.stat()
    assert (after.st_ino, after.st_mtime, after.st_mode) == (before.st_ino, 1, before.st_mode)
    assert after.st_nlink == 1
    assert (build / "a.md").stat().st_mtime > 1
    assert stat.S_IMODE(build.stat().st_mode) == 0o750
    assert stat.S_IMODE((build / "sub").stat().st_mode) == 0o711
    assert build.stat().st_ino != folder, "the directory should have been exchanged as a whole"


def test_a_read_only_folder_of_the_user_s_own_survives(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"}, ())
    (build / "own").mkdir()
    (build / "own" / "file").write_bytes(b"mine")
    (build / "own").chmod(0o555)
    write_outputs(build, {"a.md": b"2"}, ["a.md"])
    assert (build / "own" / "file").read_bytes() == b"mine"
    assert stat.S_IMODE((build / "own").stat().st_mode) == 0o555
    assert names(tmp_path) == ["build"]
    (build / "own").chmod(0o755)


def test_a_linked_directory_is_written_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "build").symlink_to("real")
    write_outputs(tmp_path / "build", {"a.md": b"1"}, ())
    assert (tmp_path / "build").is_symlink()
    assert (tmp_path / "real" / "a.md").read_bytes() == b"1"


def is_written_in_place(build: Path, files: dict[str, bytes], disk: Disk | None = None) -> bool:
    before = build.stat().st_ino
    write_outputs(build, files, (), disk)
    assert {name: (build / name).read_bytes() for name in files} == files
    return build.stat().st_ino == before


def test_the_current_directory_is_not_pulled_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "build" / "below").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "build")
    assert is_written_in_place(Path(), {"a.md": b"1", "sub/b.md": b"2"})
    monkeypatch.chdir(tmp_path / "build" / "below")
    assert is_written_in_place(Path(".."), {"a.md": b"3"})
    assert names(tmp_path / "build") == ["a.md", "below", "sub"]


def test_a_current_directory_that_is_gone_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "build").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert not is_written_in_place(tmp_path / "build", {"a.md": b"1"})
    assert complaint(Path("x"), {"a.md": b""})[0] == "PC503"


def test_a_repository_and_a_full_directory_are_written_in_place(tmp_path: Path) -> None:
    (tmp_path / "git" / ".git").mkdir(parents=True)
    assert is_written_in_place(tmp_path / "git", {"a.md": b"1"})
    (tmp_path / "full").mkdir()
    for number in range(staging.MOST_FOREIGN + 1):
        (tmp_path / "full" / str(number)).touch()
    assert is_written_in_place(tmp_path / "full", {"a.md": b"1"})


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EBUSY, errno.EPERM])
def test_without_exchange_files_are_replaced_in_place(number: int, tmp_path: Path) -> None:
    def refuse(_first: Path, _second: Path) -> None:
        raise OSError(number, os.strerror(number))

    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "old/b.md": b"1"}, ())
    (build / "mine").write_bytes(b"mine")
    inode = build.stat().st_ino
    write_outputs(
        build,
        {"a.md": b"2", "personac.lock": b"2"},
        ["a.md", "old/b.md", "mine.md"],
        replace(Disk(), exchange=refuse),
    )
    assert build.stat().st_ino == inode
    assert names(build) == ["a.md", "mine", "personac.lock"]
    assert names(tmp_path) == ["build"]


def test_what_happens_in_the_old_tree_meanwhile_is_not_lost(tmp_path: Path, snapshot: Snapshot) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"}, ())
    for name in ("appended", "replaced", "deleted"):
        (build / name).write_bytes(name.encode())

    def busy_user(first: Path, second: Path) -> None:
        (build / "late" / "deep").mkdir(parents=True)
        (build / "late" / "deep" / "file").write_bytes(b"late")
        (build / "late-link").symlink_to("a.md")
        with (build / "appended").open("ab") as file:
            file.write(b" more")
        (build / "deleted").unlink()
        (build / "new").write_bytes(b"new")
        (build / "new").replace(build / "replaced")
        Disk().exchange(first, second)

    write_outputs(build, {"a.md": b"2"}, ["a.md"], replace(Disk(), exchange=busy_user))
    assert snapshot(build) == {
        "a.md": b"2",
        "appended": b"appended more",
        "deleted": b"deleted",  # rather back again than lost
        "late/": "",
        "late/deep/": "",
        "late/deep/file": b"late",
        "late-link": "a.md",
        "replaced": b"new",
    }
    assert names(tmp_path) == ["build"]


class DeathError(BaseException):
    """The process is gone."""


def die(*_arguments: Path) -> None:
    raise DeathError


def test_what_came_late_and_again_is_kept_under_both_names(tmp_path: Path, snapshot: Snapshot) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "sub/b.md": b"1"}, ())
    (build / "own").write_bytes(b"own")

    def exchange(first: Path, second: Path) -> None:
        (build / "late").write_bytes(b"late")
        Disk().exchange(first, second)

    disk = replace(Disk(), exchange=exchange, rename=die, unlink=die, rmdir=die)
    with pytest.raises(DeathError):
        write_outputs(build, {"a.md": b"2"}, ["a.md", "sub/b.md"], disk)
    (build / "late").write_bytes(b"again")
    (build / "own").unlink()
    write_outputs(build, {"a.md": b"3"}, ["a.md"])
    assert snapshot(build) == {"a.md": b"3", "late": b"again", "late.rescued-1": b"late"}
    assert names(tmp_path) == ["build"]


def test_what_was_staged_and_then_removed_does_not_come_back(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"}, ())
    (build / "own").write_bytes(b"own")
    (build / "link").symlink_to("own")
    disk = replace(Disk(), exchange=die, rename=die, unlink=die)
    with pytest.raises(DeathError):
        write_outputs(build, {"a.md": b"2"}, ["a.md"], disk)
    (build / "own").unlink()
    (build / "link").unlink()
    write_outputs(build, {"a.md": b"3"}, ["a.md"])
    assert names(build) == ["a.md"]
    assert names(tmp_path) == ["build"]


def test_a_file_that_goes_while_it_is_staged_is_not_missed(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    (build / "own").write_bytes(b"own")

    def link(old: Path, new: Path) -> None:
        old.unlink()
        os.link(old, new)

    write_outputs(build, {"a.md": b"1"}, (), replace(Disk(), link=link))
    assert names(build) == ["a.md"]


def test_a_file_that_is_replaced_while_it_is_staged_stays_as_it_is_now(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    (build / "own").write_bytes(b"own")

    def link(old: Path, new: Path) -> None:
        (tmp_path / "saved").write_bytes(b"saved")
        (tmp_path / "saved").replace(old)
        os.link(old, new)

    write_outputs(build, {"a.md": b"1"}, (), replace(Disk(), link=link))
    assert names(build) == ["a.md", "own"]
    assert (build / "own").read_bytes() == b"saved"


def test_files_of_the_user_s_own_that_look_like_leftovers_stay(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    (tmp_path / ".build.personac-999999999-00000000").write_bytes(b"a file")
    (tmp_path / ".build.personac-999999999-00000001" / "tree").mkdir(parents=True)
    (tmp_path / ".build.personac-999999999-00000001" / "tree" / "own").write_bytes(b"own")
    (tmp_path / ".build.personac-999999999-00000002").mkdir()
    (tmp_path / ".build.personac-999999999-00000002" / "manifest.json").write_bytes(b"{}")
    (tmp_path / ".build.personac-1-00000003").mkdir()
    (build / ".personac-999999999-00000004.journal").write_bytes(b"own")
    (build / ".personac-999999999-00000004.0").write_bytes(b"own")
    before = sorted(path for path in tmp_path.rglob("*"))
    write_outputs(build, {"a.md": b"1"}, ())
    assert sorted(path for path in tmp_path.rglob("*")) == sorted([*before, build / "a.md"])


def test_the_lock_s_names_cannot_lead_outside(tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / ".git").mkdir(parents=True)  # which makes it go file by file
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "victim").write_bytes(b"mine")
    (build / "sub").symlink_to("../folder")
    write_outputs(build, {"a.md": b"1"}, ["../victim", "/etc/passwd", "sub/victim", "", ".", ".git"])
    assert (tmp_path / "victim").exists()
    assert (tmp_path / "folder" / "victim").exists()


@pytest.mark.parametrize("name", ["../a.md", "/a.md", "", ".", "a//b", "./a", "a/../b", "nul\0"])
def test_names_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    code, _, message = complaint(tmp_path / "build", {name: b""})
    assert (code, "is no name for a file inside" in message) == ("PC503", True)
    assert not list(tmp_path.iterdir())


def test_an_output_cannot_be_a_folder_of_outputs(tmp_path: Path) -> None:
    code, _, message = complaint(tmp_path / "build", {"a": b"", "a/b": b""})
    assert (code, "both an output and a folder" in message) == ("PC503", True)


def test_whatever_is_in_the_way_is_named_and_left_alone(tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / "a.md").mkdir(parents=True)
    (build / "link.md").symlink_to("elsewhere.md")
    (build / "file").write_bytes(b"mine")
    (build / "folder").symlink_to("a.md")
    for name, where in [
        ("a.md", "a.md"),
        ("link.md", "link.md"),
        ("file/x.md", "file"),
        ("folder/x.md", "folder"),
    ]:
        code, path, _ = complaint(build, {name: b"", "b.md": b""})
        assert (code, path) == ("PC504", (build / where).as_posix())
    assert names(build) == ["a.md", "file", "folder", "link.md"]


def test_a_file_in_the_directory_s_own_place(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"mine")
    (tmp_path / "loop").symlink_to("loop")
    assert complaint(tmp_path / "build", {"a.md": b""})[:2] == ("PC504", (tmp_path / "build").as_posix())
    assert complaint(tmp_path / "loop", {"a.md": b""})[0] == "PC504"
    assert complaint(tmp_path / "build" / "deeper", {"a.md": b""})[0] == "PC503"


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EACCES, "make the directory writable"),
        (errno.EIO, "mend that"),
    ],
)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_disk_that_refuses_is_explained(
    number: int, hint: str, *, is_there: bool, tmp_path: Path, snapshot: Snapshot
) -> None:
    build = tmp_path / "new" / "build"
    if is_there:
        write_outputs(build, {"a.md": b"1"}, ())
    before = snapshot(tmp_path)

    def refuse(_path: Path, _data: bytes) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(PersonacError) as caught:
        write_outputs(build, {"a.md": b"2"}, ["a.md"], replace(Disk(), create=refuse))
    (found,) = caught.value.diagnostics
    assert (found.code, found.path) == ("PC503", build.as_posix())
    assert os.strerror(number) in found.message
    assert "untouched" in found.message
    assert found.hint.startswith(hint)
    assert snapshot(tmp_path) == before
    assert sorted(path.name for path in tmp_path.rglob(".*")) == []


def test_half_written_outputs_are_admitted(tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / ".git").mkdir(parents=True)
    calls = iter([True, False])

    def rename(old: Path, new: Path) -> None:
        if not next(calls):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        old.replace(new)

    code, _, message = complaint(build, {"a.md": b"", "b.md": b""}, disk=replace(Disk(), rename=rename))
    assert (code, "half-way" in message) == ("PC503", True)
    assert names(build) == [".git"]


@ROOT_SEES_ALL
def test_a_read_only_directory(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"}, ())
    build.chmod(0o555)
    code, _, message = complaint(build, {"a.md": b"2"}, ("a.md",))
    assert (code, "Permission denied" in message) == ("PC503", True)
    tmp_path.chmod(0o555)
    assert complaint(build, {"a.md": b"2"}, ("a.md",))[0] == "PC503"
    assert complaint(tmp_path / "new", {"a.md": b"2"})[0] == "PC503"
    tmp_path.chmod(0o755)
    build.chmod(0o755)
    assert (build / "a.md").read_bytes() == b"1"
    assert names(tmp_path) == ["build"]


@ROOT_SEES_ALL
def test_a_read_only_parent_is_written_below(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    tmp_path.chmod(0o555)
    assert is_written_in_place(build, {"a.md": b"1"})
    tmp_path.chmod(0o755)


@ROOT_SEES_ALL
def test_a_folder_that_cannot_be_looked_into_is_left_alone(tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / "secret").mkdir(parents=True)
    (build / "secret").chmod(0)
    assert is_written_in_place(build, {"a.md": b"1"})
    (build / "secret").chmod(0o755)
