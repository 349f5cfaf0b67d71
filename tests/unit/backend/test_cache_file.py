"""A cache's file: whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from personac.backend.cache_file import write_cache_file


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "entry"
    for content in (b"old", b"new"):
        write_cache_file(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_where_it_cannot_be_replaced_the_old_one_stays_alone(tmp_path: Path) -> None:
    path = tmp_path / "entry"
    path.mkdir()
    with pytest.raises(OSError, match="entry"):
        write_cache_file(path, b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_cache_file(tmp_path / "gone" / "entry", b"new")
    assert not list(tmp_path.iterdir())
