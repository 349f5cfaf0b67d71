from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import LOCK_NAME, digest
from personac.storage.leftovers import new_record, save_record
from personac.storage.overwrite_policy import (
    Permission,
    permission_to_write,
    reading_outputs,
    refuse_bad_outputs,
    refuse_overwritten_inputs,
    resolve_folder,
    write_error,
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def test_links_inside_the_working_directory_are_followed(here: Path) -> None:
    (here / "far").mkdir()
    (here / "link").symlink_to("far")
    assert resolve_folder(Path("link")) == here / "far"
    assert resolve_folder(Path("build")) == here / "build"
    assert resolve_folder(Path()) == here


@pytest.mark.parametrize("output", ["link", "link/build", "./link/x"])
def test_links_out_of_the_working_directory_are_refused(output: str, here: Path) -> None:
    (here.parent / "elsewhere").mkdir()
    (here / "link").symlink_to("../elsewhere")
    with pytest.raises(PersonacError) as caught:
        resolve_folder(Path(output))
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.path) == ("PC504", Path(output).as_posix())
    assert (here.parent / "elsewhere").as_posix() in diagnostic.hint


def test_links_outside_of_the_working_directory_are_the_users_own(here: Path) -> None:
    (here.parent / "elsewhere").mkdir()
    (here.parent / "link").symlink_to("elsewhere")
    assert resolve_folder(Path("../link")) == here.parent / "elsewhere"
    assert resolve_folder(here.parent / "link") == here.parent / "elsewhere"


def test_without_a_working_directory_absolute_paths_remain(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "gone").mkdir()
    monkeypatch.chdir(here / "gone")
    (here / "gone").rmdir()
    assert resolve_folder(here / "build") == here / "build"


def refused(folder: Path, *names: str) -> list[tuple[str, str, str]]:
    with pytest.raises(PersonacError) as caught:
        refuse_bad_outputs(folder, folder, names)
    assert all(diagnostic.hint for diagnostic in caught.value.diagnostics)
    return [(diagnostic.code, diagnostic.path, diagnostic.message) for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize("name", ["../a.md", "/a.md", "", ".", "a//b", "./a", "a/../b", "nul\0"])
def test_names_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    ((code, _, message),) = refused(tmp_path, name)
    assert (code, "is not a name for a file inside" in message) == ("PC503", True)


def test_an_output_cannot_be_a_folder_of_outputs(tmp_path: Path) -> None:
    ((code, _, message),) = refused(tmp_path, "a", "a/b")
    assert (code, "both an output and a folder" in message) == ("PC503", True)


@pytest.mark.parametrize("name", ["x" * 256, "variants/" + "ü" * 127 + ".md", "x" * 256 + "/a.md"])
def test_names_that_are_too_long_are_refused(name: str, tmp_path: Path) -> None:
    ((code, _, message),) = refused(tmp_path, name)
    assert (code, "too long" in message) == ("PC503", True)


def test_the_longest_names_are_accepted(tmp_path: Path) -> None:
    refuse_bad_outputs(tmp_path, tmp_path, ["x" * 255, "variants/" + "ü" * 126 + ".md"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "obstacle"),
    [("a.md", "a.md"), ("link.md", "link.md"), ("file/x.md", "file"), ("folder/x.md", "folder")],
)
def test_obstacles_are_named(name: str, obstacle: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").mkdir()
    (tmp_path / "link.md").symlink_to("elsewhere.md")
    (tmp_path / "file").write_bytes(b"mine")
    (tmp_path / "folder").symlink_to("a.md")
    ((code, path, _),) = refused(tmp_path, name, "b.md")
    assert (code, path) == ("PC504", (tmp_path / obstacle).as_posix())


def test_a_file_in_place_of_the_folder_is_an_obstacle(tmp_path: Path) -> None:
    (tmp_path / "build").write_bytes(b"mine")
    ((code, path, _),) = refused(tmp_path / "build", "a.md")
    assert (code, path) == ("PC504", (tmp_path / "build").as_posix())


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EACCES, "make the directory writable"),
        (errno.EIO, "repair that"),
    ],
)
def test_errors_of_the_disk_have_a_hint(number: int, hint: str) -> None:
    diagnostic = write_error(Path("build"), OSError(number, os.strerror(number)))
    assert (diagnostic.code, diagnostic.path) == ("PC503", "build")
    assert os.strerror(number) in diagnostic.message
    assert "untouched" in diagnostic.message
    assert diagnostic.hint.startswith(hint)
    assert "no words" in write_error(Path("build"), OSError("no words")).message


def test_outputs_that_cannot_be_read_are_reported() -> None:
    with pytest.raises(PersonacError) as caught, reading_outputs(Path("build")):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, "Permission denied" in diagnostic.message) == ("PC503", True)


OUTPUTS = {"x.md": b"new", LOCK_NAME: b"lock"}


def write_lock(folder: Path, **outputs: bytes) -> None:
    written = {name.replace("_", "."): digest(data) for name, data in outputs.items()}
    fields = {"version": "0", "agent": "x", "sources": {}, "rules": {}, "options": {}}
    text = json.dumps({"schema": "personac-lock/1", **fields, "outputs": written})
    (folder / LOCK_NAME).write_text(text)


def permission(folder: Path, *, records: Path | None = None, force: bool = False) -> Permission:
    return permission_to_write(folder, OUTPUTS, records, force=force)


