from __future__ import annotations

import os
from pathlib import Path

import pytest

from personac.emit.lock_entries import digest, digest_of, is_inside
from personac.paths import display_path


def test_paths_are_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert display_path(tmp_path / "below" / "x" / ".." / "b.md") == "b.md"
    assert display_path(tmp_path / "a b" / "\u00e9.md") == "../a b/\u00e9.md"


def test_bytes_that_are_not_utf_8_are_escaped() -> None:
    assert display_path(Path(os.fsdecode(b"\xff.md"))) == "\\xff.md"


@pytest.mark.parametrize("name", ["a.md", "variants/a.md", ".hidden", "a b/c:d"])
def test_names_below_the_folder(name: str) -> None:
    assert is_inside(name)


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/../b", "/a", "a//b", "./a", "a/", "a\0b"])
def test_names_outside_the_folder_or_not_plain(name: str) -> None:
    assert not is_inside(name)


def test_the_digest_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"text")
    assert digest_of(tmp_path / "a.md") == digest(b"text")
    assert digest(b"text") == "982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1"
    assert digest_of(tmp_path / "missing.md") == digest_of(tmp_path) == ""
