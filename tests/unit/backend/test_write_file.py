from __future__ import annotations

import os
from pathlib import Path

import pytest

from personac.backend.write_file import write_file
from personac.diagnostics.model import PersonacError


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    write_file(path, b"one")
    write_file(path, b"two\r\n")
    assert path.read_bytes() == b"two\r\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none" / "x.md"
    with pytest.raises(PersonacError) as caught:
        write_file(path, b"one")
    (found,) = caught.value.diagnostics
    assert (found.code, found.path) == ("PC503", path.as_posix())
    assert "No such file" in found.message
    assert found.hint


def test_what_stood_there_stays_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError

    path = tmp_path / "x.md"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(PersonacError):
        write_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_dead_process_left_goes_and_a_living_one_s_stays(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    for name in (
        ".x.md.personac-9999999999-00000000",
        ".x.md.personac-1-00000000",
        ".y.md.personac-9-00000000",
    ):
        (tmp_path / name).touch()
    write_file(path, b"one")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        ".x.md.personac-1-00000000",
        ".y.md.personac-9-00000000",
        "x.md",
    ]


def test_a_folder_of_that_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.md").mkdir()
    with pytest.raises(PersonacError):
        write_file(tmp_path / "x.md", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["x.md"]
