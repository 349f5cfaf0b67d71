"""What killed builds leave behind, and how the next build knows that it may remove it.

A write records itself in a private folder of the user, outside of every repository, before it makes
its first temporary file. The names of temporary files alone prove nothing: a repository may contain
files of such names, put there by a stranger. What proves something is the random number in the name, which
the record has too. So the next build removes only what a record names; it reports the rest and does not
touch it. Records that others could write are not believed, nor records inside of a git checkout.

A build that has nothing to do imports this, so this imports little.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.diagnostics.diagnostic import Diagnostic
from personac.paths import cache_folder, display_path
from personac.regular_files import read_plain_file

if TYPE_CHECKING:
    from personac.storage.filesystem import Filesystem

MARK = ".personac-"
"""Part of the name of every temporary: `.build.personac-…` beside an output folder, `.personac-…` in it."""
LOCK_SUFFIX = f"{MARK}lock"
_WRITE = r"(?P<write>\d{1,10}-[0-9a-f]{8,32})"
"""Regular expression of what names a write: `<process>-<random>`."""
_SCHEMA = "personac-write/1"
_HINT = "remove it if you do not need it"
_MAX_RECORD_BYTES = 64 * 2**20


class WriteRecord(NamedTuple):
    """One write: its id, `<process>-<random>`, and the folder `target` that it writes to.

    `outputs` maps the names of files that are replaced one by one to their SHA-256. The record is kept
    at `path`, or nowhere if that is None.
    """

    write_id: str
    target: Path
    outputs: Mapping[str, str]
    path: Path | None

    @property
    def staging_folder(self) -> Path:
        """Where the write prepares a whole folder: beside the target."""
        return self.target.parent / f".{self.target.name}{MARK}{self.write_id}"

    def temporary_files(self) -> dict[str, Path]:
        """For each of `outputs`, where the write prepares it: in the same folder."""
        names = enumerate(self.outputs)
        return {name: (self.target / name).with_name(f"{MARK}{self.write_id}.{n}") for n, name in names}


def has_leftovers(folder: Path) -> bool:
    """Return whether there are temporaries beside or in an output folder, of any build."""
    target = Path(os.path.realpath(folder))
    places = ((target.parent, f".{target.name}{MARK}"), (target, MARK))
    return any(name.startswith(start) for place, start in places for name in _names(place))


def new_record(target: Path, records: Path | None) -> WriteRecord:
    """Record a write to `target` in the folder `records`, and return the record."""
    write_id = f"{os.getpid()}-{os.urandom(8).hex()}"
    path = records / f"{write_id}.json" if records else None
    return save_record(WriteRecord(write_id, target, {}, path))


def save_record(record: WriteRecord) -> WriteRecord:
    """Save a record, and return it; it has no path if it cannot be saved."""
    from personac.storage.filesystem import replace_file  # noqa: PLC0415 - only needed by writes

    if record.path is None:
        return record
    row = {"schema": _SCHEMA, "target": str(record.target), "outputs": record.outputs}
    try:
        record.path.parent.mkdir(0o700, parents=True, exist_ok=True)
        replace_file(record.path, json.dumps(row).encode())
    except (OSError, UnicodeError):
        return record._replace(path=None)
    return record


def records_of_dead_writes(target: Path, records: Path | None) -> tuple[WriteRecord, ...]:
    """Return the records of writes to `target` whose process is gone, sorted by id."""
    paths = sorted(records.glob("*.json")) if records and _is_private(records) else ()
    saved = (_read_record(path) for path in paths if re.fullmatch(_WRITE, path.stem))
    return tuple(one for one in saved if one and one.target == target and _is_dead(one.write_id))


def _read_record(path: Path) -> WriteRecord | None:
    try:
        row = json.loads(read_plain_file(path, _MAX_RECORD_BYTES))
        outputs = {str(name): str(digest) for name, digest in row["outputs"].items()}
        record = WriteRecord(path.stem, Path(row["target"]), outputs, path)
        return record if row["schema"] == _SCHEMA else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def discard_records(records: Sequence[WriteRecord]) -> None:
    """Remove the records."""
    for record in records:
        if record.path is not None:
            with suppress(OSError):
                record.path.unlink()


def remove_leftovers(records: Sequence[WriteRecord], filesystem: Filesystem) -> None:
    """Remove what the writes left. What cannot be removed is left to the next build."""
    for record in records:
        with suppress(OSError):
            if _is_own_folder(record.staging_folder):
                remove_tree(record.staging_folder, filesystem)
        with suppress(OSError):
            remove_temporary_files(record, filesystem)


def remove_temporary_files(record: WriteRecord, filesystem: Filesystem) -> None:
    """Remove the files that a write prepared and did not put in place."""
    from personac.storage.filesystem import is_plain_output  # noqa: PLC0415 - only needed by writes

    for path in record.temporary_files().values():
        if is_plain_output(record.target, path.relative_to(record.target).as_posix()):
            filesystem.remove_file(path)


def remove_tree(folder: Path, filesystem: Filesystem) -> None:
    """Remove a folder and all in it. Links in it are removed, not followed."""
    if folder.lstat().st_mode & stat.S_IRWXU != stat.S_IRWXU:
        filesystem.make_accessible(folder)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                remove_tree(folder / entry.name, filesystem)
            else:
                filesystem.remove_file(folder / entry.name)
    filesystem.remove_folder(folder)


def unknown_leftovers(target: Path, records: Sequence[WriteRecord]) -> Iterator[Diagnostic]:
    """Report what looks like a leftover of a dead build, but has no record.

    `records` are those of dead writes to `target`.
    """
    from personac.diagnostics.output_kinds import UNKNOWN_LEFTOVER  # noqa: PLC0415 - only needed by writes

    known = {record.write_id for record in records}
    message = "looks like a leftover of a build, but this user has no record of it, so it stays"
    for folder, start in ((target.parent, f".{target.name}"), (target, "")):
        pattern = re.compile(rf"{re.escape(start + MARK)}{_WRITE}(\.\d+)?")
        for name in _names(folder):
            match = pattern.fullmatch(name)
            if match and match["write"] not in known and _is_dead(match["write"]):
                known.add(match["write"])  # one report for all files of one write
                yield Diagnostic(UNKNOWN_LEFTOVER, display_path(folder / name), 0, 0, message, _HINT)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))  # noqa: PTH208 - names only
    except OSError:
        return []


def _is_own_folder(path: Path) -> bool:
    """Return whether `path` is a folder, not a link to one, and belongs to this user."""
    with suppress(OSError):
        status = path.lstat()
        return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()
    return False


def _is_dead(write_id: str) -> bool:
    """Return whether the process of a write is gone.

    The running process counts as gone: it removes leftovers before it makes temporaries, so those of its
    number are of an earlier process.
    """
    process = int(write_id.partition("-")[0])
    if process == os.getpid():
        return True
    if sys.platform != "win32":  # there, signal 0 is Ctrl-C
        try:
            os.kill(process, 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:  # it runs, for another user
            return False
    return False


def write_records() -> Path | None:
    """Return the private folder of the user where running writes are recorded, None for none."""
    caches = cache_folder()
    if caches is None or _is_in_checkout(caches):
        return None
    return caches / "writes"


def _is_private(records: Path) -> bool:
    """Return whether the records lie in a folder of this user that nobody else can write to."""
    try:
        own, above = records.lstat(), records.parent.stat()
    except OSError:
        return False
    if os.name != "posix":
        return stat.S_ISDIR(own.st_mode)
    is_own = stat.S_ISDIR(own.st_mode) and own.st_uid == os.geteuid() and not own.st_mode & 0o022
    return is_own and above.st_uid in {os.geteuid(), 0} and not above.st_mode & stat.S_IWOTH


def _is_in_checkout(folder: Path) -> bool:
    """Return whether a repository could have brought the folder along."""
    real = Path(os.path.realpath(folder))
    return any(os.path.lexists(parent / ".git") for parent in real.parents)
