from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.storage.output_folder import (
    displayed,
    reading_outputs,
    refuse_bad_outputs,
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
    assert displayed(here / "build") == (here / "build").as_posix()


def test_paths_are_displayed_from_the_working_directory(here: Path) -> None:
    assert displayed(here / "build" / "x.md") == "build/x.md"
    assert displayed(here.parent / "x.md") == (here.parent / "x.md").as_posix()


def refused(folder: Path, *names: str) -> list[tuple[str, str, str]]:
    with pytest.raises(PersonacError) as caught:
        refuse_bad_outputs(folder, folder, names)
    assert all(diagnostic.hint for diagnostic in caught.value.diagnostics)
    return [(diagnostic.code, diagnostic.path, diagnostic.message) for diagnostic in caught.value.diagnostics]


@pytest.mark.parametrize("name", ["../a.md", "/a.md", "", ".", "a//b", "./a", "a/../b", "nul\0"])
def test_names_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    ((code, _, message),) = refused(tmp_path, name)
    assert (code, "is no name for a file inside" in message) == ("PC503", True)


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
