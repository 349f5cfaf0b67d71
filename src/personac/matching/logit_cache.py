"""Logits of pairs that the judge has read before, in the user's cache folder.

A pair is known by the digest of its texts and of the model, so that an entry never is outdated. The cache is
bounded, and may be deleted at any time; where the folder cannot be used, nothing is known and nothing kept.
This is the one module that imports diskcache. Only numbers are read: other entries would be unpickled.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from personac.paths import make_private

if TYPE_CHECKING:
    from diskcache import Cache

T = TypeVar("T")
TextPair = tuple[str, str]
_FOLDER = "judge"
_MOST_BYTES = 64 * 1024 * 1024
_TABLES = frozenset({"Cache", "Settings", "sqlite_sequence", "sqlite_stat1"})
_PATIENCE = 5  # seconds until a cache that other builds write is left alone


class LogitCache:
    """Logits of one model by pair, in `folder`; None for no cache."""

    def __init__(self, folder: Path | None, model: str) -> None:
        """Use the logits of `model`, a digest."""
        self._folder = folder / _FOLDER if folder else None
        self._model = model

    def known(self, pairs: Sequence[TextPair]) -> dict[TextPair, float]:
        """Return the logits of those of `pairs` that were kept."""

        def read(cache: Cache) -> dict[TextPair, float]:
            found = ((pair, cache.get(self._key(pair))) for pair in pairs)
            return {pair: logit for pair, logit in found if isinstance(logit, float)}

        return self._with_cache(read, {}) if pairs else {}

    def keep(self, logits: Mapping[TextPair, float]) -> None:
        """Keep the logits of pairs."""

        def write(cache: Cache) -> None:
            with cache.transact():
                for pair, logit in logits.items():
                    cache.set(self._key(pair), logit)

        if logits:
            self._with_cache(write, None)

    def _key(self, pair: TextPair) -> str:
        text = "\0".join((self._model, *pair))
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _with_cache(self, use: Callable[[Cache], T], otherwise: T) -> T:
        if self._folder is None:
            return otherwise
        import diskcache

        try:
            if not make_private(self._folder) or not _is_sound(self._folder):
                return otherwise
            with diskcache.Cache(
                self._folder, timeout=_PATIENCE, disk=_numbers_only(), size_limit=_MOST_BYTES
            ) as cache:
                return use(cache)
        except Exception:  # noqa: BLE001 - diskcache trusts what is stored: damage raises anything
            return otherwise


def _is_sound(folder: Path) -> bool:
    """Return whether a database has only what diskcache makes, which obeys settings, views and triggers."""
    from diskcache.core import DBNAME, DEFAULT_SETTINGS, METADATA

    path = folder / DBNAME
    if not path.exists():
        return True
    if not path.is_file() or path.is_symlink() or path.stat().st_size > 2 * _MOST_BYTES:
        return False
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as database:
        parts = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
        tables = {name for kind, name, _ in parts if kind == "table"}
        triggers = [sql.upper() for kind, _, sql in parts if kind == "trigger"]
        if not tables <= _TABLES or any(kind == "view" for kind, *_ in parts):
            return False
        if any(word in sql for sql in triggers for word in ("SELECT", "WITH ", "VALUES")):
            return False
        settings = database.execute("SELECT key, value FROM Settings").fetchall() if tables else []
    usual = {**dict.fromkeys(METADATA), **DEFAULT_SETTINGS}
    return all(
        key in usual and (not key.startswith(("sqlite_", "disk_")) or value == usual[key])
        for key, value in settings
    )


def _numbers_only() -> type:
    """Return a storage that reads and writes numbers as they are, and nothing else."""
    from diskcache import Disk
    from diskcache.core import MODE_RAW

    class NumbersOnly(Disk):  # type: ignore[misc] # diskcache ships no types
        def fetch(self, mode: int, filename: str, value: object, read: bool) -> object:  # noqa: FBT001 - its signature
            return super().fetch(mode, filename, value, read) if mode == MODE_RAW else None

        def remove(self, file_path: str) -> None:
            """Remove no file: numbers have none, and a name may lead anywhere."""

    return NumbersOnly
