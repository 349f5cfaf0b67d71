"""The cache of the user is used only where nobody else can write; a forged database there does nothing."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from personac.matching.logit_cache import LogitCache
from tests.security.conftest import Checkout, tree

PAIR, OTHER = ("Trim the wick", "Wicks are trimmed"), ("Oil the lamp", "Polish the lens")


def caches() -> Path:
    return Path(os.environ["PERSONAC_CACHE_DIR"])


@pytest.mark.skipif(os.name != "posix", reason="needs permissions of POSIX")
@pytest.mark.parametrize("folder", [".", "builds", "judge", "writes"])
@pytest.mark.parametrize("why", ["for the group", "for all", "a link"])
def test_a_folder_that_others_can_write_to_is_not_used(checkout: Checkout, folder: str, why: str) -> None:
    checkout.build()
    place = caches() / folder
    if why == "a link":
        place.rename(checkout.outside / "caches")
        place.symlink_to(checkout.outside / "caches")
        (checkout.outside).chmod(0o777)
    else:
        place.chmod(0o770 if why == "for the group" else 0o777)
    before = tree(place)
    checkout.build("--force")
    names = [folder] if folder != "." else ["builds", "judge", "writes"]
    assert {name: data for name, data in tree(place).items() if name in names} == {
        name: data for name, data in before.items() if name in names
    }


@pytest.mark.parametrize("above", ["", "sub"])
def test_a_cache_in_a_checkout_is_not_used(
    checkout: Checkout, above: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = checkout.root / above / "caches"
    monkeypatch.setenv("PERSONAC_CACHE_DIR", os.fspath(place))
    checkout.build()
    assert "up to date" in checkout.build()
    assert [path for path in place.rglob("*") if path.is_file()] == []


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT "
COLUMNS = (
    "i AS rowid, 'x' AS key, 1 AS raw, 0 AS expire_time, 0 AS tag, 1 AS mode, '' AS filename, 1.5 AS value"
)
FORGED = {
    "a file elsewhere": "UPDATE Cache SET mode = 2, value = NULL, filename = '../../outside/precious'",
    "an old file elsewhere": "UPDATE Cache SET filename = '../../outside/precious', expire_time = 1",
    "an endless view": f"DROP TABLE Cache; CREATE VIEW Cache AS {ENDLESS} {COLUMNS} FROM n",
    "an endless trigger": "CREATE TRIGGER t AFTER INSERT ON Cache BEGIN "
    f"INSERT INTO Cache(key) {ENDLESS} i FROM n; END",
    "a pragma": "INSERT OR REPLACE INTO Settings VALUES ('sqlite_temp_store_directory', '/tmp')",
    "a setting": "INSERT OR REPLACE INTO Settings VALUES ('disk_pickle_protocol', 'x')",
    "a huge value": "UPDATE Cache SET value = zeroblob(30000000)",
}


@pytest.mark.parametrize("attack", FORGED)
def test_a_forged_database_reads_removes_and_hangs_on_nothing(checkout: Checkout, attack: str) -> None:
    folder = checkout.root.parent / "cache"
    LogitCache(folder, "m").keep({PAIR: 1.5})
    with closing(sqlite3.connect(folder / "judge" / "cache.db")) as database:
        database.executescript(FORGED[attack])
    cache = LogitCache(folder, "m")
    assert cache.known([PAIR, OTHER]) in ({}, {PAIR: 1.5})
    cache.keep({OTHER: 2.5})
    cache.keep({PAIR: 3.5})
    assert tree(checkout.outside) == {"precious": b"mine"}


def test_no_template_is_compiled_into_a_file(checkout: Checkout) -> None:
    checkout.build()
    kept = {path.suffix for path in caches().rglob("*") if path.is_file()}
    assert kept <= {".json", ".db", ".db-wal", ".db-shm"}
