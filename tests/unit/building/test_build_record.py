"""The record of the last build: what it vouches for, and when it is not trusted."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from personac.building import build_record
from personac.building.build_record import code_identity, read_record, write_record
from personac.storage.cache_folder import cache_folder

LOCK = json.dumps({"outputs": {"a.md": ""}}).encode()
PAST = 1_600_000_000
LATER = 3_600_000_000_000
"""An hour in nanoseconds: files of a test are new, and count as old for a build that begins so much later."""


@pytest.fixture
def cache(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "cache"))
    return here / "cache"


@pytest.fixture
def source(here: Path) -> Path:
    (here / "build").mkdir()
    (here / "build" / "a.md").write_bytes(b"output")
    (here / "source.md").write_bytes(b"one")
    return Path("source.md")


def record(*inputs: Path, lock: bytes = LOCK, began: int | None = None) -> None:
    began = time.time_ns() + LATER if began is None else began
    write_record(Path("build"), lock, inputs, began)


def vouches(lock: bytes = LOCK) -> bool:
    known = read_record(Path("build"))
    return known is not None and known.vouches_for(lock)


@pytest.mark.usefixtures("cache")
def test_a_record_vouches_for_one_lock_and_the_state_of_its_files(source: Path) -> None:
    assert read_record(Path("build")) is None
    record(source)
    assert vouches()
    assert not vouches(b"another")
    known = read_record(Path("build"))
    assert known is not None
    assert not known.has_changed(source)
    assert not known.has_changed(Path("build/a.md"))
    assert known.has_changed(Path("build"))  # never recorded
    with pytest.raises(FileNotFoundError):
        known.has_changed(Path("gone"))


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("keeps_time", [True, False])
def test_other_content_of_the_same_size_is_a_change(source: Path, *, keeps_time: bool) -> None:
    record(source)
    before = source.stat()
    time.sleep(0.02)
    source.write_bytes(b"two")
    if keeps_time:
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    known = read_record(Path("build"))
    assert known is not None
    assert known.has_changed(source)


@pytest.mark.usefixtures("cache")
def test_the_state_of_a_file_that_changed_during_the_build_is_not_recorded(source: Path) -> None:
    record(source, began=time.time_ns())
    known = read_record(Path("build"))
    assert known is not None
    assert known.has_changed(source)


@pytest.mark.usefixtures("cache")
def test_other_code_and_other_directories_are_not_vouched_for(
    source: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(source)
    monkeypatch.setattr(build_record, "VERSION", "0.0.0")
    assert not vouches()
    monkeypatch.undo()
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here / "cache"))
    monkeypatch.chdir(here / "build")
    known = read_record(here / "build")
    assert known is not None
    assert not known.vouches_for(LOCK)


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'"files"',
        b'{"files": []}',
        b'{"files": {"x": ["1", "d"]}}',
        b'{"files": {"x": 5}}',
        b'{"files": {}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_a_damaged_record_is_ignored_and_replaced(damage: bytes, cache: Path, source: Path) -> None:
    record(source)
    (path,) = (cache / "builds").iterdir()
    path.write_bytes(damage)
    assert read_record(Path("build")) is None
    record(source)
    assert vouches()


def test_an_equal_record_is_not_written_again(cache: Path, source: Path) -> None:
    record(source)
    (path,) = (cache / "builds").iterdir()
    before = path.stat().st_ino
    record(source)
    assert path.stat().st_ino == before


def test_without_a_cache_nothing_is_recorded(
    source: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(here.rglob("*"))
    monkeypatch.setenv("PERSONAC_CACHE_DIR", "")
    record(source)
    assert read_record(Path("build")) is None
    assert sorted(here.rglob("*")) == before


def test_a_cache_that_cannot_be_written_is_none(cache: Path, source: Path) -> None:
    cache.write_bytes(b"no folder")
    record(source)
    assert read_record(Path("build")) is None


@pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
@pytest.mark.parametrize("name", ["cache", "cache/builds"])
def test_a_cache_that_others_can_write_is_not_used(mode: int, name: str, cache: Path, source: Path) -> None:
    record(source)
    (cache.parent / name).chmod(mode)
    assert read_record(Path("build")) is None
    (path,) = (cache / "builds").iterdir()
    path.unlink()
    record(source)
    assert list((cache / "builds").iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs owners of POSIX")
@pytest.mark.usefixtures("cache")
def test_a_cache_of_somebody_else_is_not_used(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(source)
    monkeypatch.setattr(os, "geteuid", lambda: 54_321)
    assert read_record(Path("build")) is None


def test_folders_of_the_cache_are_private_whatever_the_umask(cache: Path, source: Path) -> None:
    before = os.umask(0)
    try:
        record(source)
    finally:
        os.umask(before)
    assert cache.stat().st_mode & 0o777 == (cache / "builds").stat().st_mode & 0o777 == 0o700


def test_the_oldest_records_are_removed(cache: Path, source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_record, "_MAX_RECORDS", 3)
    for number in range(5):
        write_record(Path(str(number)), b'{"outputs": {}}', [source], time.time_ns())
        newest = max((cache / "builds").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (PAST + number, PAST + number))
    write_record(Path("5"), b'{"outputs": {}}', [source], time.time_ns())
    assert [number for number in range(6) if read_record(Path(str(number)))] == [3, 4, 5]


def test_an_edit_of_the_code_is_another_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "package" / "__pycache__").mkdir(parents=True)
    (tmp_path / "package" / "module.py").write_bytes(b"")
    monkeypatch.setattr(build_record, "_PACKAGE", tmp_path / "package")
    before = code_identity()
    (tmp_path / "package" / "__pycache__" / "module.pyc").write_bytes(b"")
    assert code_identity() == before
    (tmp_path / "package" / "other.py").write_bytes(b"")
    assert code_identity() != before


def test_installed_code_is_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "personac"
    package.mkdir(parents=True)
    monkeypatch.setattr(build_record, "_PACKAGE", package)
    before = code_identity()
    (package / "module.py").write_bytes(b"")
    assert code_identity() == before
    monkeypatch.setattr(build_record, "VERSION", "0.0.0")
    assert code_identity() != before


def test_a_new_library_is_another_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    monkeypatch.setattr("sys.path", [str(libraries), str(tmp_path / "gone" / "site-packages")])
    os.utime(libraries, (PAST, PAST))
    before = code_identity()
    (libraries / "library").mkdir()
    assert code_identity() != before


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"PERSONAC_CACHE_DIR": "/cache", "HOME": "/home/me"}, "/cache"),
        ({"PERSONAC_CACHE_DIR": "", "HOME": "/home/me"}, None),
        ({"XDG_CACHE_HOME": "/xdg", "HOME": "/home/me"}, "/xdg/personac"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/home/me"}, "/home/me/.cache/personac"),
        ({"HOME": "/home/me"}, "/home/me/.cache/personac"),
        ({}, None),
    ],
)
def test_where_the_cache_folder_is(environment: dict[str, str], folder: str | None) -> None:
    assert cache_folder(environment) == (Path(folder) if folder else None)


def test_a_relative_cache_folder_is_below_the_working_directory(here: Path) -> None:
    assert cache_folder({"PERSONAC_CACHE_DIR": "cache"}) == here / "cache"
