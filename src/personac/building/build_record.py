"""What this user's last build of an output folder wrote, recorded in the user's cache folder.

A lock file comes with a repository, so anybody may have written it. The record vouches for one lock
(by digest), for the code that wrote it, and for the state of the files that the lock lists: their
content is as the lock says for as long as size and times stay the same. Without a record a build
compiles, so the cache may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from personac.storage.cache_folder import cache_folder
from personac.version import VERSION

_TICK = 2_000_000_000
"""Nanoseconds; file systems store times no coarser than this."""
_MAX_RECORDS = 500
_PACKAGE = Path(__file__).parents[1]
_SITE_FOLDERS = ("site-packages", "dist-packages")
_WRITABLE_BY_OTHERS = 0o022

Signature = tuple[int, ...]
"""Size, modification time and change time (nanoseconds) of a file; empty: compare its content."""


class BuildRecord(NamedTuple):
    """One build: SHA-256 of its lock, the code, the working directory, the files by path."""

    lock: str
    code: str
    directory: str
    signatures: Mapping[str, Signature]

    def vouches_for(self, lock: bytes) -> bool:
        """Return whether this very code wrote `lock` in a build that ran in this directory."""
        is_same_build = (self.code, self.directory) == (code_identity(), os.getcwd())  # noqa: PTH109 - a string
        return is_same_build and self.lock == sha256(lock).hexdigest()

    def has_changed(self, path: Path) -> bool:
        """Return whether the content of `path` has to be compared. Raises `OSError`."""
        return _signature(path) != (self.signatures.get(os.fspath(path)) or None)


def read_record(output: Path) -> BuildRecord | None:
    """Return the record of the last build into `output`, None where there is none that can be trusted."""
    path = _record_path(output)
    if path is None or not _is_private(path.parent):
        return None
    try:
        fields = json.loads(path.read_bytes())
        signatures = {str(name): tuple(map(int, values)) for name, values in fields["files"].items()}
        return BuildRecord(str(fields["lock"]), str(fields["code"]), str(fields["directory"]), signatures)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def write_record(output: Path, lock: bytes, inputs: Iterable[Path], began: int) -> None:
    """Record that `lock` describes the `inputs` and the outputs as they are.

    `began` is when the build started to look at them, in nanoseconds since the epoch. The state of a
    file that changed since is not recorded, as it is unknown which content the build saw.
    Does nothing where the cache folder cannot be used.
    """
    path = _record_path(output)
    if path is None:
        return
    with suppress(OSError):
        files = (*inputs, *(output / name for name in json.loads(lock)["outputs"]))
        signatures = {os.fspath(file): _settled(_signature(file), began) for file in files}
        record = BuildRecord(sha256(lock).hexdigest(), code_identity(), os.getcwd(), signatures)  # noqa: PTH109
        for folder in (path.parents[1], path.parent):  # the mode is that of the last folder made
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if record != read_record(output) and _is_private(path.parent):
            _replace(path, _encoded(record))
            _trim(path.parent)


def code_identity() -> str:
    """Return what differs wherever another personac, Python or set of libraries builds."""
    parts = (VERSION, sys.version, *_library_times(), *(() if _is_installed() else _code_state()))
    return sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _is_installed() -> bool:
    return _PACKAGE.parent.name in _SITE_FOLDERS


def _code_state() -> tuple[int, int]:
    """Return the newest modification time of the package's files, and their number."""
    times = [
        os.stat(os.path.join(folder, name)).st_mtime_ns  # noqa: PTH116, PTH118 - 400 files in every build
        for folder, _, names in os.walk(_PACKAGE)
        if not folder.endswith("__pycache__")
        for name in names
    ]
    return max(times), len(times)


def _library_times() -> Iterator[int]:
    """Yield the times of the folders that libraries are installed in: one changes with every library."""
    for folder in sys.path:
        if folder.endswith(_SITE_FOLDERS):
            with suppress(OSError):
                yield Path(folder).stat().st_mtime_ns


def _signature(path: Path) -> Signature:
    state = path.stat()
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns) if stat.S_ISREG(state.st_mode) else ()


def _settled(signature: Signature, began: int) -> Signature:
    return signature if max(signature[1:], default=began) < began - _TICK else ()


def _record_path(output: Path) -> Path | None:
    folder = cache_folder()
    name = sha256(os.fsencode(os.path.realpath(output))).hexdigest()
    return folder / "builds" / f"{name}.json" if folder else None


def _is_private(folder: Path) -> bool:
    """Return whether only the user can write to the cache: others could forge records."""
    return all(_is_own(place) for place in (folder, folder.parent))


def _is_own(folder: Path) -> bool:
    try:
        state = folder.stat()
    except OSError:
        return False
    return os.name != "posix" or (state.st_uid == os.geteuid() and not state.st_mode & _WRITABLE_BY_OTHERS)


def _encoded(record: BuildRecord) -> bytes:
    fields = {"lock": record.lock, "code": record.code, "directory": record.directory}
    return json.dumps({**fields, "files": record.signatures}, indent=1).encode()


def _replace(path: Path, data: bytes) -> None:
    """Write in one step, so that no reader sees half of it. Raises `OSError`."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)


def _trim(folder: Path) -> None:
    """Remove the oldest records beyond the limit: output folders come and go."""
    records = sorted(folder.iterdir(), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for path in records[:-_MAX_RECORDS]:
        path.unlink(missing_ok=True)
