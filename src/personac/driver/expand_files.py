"""Put restored sources on the disk: all or none, and nobody's file lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from personac.backend.names import is_inside
from personac.diagnostics.kinds import CANNOT_WRITE, MERGE_CONFLICT, OUTPUT_IN_THE_WAY
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import shown
from personac.driver.expand import Restored
from personac.driver.output_update import write_records
from personac.report.summary import count
from personac.storage.file_writer import write_file
from personac.storage.filesystem import read_if_possible
from personac.storage.output_lock import hold_output_lock
from personac.storage.writer import WriteOptions, write_outputs

_ABOVE = "parent"  # the folder that stands for `..`
_FORCE = "choose another name, or replace it with --force"


def put(restored: Sequence[Restored], output: Path, *, is_all: bool, force: bool) -> str:
    """Write one source to a file, or all below a folder; return a line for people. Raises `PersonacError`."""
    if not is_all:
        save(output, restored[0].data, force=force)
        return ""
    written = save_all(output, restored, force=force)
    unchanged = "" if written else " (unchanged)"
    return f"{shown(output)}: {count(len(restored), 'source')}{unchanged}"


def save(path: Path, data: bytes, *, force: bool) -> None:
    """Write a restored source in one step; an existing file only with `force`."""
    if path.is_dir():
        raise PersonacError(
            _in_the_way(path, "is a folder", f"name a file in it: -o {path.as_posix()}/agent.md")
        )
    if path.exists() and not force and read_if_possible(path) != data:
        raise PersonacError(_in_the_way(path, "is there already, and says something else", _FORCE))
    write_file(path, data)


def save_all(folder: Path, restored: Sequence[Restored], *, force: bool) -> tuple[str, ...]:
    """Write all sources below `folder`, each by its path, and return the names written.

    Files that are as they should be stay untouched; others are replaced only with `force`.
    Raises `PersonacError`, and then nothing is written.
    """
    files = {target_name(one.path): one.data for one in restored}
    with hold_output_lock(folder, wait=True, on_wait=tuple):
        problems = [*_bad_names(folder, restored)]
        if not force:
            problems += _differing(folder, files)
        if problems:
            raise PersonacError(*problems)
        missing = {name: data for name, data in files.items() if read_if_possible(folder / name) != data}
        if missing:
            write_outputs(folder, missing, (), WriteOptions(records=write_records()))
    return tuple(sorted(missing))


def conflicts(restored: Sequence[Restored], output: Path | None, *, is_all: bool) -> Iterator[Diagnostic]:
    """Yield an error for each conflict, where it was written; at the source's path where it was not."""
    for one in restored:
        path = one.path
        if output is not None:
            path = (output / target_name(one.path) if is_all else output).as_posix()
        for line in one.conflicts:
            message = "the source says in other words what was edited in the canonical"
            hint = "keep one of the versions between the markers, and take the markers out"
            yield Diagnostic(MERGE_CONFLICT, path, line, 1, message, hint)


def target_name(path: str) -> str:
    """Return the name below the output folder of a source: its path, kept from climbing out."""
    parts = (_ABOVE if part == ".." else part for part in PurePosixPath(path).parts)
    return "/".join(parts)


def _bad_names(folder: Path, restored: Sequence[Restored]) -> Iterator[Diagnostic]:
    counts = Counter(target_name(one.path) for one in restored)
    for name in sorted(counts):
        if counts[name] > 1:
            message = f"two sources would both be written to {name!r}"
            hint = "restore them one by one: personac expand build/variants/<persona>.patch -o FILE"
            yield Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, message, hint)
        elif not is_inside(name):
            message = f"the lock names a source {name!r}, which is no place below this folder"
            hint = "build again, or restore it alone: personac expand build/variants/<persona>.patch"
            yield Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, message, hint)


def _differing(folder: Path, files: Mapping[str, bytes]) -> Iterator[Diagnostic]:
    for name, data in sorted(files.items()):
        there = read_if_possible(folder / name) if is_inside(name) else None
        if there is not None and there != data:
            hint = "choose another folder with -o, or replace it with --force"
            yield _in_the_way(folder / name, "is there already, and says something else", hint)


def _in_the_way(path: Path, message: str, hint: str) -> Diagnostic:
    return Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, message, hint)
