"""Digests of files that are not read again: only where nothing says that they changed."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from personac.driver import stamps
from personac.driver.stamps import code_stamp, confirm_lock, read_stamps

PAST = 1_600_000_000


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(stamps, "_SETTLED", -10_000_000_000)  # files of this test are new, and count as old
    return tmp_path / "cache"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"one")
    return path


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _keep(output: Path, file: Path) -> None:
    known = read_stamps(output)
    known.digest(file)
    known.save()


def test_a_file_that_did_not_change_is_not_read_again(
    cache: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _keep(tmp_path, file)
    assert list((cache / "stamps").iterdir())
    monkeypatch.setattr(Path, "read_bytes", _forbid(Path.read_bytes, file))
    again = read_stamps(tmp_path)
    assert again.digest(file) == _sha256(b"one")
    assert not again.is_new


def _forbid(read: object, file: Path) -> object:
    def reading(path: Path) -> bytes:
        assert path != file
        return read(path)  # type: ignore[operator,no-any-return]

    return reading


@pytest.mark.usefixtures("cache")
@pytest.mark.parametrize("keeps_times", [True, False])
def test_a_file_of_the_same_size_with_other_content_is_read_again(
    keeps_times: bool,  # noqa: FBT001
    file: Path,
    tmp_path: Path,
) -> None:
    _keep(tmp_path, file)
    before = file.stat()
    time.sleep(0.02)
    file.write_bytes(b"two")
    if keeps_times:
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert read_stamps(tmp_path).digest(file) == _sha256(b"two")


def test_a_file_that_has_just_changed_is_not_trusted(
    cache: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_SETTLED", 3_600_000_000_000)
    _keep(tmp_path, file)
    assert list((cache / "stamps").iterdir())
    assert read_stamps(tmp_path).known == {}


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'"files"',
        b'{"files": [], "place": "", "lock": "", "code": ""}',
        b'{"files": {}, "place": 1, "lock": "", "code": ""}',
        b'{"files": {"x": ["1", 2, 3, 4, "d"], "y": 5}, "lock": "", "code": ""}',
        b'{"files": {}}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_damaged_stamps_are_none(damage: bytes, cache: Path, file: Path, tmp_path: Path) -> None:
    _keep(tmp_path, file)
    (home,) = (cache / "stamps").iterdir()
    home.write_bytes(damage)
    found = read_stamps(tmp_path)
    assert found.known == {}
    assert found.digest(file) == _sha256(b"one")
    found.save()
    assert read_stamps(tmp_path).known != {}


def test_without_a_cache_nothing_is_kept(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", "")
    _keep(tmp_path, file)
    assert (read_stamps(tmp_path).home, read_stamps(tmp_path).known) == (None, {})
    assert sorted(tmp_path.iterdir()) == [file]


def test_a_cache_that_cannot_be_written_is_none(cache: Path, file: Path, tmp_path: Path) -> None:
    cache.write_bytes(b"no folder")
    _keep(tmp_path, file)
    assert read_stamps(tmp_path).known == {}


@pytest.mark.usefixtures("cache")
def test_a_file_that_is_gone_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_stamps(tmp_path).digest(tmp_path / "gone")


def test_folders_that_were_not_used_for_long_are_forgotten(
    cache: Path, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_MOST", 3)
    for number in range(5):
        _keep(tmp_path / str(number), file)
        newest = max((cache / "stamps").iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (PAST + number, PAST + number))
    _keep(tmp_path / "5", file)
    known = [number for number in range(6) if read_stamps(tmp_path / str(number)).known]
    assert known == [3, 4, 5]


@pytest.mark.usefixtures("cache")
def test_a_lock_is_vouched_for_by_the_code_that_confirmed_it(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, another = _sha256(b"lock"), _sha256(b"another")
    _keep(tmp_path, file)
    assert not read_stamps(tmp_path).vouches_for(lock)
    confirm_lock(tmp_path, b"lock")
    assert read_stamps(tmp_path).vouches_for(lock)
    assert not read_stamps(tmp_path).vouches_for(another)
    assert read_stamps(tmp_path).known  # what was known before is kept
    monkeypatch.setattr(stamps, "code_stamp", lambda: "edited")
    assert not read_stamps(tmp_path).vouches_for(lock)
    monkeypatch.setattr(stamps, "is_installed", lambda: True)
    assert not read_stamps(tmp_path).vouches_for(lock)  # it was an edit of the code that did
    confirm_lock(tmp_path, b"another")
    assert read_stamps(tmp_path).vouches_for(another)


@pytest.mark.usefixtures("cache")
def test_two_folders_of_one_number_are_told_apart(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "_file_name", lambda _: "same")
    _keep(tmp_path / "one", file)
    assert read_stamps(tmp_path / "one").known
    assert not read_stamps(tmp_path / "two").known


def test_the_stamp_of_the_code_tells_an_edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "room" / "__pycache__").mkdir(parents=True)
    (tmp_path / "room" / "module.py").write_bytes(b"")
    monkeypatch.setattr(stamps, "_PACKAGE", tmp_path)
    before = code_stamp()
    (tmp_path / "room" / "__pycache__" / "module.pyc").write_bytes(b"")
    assert code_stamp() == before
    (tmp_path / "room" / "module.py").write_bytes(b"1")
    assert code_stamp() != before


@pytest.mark.usefixtures("cache")
def test_a_file_behind_a_link_and_up_again_is_the_one_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real" / "sub").mkdir(parents=True)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    Path("link").symlink_to("../real/sub")
    Path("file").write_bytes(b"another")
    (tmp_path / "real" / "file").write_bytes(b"one")
    _keep(tmp_path, Path("link/../file"))
    (tmp_path / "real" / "file").write_bytes(b"one more")
    assert read_stamps(tmp_path).digest(Path("link/../file")) == _sha256(b"one more")


def test_the_stamp_of_the_code_tells_a_library_that_came(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = tmp_path / "site-packages"
    libraries.mkdir()
    monkeypatch.setattr("sys.path", [str(libraries), str(tmp_path / "gone" / "site-packages")])
    os.utime(libraries, (PAST, PAST))
    before = code_stamp()
    (libraries / "library").mkdir()
    assert code_stamp() != before
