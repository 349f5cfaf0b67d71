"""What a write does to outputs and to the user's own files, and what it does when it fails."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import digest
from personac.storage.directory_swap import MAX_FOREIGN
from personac.storage.filesystem import Filesystem
from personac.storage.leftovers import records_of_dead_writes
from personac.storage.writer import WriteOptions, write_outputs
from tests.unit.storage.conftest import DeathError, NoExchange, names, snapshot

NO_ROOT = pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root, who runs this")


def refused(
    folder: Path,
    files: dict[str, bytes],
    removable: tuple[str, ...] = (),
    options: WriteOptions | None = None,
) -> tuple[str, str, str]:
    with pytest.raises(PersonacError) as caught:
        write_outputs(folder, files, removable, options)
    diagnostic = caught.value.diagnostics[0]
    assert diagnostic.hint
    return diagnostic.code, diagnostic.path, diagnostic.message


def is_written_in_place(build: Path, files: dict[str, bytes], options: WriteOptions | None = None) -> bool:
    before = build.stat().st_ino
    write_outputs(build, files, (), options)
    assert {name: (build / name).read_bytes() for name in files} == files
    return build.stat().st_ino == before


def test_a_first_build_makes_the_folder_and_those_above(tmp_path: Path) -> None:
    write_outputs(tmp_path / "x" / "build", {"a.md": b"A", "variants/b.md": b"B"})
    assert snapshot(tmp_path / "x") == {
        "build/": "",
        "build/a.md": b"A",
        "build/variants/": "",
        "build/variants/b.md": b"B",
    }


@pytest.mark.parametrize("filesystem", [Filesystem(), NoExchange()])
def test_removable_outputs_go_and_foreign_files_stay(filesystem: Filesystem, tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "old/b.md": b"1", "variants/c.md": b"1"})
    (build / "notes.txt").write_bytes(b"mine")
    (build / "variants" / "mine.md").write_bytes(b"mine")
    (build / "empty").mkdir()
    (build / "link").symlink_to("./a.md")
    removable = ["a.md", "old/b.md", "variants/c.md", "gone.md"]
    write_outputs(build, {"a.md": b"2", "new/d.md": b"2"}, removable, WriteOptions(filesystem=filesystem))
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
    assert names(tmp_path) == ["build"]


def test_outputs_get_new_times_and_foreign_files_stay_the_same_files(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "sub/b.md": b"1"})
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
    assert build.stat().st_ino != folder, "the folder should have been replaced as a whole"


@pytest.mark.parametrize("filesystem", [Filesystem(), NoExchange()])
def test_unchanged_outputs_stay_the_same_files(filesystem: Filesystem, tmp_path: Path) -> None:
    build = tmp_path / "build"
    old = {"a.md": b"A", "sub/b.md": b"B", "personac.lock": b"1"}
    write_outputs(build, old)
    os.utime(build / "a.md", ns=(10**18, 10**18))
    os.utime(build / "sub" / "b.md", ns=(10**18, 10**18))
    before = (build / "a.md").stat()
    new = {**old, "sub/b.md": b"C", "personac.lock": b"2"}
    write_outputs(build, new, list(old), WriteOptions({"a.md"}, filesystem=filesystem))
    after = (build / "a.md").stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_nlink) == (before.st_ino, before.st_mtime_ns, 1)
    assert {name: (build / name).read_bytes() for name in new} == new
    assert (build / "sub" / "b.md").stat().st_mtime_ns > before.st_mtime_ns


def test_unchanged_outputs_that_cannot_be_linked_stay_the_same_files(tmp_path: Path) -> None:
    class NoLinks(Filesystem):
        def link(self, old: Path, new: Path) -> None:
            raise PermissionError(errno.EPERM, f"{old} {new}")

    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"A", "b.md": b"1"})
    before = (build / "a.md").stat().st_ino
    files = {"a.md": b"A", "b.md": b"2"}
    write_outputs(build, files, (), WriteOptions({"a.md"}, filesystem=NoLinks()))
    assert (build / "a.md").stat().st_ino == before
    assert (build / "b.md").read_bytes() == b"2"


def test_a_read_only_folder_of_the_user_survives(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"})
    (build / "own").mkdir()
    (build / "own" / "file").write_bytes(b"mine")
    (build / "own").chmod(0o555)
    write_outputs(build, {"a.md": b"2"}, ["a.md"])
    assert (build / "own" / "file").read_bytes() == b"mine"
    assert stat.S_IMODE((build / "own").stat().st_mode) == 0o555
    assert names(tmp_path) == ["build"]
    (build / "own").chmod(0o755)


def test_a_linked_folder_is_written_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "build").symlink_to("real")
    write_outputs(tmp_path / "build", {"a.md": b"1"})
    assert (tmp_path / "build").is_symlink()
    assert (tmp_path / "real" / "a.md").read_bytes() == b"1"


@pytest.mark.parametrize("link", ["build", "build/variants", "build/variants/x.md", "build/x.md"])
@pytest.mark.parametrize("filesystem", [Filesystem(), NoExchange()])
def test_nothing_is_written_through_a_link_to_the_outside(
    link: str, filesystem: Filesystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, project = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    (outside / "x.md").write_bytes(b"mine")
    path = project / link
    path.parent.mkdir(parents=True)
    path.symlink_to(outside / "x.md" if path.suffix else outside)
    monkeypatch.chdir(project)
    files = {"x.md": b"1", "variants/x.md": b"1"}
    options = WriteOptions(filesystem=filesystem)
    assert refused(Path("build"), files, ("x.md", "variants/x.md"), options)[:2] == ("PC504", link)
    assert snapshot(outside) == {"x.md": b"mine"}
    assert path.is_symlink()


@pytest.mark.parametrize("filesystem", [Filesystem(), NoExchange()])
def test_removable_names_cannot_lead_outside(filesystem: Filesystem, tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    (tmp_path / "victim").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "victim").write_bytes(b"mine")
    (build / "sub").symlink_to("../folder")
    removable = ["../victim", "/etc/passwd", "sub/victim", "", ".", "sub"]
    write_outputs(build, {"a.md": b"1"}, removable, WriteOptions(filesystem=filesystem))
    assert names(build) == ["a.md", "sub"]
    assert snapshot(tmp_path / "folder") == {"victim": b"mine"}
    assert (tmp_path / "victim").exists()


def test_the_working_directory_is_written_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "build" / "below").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "build")
    assert is_written_in_place(Path(), {"a.md": b"1", "sub/b.md": b"2"})
    monkeypatch.chdir(tmp_path / "build" / "below")
    assert is_written_in_place(Path(".."), {"a.md": b"3"})
    assert names(tmp_path / "build") == ["a.md", "below", "sub"]


def test_a_removed_working_directory_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "build").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert not is_written_in_place(tmp_path / "build", {"a.md": b"1"})


def test_a_repository_and_a_full_folder_are_written_in_place(tmp_path: Path) -> None:
    (tmp_path / "git" / ".git").mkdir(parents=True)
    assert is_written_in_place(tmp_path / "git", {"a.md": b"1"})
    (tmp_path / "full").mkdir()
    for number in range(MAX_FOREIGN + 1):
        (tmp_path / "full" / str(number)).touch()
    assert is_written_in_place(tmp_path / "full", {"a.md": b"1"})


@pytest.mark.parametrize("length", [255, 240])
def test_a_folder_with_a_long_name_is_written_in_place(length: int, tmp_path: Path) -> None:
    build = tmp_path / ("x" * length)
    write_outputs(build, {"a.md": b"1"})
    assert is_written_in_place(build, {"a.md": b"2"})
    assert names(tmp_path) == [build.name]


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EBUSY, errno.EPERM])
def test_without_exchange_files_are_replaced_in_place(number: int, tmp_path: Path) -> None:
    class Refusing(Filesystem):
        def exchange(self, first: Path, second: Path) -> None:
            raise OSError(number, os.strerror(number), f"{first} {second}")

    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "old/b.md": b"1"})
    (build / "mine").write_bytes(b"mine")
    inode = build.stat().st_ino
    options = WriteOptions(filesystem=Refusing())
    write_outputs(build, {"a.md": b"2", "personac.lock": b"2"}, ["a.md", "old/b.md", "mine.md"], options)
    assert build.stat().st_ino == inode
    assert names(build) == ["a.md", "mine", "personac.lock"]
    assert names(tmp_path) == ["build"]


class BusyUser(Filesystem):
    """A user works in the output folder at the moment before it is exchanged."""

    def exchange(self, first: Path, second: Path) -> None:
        with (second / "appended").open("ab") as file:
            file.write(b" more")
        (second / "removed").unlink()
        (second / "late").write_bytes(b"late")
        super().exchange(first, second)


def test_files_that_appear_at_the_last_moment_are_kept_and_reported(tmp_path: Path, records: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"})
    for name in ("appended", "removed"):
        (build / name).write_bytes(name.encode())
    (warning,) = write_outputs(build, {"a.md": b"2"}, ["a.md"], WriteOptions((), records, BusyUser()))
    assert warning.code == "PC531"
    kept = Path(warning.path)
    assert (kept / "tree" / "late").read_bytes() == b"late"
    assert snapshot(build) == {"a.md": b"2", "appended": b"appended more", "removed": b"removed"}
    write_outputs(build, {"a.md": b"3"}, ["a.md"], WriteOptions(records=records))
    assert (kept / "tree" / "late").read_bytes() == b"late"


def test_a_file_that_is_removed_meanwhile_is_not_missed(tmp_path: Path) -> None:
    class Removing(Filesystem):
        def link(self, old: Path, new: Path) -> None:
            old.unlink()
            super().link(old, new)

    build = tmp_path / "build"
    build.mkdir()
    (build / "own").write_bytes(b"own")
    write_outputs(build, {"a.md": b"1"}, (), WriteOptions(filesystem=Removing()))
    assert names(build) == ["a.md"]


def test_a_file_that_is_replaced_meanwhile_stays_as_it_is_now(tmp_path: Path) -> None:
    class Replacing(Filesystem):
        def link(self, old: Path, new: Path) -> None:
            (tmp_path / "saved").write_bytes(b"saved")
            (tmp_path / "saved").replace(old)
            super().link(old, new)

    build = tmp_path / "build"
    build.mkdir()
    (build / "own").write_bytes(b"own")
    assert write_outputs(build, {"a.md": b"1"}, (), WriteOptions(filesystem=Replacing())) == ()
    assert snapshot(build) == {"a.md": b"1", "own": b"saved"}
    assert names(tmp_path) == ["build"]


def test_an_old_folder_that_cannot_be_removed_is_removed_by_the_next_build(
    tmp_path: Path, records: Path
) -> None:
    class Refusing(Filesystem):
        def remove_folder(self, path: Path) -> None:
            raise PermissionError(errno.EPERM, str(path))

    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"})
    assert write_outputs(build, {"a.md": b"2"}, (), WriteOptions((), records, Refusing())) == ()
    assert len(names(tmp_path)) == 2
    assert write_outputs(build, {"a.md": b"3"}, (), WriteOptions((), records)) == ()
    assert names(tmp_path) == ["build"]


def test_bad_names_are_refused_before_anything_is_written(tmp_path: Path) -> None:
    for name in ("../a.md", "variants/" + "x" * 256):
        assert refused(tmp_path / "build", {name: b"", "b.md": b""})[0] == "PC503"
    assert names(tmp_path) == []


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"mine")
    (tmp_path / "loop").symlink_to("loop")
    assert refused(tmp_path / "build", {"a.md": b""})[:2] == ("PC504", (tmp_path / "build").as_posix())
    assert refused(tmp_path / "loop", {"a.md": b""})[0] == "PC504"
    assert refused(tmp_path / "build" / "deeper", {"a.md": b""})[0] == "PC503"


@pytest.mark.parametrize("is_there", [True, False])
def test_after_an_error_of_the_disk_all_is_as_before(
    tmp_path: Path, records: Path, *, is_there: bool
) -> None:
    class Refusing(Filesystem):
        def create_file(self, path: Path, data: bytes) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path), None, str(data))

    build = tmp_path / "new" / "build"
    if is_there:
        write_outputs(build, {"a.md": b"1"})
    before = snapshot(tmp_path)
    code, path, message = refused(build, {"a.md": b"2"}, ("a.md",), WriteOptions((), records, Refusing()))
    assert (code, path) == ("PC503", build.as_posix())
    assert os.strerror(errno.ENOSPC) in message
    assert snapshot(tmp_path) == before
    assert sorted(path.name for path in tmp_path.rglob(".*")) == []
    assert names(records) == []


class StoppingRename(NoExchange):
    """The second file cannot be replaced, or the process dies instead."""

    def __init__(self, error: BaseException) -> None:
        self.error = error
        self.renamed: list[Path] = []

    def rename(self, old: Path, new: Path) -> None:
        self.renamed.append(new)
        if len(self.renamed) == 2:
            raise self.error
        super().rename(old, new)


def test_half_written_outputs_are_reported(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "b.md": b"1"})
    filesystem = StoppingRename(OSError(errno.EIO, os.strerror(errno.EIO)))
    options = WriteOptions(filesystem=filesystem)
    code, _, message = refused(build, {"a.md": b"2", "b.md": b"2"}, options=options)
    assert (code, "half-way" in message) == ("PC503", True)
    assert snapshot(build) == {"a.md": b"2", "b.md": b"1"}
    assert names(build) == ["a.md", "b.md"]


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), DeathError()])
def test_hashes_of_half_written_outputs_are_recorded_until_a_write_succeeds(
    error: BaseException, tmp_path: Path, records: Path
) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1", "b.md": b"1"})
    with pytest.raises((PersonacError, DeathError)):
        write_outputs(
            build, {"a.md": b"2", "b.md": b"2"}, (), WriteOptions((), records, StoppingRename(error))
        )
    (record,) = records_of_dead_writes(build, records)
    assert record.outputs == {"a.md": digest(b"2"), "b.md": digest(b"2")}
    refused(
        build,
        {"a.md": b"3", "b.md": b"3"},
        (),
        WriteOptions((), records, StoppingRename(OSError(errno.EIO, ""))),
    )
    assert len(records_of_dead_writes(build, records)) == 2
    write_outputs(build, {"a.md": b"4"}, ("b.md",), WriteOptions((), records))
    assert names(build) == ["a.md"]
    assert records_of_dead_writes(build, records) == ()


@NO_ROOT
def test_a_read_only_folder(tmp_path: Path) -> None:
    build = tmp_path / "build"
    write_outputs(build, {"a.md": b"1"})
    build.chmod(0o555)
    code, _, message = refused(build, {"a.md": b"2"}, ("a.md",))
    assert (code, "Permission denied" in message) == ("PC503", True)
    tmp_path.chmod(0o555)
    assert refused(build, {"a.md": b"2"}, ("a.md",))[0] == "PC503"
    assert refused(tmp_path / "new", {"a.md": b"2"})[0] == "PC503"
    tmp_path.chmod(0o755)
    build.chmod(0o755)
    assert (build / "a.md").read_bytes() == b"1"
    assert names(tmp_path) == ["build"]


@NO_ROOT
def test_below_a_read_only_folder_files_are_replaced_in_place(tmp_path: Path) -> None:
    build = tmp_path / "build"
    build.mkdir()
    tmp_path.chmod(0o555)
    assert is_written_in_place(build, {"a.md": b"1"})
    tmp_path.chmod(0o755)


@NO_ROOT
def test_a_folder_that_cannot_be_listed_stays(tmp_path: Path) -> None:
    build = tmp_path / "build"
    (build / "secret").mkdir(parents=True)
    (build / "secret").chmod(0)
    assert is_written_in_place(build, {"a.md": b"1"})
    (build / "secret").chmod(0o755)
