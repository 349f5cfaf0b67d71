from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.storage.filesystem import replace_file
from personac.storage.named_file import write_file
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


@pytest.mark.parametrize("target", ["target", "nothing"])
def test_a_link_is_neither_replaced_nor_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "target").write_bytes(b"mine")
    (tmp_path / "x.md").symlink_to(target)
    with pytest.raises(PersonacError, match="this is a link"):
        write_file(tmp_path / "x.md", b"new")
    assert (tmp_path / "target").read_bytes() == b"mine"
    assert (tmp_path / "x.md").is_symlink()
    assert not (tmp_path / "nothing").exists()


def test_a_pipe_is_neither_replaced_nor_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PersonacError, match="no regular file"):
        write_file(tmp_path / "pipe", b"new")
    assert (tmp_path / "pipe").is_fifo()


def test_standard_output_is_written_to(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for place in ("/dev/stdout", "/dev/fd/1", "/dev/null"):
        write_file(Path(place), b"new")
    assert capfdbinary.readouterr().out == b"newnew"
    assert Path("/dev/null").is_char_device()
