from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.regular_files import (
    is_file,
    read_file_or_stream,
    read_named_file,
    read_plain_file,
    read_regular_file,
)

READERS = (read_regular_file, read_plain_file, read_named_file)


@pytest.mark.parametrize("read", READERS)
def test_no_more_than_the_bound_is_read(tmp_path: Path, read: Callable[..., bytes]) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345678")
    assert read(path, 8) == b"12345678"
    with pytest.raises(OSError, match="it is larger than 0 MiB") as caught:
        read(path, 7)
    assert caught.value.errno == errno.EFBIG


@pytest.mark.parametrize("read", READERS)
def test_a_missing_file_raises_what_the_system_says(tmp_path: Path, read: Callable[..., bytes]) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none")


def test_a_link_is_followed_by_one_reader_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"text")
    (tmp_path / "link").symlink_to("file")
    assert read_regular_file(tmp_path / "link") == b"text"
    with pytest.raises(OSError, match="it is a symbolic link"):
        read_plain_file(tmp_path / "link")


def test_a_file_without_a_size_is_read_whole() -> None:
    """Files of the kernel have the size 0."""
    path = Path("/proc/self/cmdline")
    if path.exists():
        assert read_regular_file(path)


def test_a_pipe_is_read_where_the_shell_made_it(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"text")
    os.close(writing)
    assert read_file_or_stream(Path(f"/dev/fd/{reading}")) == b"text"
    os.close(reading)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="it is a pipe"):
        read_file_or_stream(tmp_path / "pipe")


def test_only_regular_files_are_files(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert is_file(tmp_path / "file")
    assert not is_file(tmp_path)
    assert not is_file(Path("/dev/null"))
    assert not is_file(Path("a\0b"))
