from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from personac.driver.cache_bounds import Bounds
from personac.driver.content_cache import ContentCache

KEY = "key"
DATA = b"what was worked out"
HOUR = 3600


def cache(folder: Path, stamp: bytes = b"code", bounds: Bounds | None = None) -> ContentCache:
    return ContentCache(folder, lambda: stamp, bounds)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*/*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "not" / "there yet"


@pytest.fixture
def entry(folder: Path) -> Path:
    """The file of the one entry in a cache."""
    cache(folder).put(KEY, DATA)
    (found,) = files(folder)
    return found


def test_what_is_put_is_got_by_every_run(folder: Path) -> None:
    assert cache(folder).get(KEY) is None
    assert not folder.exists()
    cache(folder).put(KEY, DATA)
    assert cache(folder).get(KEY) == DATA
    assert cache(folder).get("other") is None


def test_what_other_code_made_is_not_there(folder: Path, entry: Path) -> None:
    assert cache(folder, b"other code").get(KEY) is None
    assert entry.exists()


def test_it_is_the_users_alone_and_no_backup_need_keep_it(folder: Path, entry: Path) -> None:
    assert folder.stat().st_mode & 0o077 == 0
    assert entry.parent.stat().st_mode & 0o077 == 0
    assert (folder / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55\n")


@pytest.mark.parametrize("at", range(32 + len(DATA)))
def test_an_entry_with_a_wrong_byte_is_removed(folder: Path, entry: Path, at: int) -> None:
    data = bytearray(entry.read_bytes())
    data[at] ^= 0x20
    entry.write_bytes(data)
    assert cache(folder).get(KEY) is None
    assert not entry.exists()


@pytest.mark.parametrize("length", range(32 + len(DATA)))
def test_an_entry_cut_short_is_removed(folder: Path, entry: Path, length: int) -> None:
    entry.write_bytes(entry.read_bytes()[:length])
    assert cache(folder).get(KEY) is None
    assert not entry.exists()


def test_an_entry_under_the_name_of_another_is_removed(folder: Path, entry: Path) -> None:
    other = cache(folder)
    other.put("other", b"other")
    (there,) = set(files(folder)) - {entry}
    there.write_bytes(entry.read_bytes())
    assert other.get("other") is None
    assert cache(folder).get(KEY) == DATA


def test_a_file_too_large_for_an_entry_is_not_read(folder: Path, entry: Path) -> None:
    assert cache(folder, bounds=Bounds(entry=len(DATA) - 1)).get(KEY) is None
    assert not entry.exists()


def test_what_is_no_file_is_no_entry(folder: Path, entry: Path, tmp_path: Path) -> None:
    elsewhere = entry.rename(tmp_path / "elsewhere")
    entry.symlink_to(elsewhere)
    assert cache(folder).get(KEY) is None
    assert not entry.is_symlink()
    os.mkfifo(entry)
    assert cache(folder).get(KEY) is None
    assert not entry.exists()
    entry.mkdir()
    assert cache(folder).get(KEY) is None
    found = cache(folder)
    found.put(KEY, DATA)
    assert found.get(KEY) is None
    assert elsewhere.exists()
    assert [path.name for path in entry.parent.iterdir()] == [entry.name]


def test_what_is_discarded_is_gone(folder: Path, entry: Path) -> None:
    cache(folder).discard(KEY)
    cache(folder).discard("never there")
    assert not entry.exists()


def test_an_entry_that_is_read_counts_as_used_now_at_most_once_an_hour(folder: Path, entry: Path) -> None:
    now = time.time()
    for age, is_touched in ((HOUR / 2, False), (2 * HOUR, True), (-2 * HOUR, True)):
        os.utime(entry, (now - age, now - age))
        assert cache(folder).get(KEY) == DATA
        assert (abs(entry.stat().st_mtime - now) < HOUR / 4) is is_touched


def test_a_place_that_cannot_be_a_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    found = cache(tmp_path / "file" / "cache")
    for _ in range(2):
        found.put(KEY, DATA)
        assert found.get(KEY) is None
        found.tidy()


def test_a_disk_that_is_full_is_no_error_and_is_not_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def full(path: Path, _data: bytes) -> None:
        tried.append(path)
        raise OSError

    monkeypatch.setattr("personac.driver.content_cache.write_cache_file", full)
    found = cache(folder)
    for _ in range(2):
        found.put(KEY, DATA)
    assert len(tried) == 1
    assert files(folder) == []


def test_the_folder_may_be_deleted_at_any_time(folder: Path, entry: Path) -> None:
    found = cache(folder)
    entry.unlink()
    entry.parent.rmdir()
    assert found.get(KEY) is None
    found.put(KEY, DATA)
    assert found.get(KEY) == DATA
    found.tidy()


def test_what_is_too_large_is_not_kept(folder: Path) -> None:
    found = cache(folder, bounds=Bounds(entry=len(DATA)))
    found.put(KEY, DATA + b"!")
    assert not folder.exists()


def test_no_more_is_kept_than_is_allowed(folder: Path) -> None:
    bounds = Bounds(size=16 * 10_000, count=16 * 8, entry=10_000)
    for round_ in range(4):
        found = cache(folder, bounds=bounds)
        for number in range(100):
            found.put(f"{round_} {number}", b"x" * 400)
        found.tidy()
        assert 16 <= len(files(folder)) <= bounds.count
        assert sum(path.stat().st_size for path in files(folder)) <= bounds.size


RUN = """
import sys
from pathlib import Path
from personac.driver.cache_bounds import Bounds
from personac.driver.content_cache import ContentCache

folder, seed = Path(sys.argv[1]), int(sys.argv[2])
for turn in range(12):
    cache = ContentCache(folder, lambda: b"code", Bounds(size=16 * 40_000, count=16 * 6, entry=40_000))
    for number in range(40):
        key = f"{(number * (seed + 3)) % 60}"
        data = cache.get(key)
        assert data in (None, key.encode() * 999), key
        if data is None:
            cache.put(key, key.encode() * 999)
        elif (number + seed) % 7 == 0:
            cache.discard(key)
    cache.tidy()
"""


def test_many_runs_may_use_one_cache_while_it_is_deleted(folder: Path) -> None:
    """Whatever they read is whole; nobody fails, and nothing half-written is left."""
    runs = [subprocess.Popen([sys.executable, "-c", RUN, str(folder), str(seed)]) for seed in range(4)]
    while any(run.poll() is None for run in runs):
        for path in files(folder)[::5]:
            path.unlink(missing_ok=True)
        time.sleep(0.05)
    assert [run.returncode for run in runs] == [0] * 4
    assert [path.name for path in files(folder) if path.name.startswith(".")] == []
    assert len(files(folder)) <= 16 * 6
