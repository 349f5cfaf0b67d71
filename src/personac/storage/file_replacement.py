"""Replace outputs one by one, where their folder cannot be replaced as a whole.

That is weaker: a build that dies between two files leaves whole files of two builds. `personac.lock` is
replaced last, so it disagrees with the outputs then, and the next build writes them again. The record of
the write has the hashes of its files, which tells them from hand edits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from personac.paths import LOCK_NAME, digest
from personac.storage.directory_swap import Update
from personac.storage.filesystem import (
    Filesystem,
    created_folders,
    folder_entries,
    is_plain_output,
    parents,
)
from personac.storage.leftovers import WriteRecord, remove_temporary_files, save_record


class PartialWriteError(Exception):
    """Writing failed when some outputs had been replaced already; the cause is an `OSError`."""


def replace_files(update: Update, record: WriteRecord, filesystem: Filesystem) -> None:
    """Make the target of the record hold the files of the update and what is not removable.

    Raises `OSError` if nothing was changed, `PartialWriteError` if something was.
    """
    target = record.target
    files = {name: data for name, data in sorted(update.files.items()) if name not in update.unchanged}
    record = save_record(record._replace(outputs={name: digest(data) for name, data in files.items()}))
    folders = sorted({folder for name in files for folder in parents(name)})
    needed = [target / folder for folder in ["", *folders]]
    with created_folders(needed, filesystem), _prepared(record, files, filesystem):
        _run([*_steps(record, update, filesystem)])


@contextmanager
def _prepared(record: WriteRecord, files: Mapping[str, bytes], filesystem: Filesystem) -> Iterator[None]:
    """Write all files under temporary names; remove what is left of them afterwards."""
    try:
        temporary = record.temporary_files()
        for name, path in temporary.items():
            filesystem.create_file(path, files[name])
        filesystem.flush_files(list(temporary.values()))
        yield
    except BaseException:
        with suppress(OSError):
            remove_temporary_files(record, filesystem)
        raise


def _steps(record: WriteRecord, update: Update, filesystem: Filesystem) -> Iterator[Callable[[], None]]:
    target, temporary = record.target, record.temporary_files()
    folders = sorted({path.parent for path in temporary.values()})
    for name in sorted({*temporary} - {LOCK_NAME}):
        yield partial(filesystem.rename, temporary[name], target / name)
    for name in sorted({*update.removable} - {*update.files}):
        yield partial(remove_output, target, name, filesystem)
    for folder in folders:
        yield partial(filesystem.flush_folder, folder)
    if LOCK_NAME in temporary:
        yield partial(filesystem.rename, temporary[LOCK_NAME], target / LOCK_NAME)
        yield partial(filesystem.flush_folder, target)


def _run(steps: list[Callable[[], None]]) -> None:
    for number, step in enumerate(steps):
        try:
            step()
        except OSError as error:
            if number:
                raise PartialWriteError from error
            raise


def remove_output(target: Path, name: str, filesystem: Filesystem) -> None:
    """Remove an output that is no longer made, and the folders that are empty then."""
    if not is_plain_output(target, name):
        return
    filesystem.remove_file(target / name)
    for folder in reversed(parents(name)):
        with suppress(OSError):  # a folder that stays does no harm
            if not folder_entries(target / folder):
                filesystem.remove_folder(target / folder)
