"""What is kept of the judge's logits, and what damage to it does: nothing."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from personac.matching import logit_cache
from personac.matching.logit_cache import LogitCache

ONE, OTHER = ("Trim the wick", "Wicks are trimmed"), ("Oil the lamp", "Polish the lens")
DATABASE = Path("judge", "cache.db")


def test_what_was_kept_is_known(tmp_path: Path) -> None:
    LogitCache(tmp_path, "m").keep({ONE: 1.5, OTHER: -3.0})
    assert LogitCache(tmp_path, "m").known([ONE, OTHER]) == {ONE: 1.5, OTHER: -3.0}
    assert LogitCache(tmp_path, "m").known([ONE, ("x", "y")]) == {ONE: 1.5}


def test_logits_are_those_of_one_model_and_of_both_texts_in_order(tmp_path: Path) -> None:
    LogitCache(tmp_path, "m").keep({ONE: 1.5})
    assert LogitCache(tmp_path, "n").known([ONE]) == {}
    assert LogitCache(tmp_path, "m").known([ONE[::-1], ("Trim", " the wick")]) == {}


def test_texts_that_are_no_unicode_are_kept_too(tmp_path: Path) -> None:
    pair = ("wick \udcff", "lamp")
    LogitCache(tmp_path, "m").keep({pair: 0.25})
    assert LogitCache(tmp_path, "m").known([pair]) == {pair: 0.25}


def test_where_nothing_is_read_or_kept_no_folder_is_made(tmp_path: Path) -> None:
    cache = LogitCache(tmp_path / "new", "m")
    cache.keep({})
    assert cache.known([]) == {}
    assert not (tmp_path / "new").exists()


def test_without_a_folder_nothing_is_known() -> None:
    cache = LogitCache(None, "m")
    cache.keep({ONE: 1.5})
    assert cache.known([ONE]) == {}


def test_a_deleted_folder_is_made_again(tmp_path: Path) -> None:
    cache = LogitCache(tmp_path / "cache", "m")
    cache.keep({ONE: 1.5})
    (tmp_path / "cache").rename(tmp_path / "gone")
    assert cache.known([ONE]) == {}
    cache.keep({OTHER: 2.0})
    assert cache.known([ONE, OTHER]) == {OTHER: 2.0}


def _no_database(folder: Path) -> None:
    for path in folder.glob("judge/cache.db*"):
        path.write_bytes(b"soot" * 500)


def _another_table(folder: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("DROP TABLE Cache")
        database.execute("CREATE TABLE Cache (soot)")


def _settings(key: str, value: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        with closing(sqlite3.connect(folder / DATABASE)) as database, database:
            database.execute("INSERT OR REPLACE INTO Settings VALUES (?, ?)", (key, value))

    return damage


def _a_file(folder: Path) -> None:
    (folder / "judge").rename(folder / "moved")
    (folder / "judge").write_bytes(b"soot")


@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")  # diskcache leaves a broken one open
@pytest.mark.parametrize(
    "damage",
    [
        _no_database, _another_table, _a_file,
        _settings("eviction_policy", "soot"), _settings("disk_soot", "1"), _settings("_disk", "soot"),
    ],
)  # fmt: skip
def test_with_a_damaged_cache_nothing_is_known(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    cache = LogitCache(tmp_path, "m")
    cache.keep({ONE: 1.5})
    damage(tmp_path)
    assert cache.known([ONE]) == {}
    cache.keep({ONE: 2.5})  # may be kept or not


@pytest.mark.parametrize("place", ["file/cache", "/proc/personac", "/dev/null/cache"])
def test_in_a_folder_that_cannot_be_written_nothing_is_kept(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = LogitCache(tmp_path / place, "m")
    cache.keep({ONE: 1.5})
    assert cache.known([ONE]) == {}


class Trap:
    """Makes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[[Path], object], tuple[Path]]:
        return Path.touch, (self._path,)


def _replace_value(folder: Path, mode: int, filename: str | None, value: object) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("UPDATE Cache SET mode = ?, filename = ?, value = ?", (mode, filename, value))


@pytest.mark.parametrize("in_file", [False, True])
def test_a_pickled_entry_is_never_loaded(tmp_path: Path, in_file: bool) -> None:  # noqa: FBT001
    sprung, folder = tmp_path / "sprung", tmp_path / "cache"
    trap = pickle.dumps(Trap(sprung))
    pickle.loads(trap)  # noqa: S301 - the trap works
    assert sprung.exists()
    sprung.unlink()
    cache = LogitCache(folder, "m")
    cache.keep({ONE: 1.5})
    (folder / "judge" / "trap.val").write_bytes(trap)
    _replace_value(folder, 4, "trap.val" if in_file else None, None if in_file else trap)
    assert cache.known([ONE]) == {}
    cache.keep({OTHER: 2.0})
    assert not sprung.exists()


@pytest.mark.parametrize("value", ["1.5", b"1.5", None, 2])
def test_only_numbers_with_decimals_are_logits(tmp_path: Path, value: object) -> None:
    cache = LogitCache(tmp_path, "m")
    cache.keep({ONE: 1.5})
    _replace_value(tmp_path, 1, None, value)
    assert cache.known([ONE]) == {}


def test_the_oldest_logits_make_room_for_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logit_cache, "_MOST_BYTES", 100_000)
    cache = LogitCache(tmp_path, "m")
    pairs = [(f"wick {n}", "lamp") for n in range(4000)]
    for start in range(0, len(pairs), 500):
        cache.keep(dict.fromkeys(pairs[start : start + 500], 1.5))
    known = cache.known(pairs)
    assert 0 < len(known) < len(pairs) / 2
    assert pairs[-1] in known
    assert pairs[0] not in known
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 10 * 100_000
