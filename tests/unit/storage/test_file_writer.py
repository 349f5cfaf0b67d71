from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.storage.file_writer import replace_file, write_file
from tests.unit.storage.conftest import names


@pytest.mark.parametrize("write", [write_file, replace_file])
@pytest.mark.parametrize("name", ["x.md", "x" * 255])
def test_a_file_is_made_and_replaced(write: Callable[[Path, bytes], None], name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write(path, b"one")
    write(path, b"two\r\n")
    assert path.read_bytes() == b"two\r\n"
    assert names(tmp_path) == [name]


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "none" / "x.md"
    with pytest.raises(PersonacError) as caught:
        write_file(path, b"one")
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.path) == ("PC503", path.as_posix())
    assert "No such file" in diagnostic.message
    assert diagnostic.hint


def test_the_old_file_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError

    path = tmp_path / "x.md"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PersonacError):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["x.md"]


def test_a_folder_of_the_same_name_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    with pytest.raises(PersonacError):
        write_file(tmp_path / "x.md", b"new")
    with pytest.raises(OSError, match="directory"):
        replace_file(tmp_path / "x.md", b"new")
    assert names(tmp_path) == ["x.md"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"mine")
    (tmp_path / "x.md").symlink_to("target")
    write_file(tmp_path / "x.md", b"new")
    assert (tmp_path / "target").read_bytes() == b"mine"
    assert (tmp_path / "x.md").read_bytes() == b"new"