def refusals(folder: Path, *, records: Path | None = None) -> list[tuple[str, str]]:
    with pytest.raises(PersonacError) as caught:
        permission(folder, records=records)
    return [(diagnostic.code, Path(diagnostic.path).name) for diagnostic in caught.value.diagnostics]


def removable(folder: Path, *, records: Path | None = None, force: bool = False) -> set[str]:
    return set(permission(folder, records=records, force=force).removable)


def test_a_missing_folder_has_nothing_to_lose(tmp_path: Path) -> None:
    assert removable(tmp_path / "none") == set()


def test_outputs_of_the_last_build_may_be_replaced_and_removed(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"old")
    (tmp_path / "y.md").write_bytes(b"old")
    write_lock(tmp_path, x_md=b"old", y_md=b"old", gone_md=b"old")
    assert removable(tmp_path) == {"x.md", "y.md", "gone.md", LOCK_NAME}


def test_an_edited_output_is_refused_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"mine")
    write_lock(tmp_path, x_md=b"old")
    assert refusals(tmp_path) == [("PC506", "x.md")]
    assert removable(tmp_path, force=True) == {"x.md", LOCK_NAME}


def test_an_output_with_the_new_content_is_no_edit(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"new")
    write_lock(tmp_path, x_md=b"old")
    assert removable(tmp_path) == {"x.md", LOCK_NAME}


def test_an_edited_output_that_is_no_longer_made_is_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "y.md").write_bytes(b"mine")
    write_lock(tmp_path, x_md=b"old", y_md=b"old")
    given = permission(tmp_path)
    assert set(given.removable) == {"x.md", LOCK_NAME}
    assert [(one.code, Path(one.path).name) for one in given.warnings] == [("PC531", "y.md")]
    forced = permission(tmp_path, force=True)
    assert (set(forced.removable), forced.warnings) == ({"x.md", "y.md", LOCK_NAME}, ())


def test_a_file_of_somebody_else_is_refused_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"theirs")
    assert refusals(tmp_path) == [("PC504", "x.md")]
    write_lock(tmp_path, y_md=b"old")
    assert refusals(tmp_path) == [("PC504", "x.md")]
    assert removable(tmp_path, force=True) == {"y.md", LOCK_NAME}


def test_a_file_of_somebody_else_with_the_new_content_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"new")
    assert removable(tmp_path) == set()


def test_what_a_dead_build_wrote_is_no_edit(tmp_path: Path, records: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"torn")
    (tmp_path / "y.md").write_bytes(b"torn")
    (tmp_path / "z.md").write_bytes(b"mine")
    write_lock(tmp_path, x_md=b"old")
    assert refusals(tmp_path, records=records) == [("PC506", "x.md")]
    torn = dict.fromkeys(("x.md", "y.md", "z.md"), digest(b"torn"))
    save_record(new_record(tmp_path, records)._replace(outputs=torn))
    assert removable(tmp_path, records=records) == {"x.md", "y.md", LOCK_NAME}
    (tmp_path / "x.md").write_bytes(b"mine")
    assert refusals(tmp_path, records=records) == [("PC506", "x.md")]


def test_names_of_a_lock_that_lead_outside_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_bytes(b"mine")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "linked").symlink_to("..")
    fields = {"schema": "personac-lock/1", "version": "0", "agent": "x", "sources": {}, "rules": {}}
    outputs = {"../outside.md": "0", "linked/outside.md": "0"}
    (tmp_path / "build" / LOCK_NAME).write_text(json.dumps({**fields, "options": {}, "outputs": outputs}))
    assert permission(tmp_path / "build").warnings == ()


def test_beside_a_damaged_lock_outputs_may_be_replaced_and_not_removed(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"old")
    (tmp_path / LOCK_NAME).write_text("<<<<<<< ours")
    assert removable(tmp_path) == set()


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_a_lock_that_the_disk_does_not_return_is_not_a_damaged_one(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, _flags: int) -> int:
        raise OSError(number, os.strerror(number), str(path))

    write_lock(tmp_path, x_md=b"old")
    monkeypatch.setattr(os, "open", refuse)
    assert refusals(tmp_path) == [("PC503", LOCK_NAME)]
    assert removable(tmp_path, force=True) == set()


def test_an_unreadable_output_counts_as_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.md").write_bytes(b"old")
    monkeypatch.setattr("personac.storage.overwrite_policy.read_output", lambda *_: None)
    assert refusals(tmp_path) == [("PC504", "x.md")]
    write_lock(tmp_path, x_md=b"old")
    assert refusals(tmp_path) == [("PC506", "x.md")]


def test_a_source_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.md").write_bytes(b"source")
    (tmp_path / "link").symlink_to(tmp_path)
    for folder in (tmp_path, tmp_path / "link"):
        with pytest.raises(PersonacError) as caught:
            refuse_overwritten_inputs(folder, OUTPUTS, ["x.md"])
        (diagnostic,) = caught.value.diagnostics
        assert (diagnostic.code, Path(diagnostic.path).name) == ("PC504", "x.md")


def test_a_source_with_the_same_content_is_no_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.md").write_bytes(b"new")
    refuse_overwritten_inputs(tmp_path, OUTPUTS, ["x.md"])
    assert (tmp_path / "x.md").read_bytes() == b"new"
