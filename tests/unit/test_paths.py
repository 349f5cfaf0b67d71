from __future__ import annotations

import os
from pathlib import Path

import pytest

from personac.paths import display_path


def test_paths_are_relative_to_the_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert display_path(tmp_path / "below" / "x" / ".." / "b.md") == "b.md"
    assert display_path(tmp_path / "a b" / "\u00e9.md") == "../a b/\u00e9.md"


def test_bytes_that_are_not_utf_8_are_escaped() -> None:
    assert display_path(Path(os.fsdecode(b"\xff.md"))) == "\\xff.md"
