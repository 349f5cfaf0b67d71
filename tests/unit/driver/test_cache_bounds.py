from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from personac.driver.cache_bounds import SHARDS, Bounds, trim

HOUR = 3600


def put(folder: Path, name: str, size: int, age: float) -> Path:
    path = folder / name
    path.write_bytes(b"x" * size)
    used = time.time() - age
    os.utime(path, (used, used))
    return path


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def share(size: int = 10_000, count: int = 100) -> Bounds:
    return Bounds(size * SHARDS, count * SHARDS)


def test_within_bounds_nothing_goes(tmp_path: Path) -> None:
    for number in range(10):
        put(tmp_path, str(number), 1000, number * HOUR)
    trim(tmp_path, share(10_000, 10))
    assert len(names(tmp_path)) == 10


@pytest.mark.parametrize("bounds", [share(count=9), share(size=9_999)])
def test_what_was_not_used_for_longest_goes_first_and_makes_some_room(tmp_path: Path, bounds: Bounds) -> None:
    for number in range(10):
        put(tmp_path, str(number), 1000, (10 - number) * HOUR)
    trim(tmp_path, bounds)
    assert names(tmp_path) == {str(number) for number in range(2, 10)}


def test_what_a_killed_run_left_goes_and_what_is_being_written_stays(tmp_path: Path) -> None:
    put(tmp_path, ".left", 1, 2 * HOUR)
    put(tmp_path, ".busy", 1, 1)
    trim(tmp_path, share())
    assert names(tmp_path) == {".busy"}


def test_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    put(tmp_path, "old", 1000, HOUR)
    trim(tmp_path, share(size=10))
    assert names(tmp_path) == {"folder"}


def test_what_cannot_be_listed_or_removed_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trim(tmp_path / "none", share())
    put(tmp_path, "old", 1000, HOUR)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "unlink", refuse)
    trim(tmp_path, share(size=10))
    monkeypatch.setattr(os, "scandir", refuse)
    trim(tmp_path, share())
    monkeypatch.undo()
    assert names(tmp_path) == {"old"}
