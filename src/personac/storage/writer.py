"""Write the outputs of a build: all of them, or none.

The output folder is replaced as a whole (see `directory_swap`). Where that is impossible, files are
replaced one by one. That is weaker: a build that dies between two files leaves whole files of two builds.
`personac.lock` is replaced last, so it disagrees with the outputs then, and the next build writes them
again. The record of the write has the hashes of its files, which tells them from hand edits.

Files in the folder that are not personac's stay the very same files in both cases.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, EDIT_KEPT
from personac.emit.lock_entries import LOCK_NAME, digest, is_inside
from personac.paths import display_path
from personac.storage.directory_swap import CannotSwapError, Update, swap_folder
from personac.storage.filesystem import (
    Filesystem,
    created_folders,
    exists,
    folder_entries,
    is_plain_output,
    parents,
)
from personac.storage.leftovers import (
    WriteRecord,
    discard_records,
    new_record,
    records_of_dead_writes,
    remove_leftovers,
    remove_temporary_files,
    save_record,
    unknown_leftovers,
)
from personac.storage.overwrite_policy import (
    reason_of,
    refuse_bad_outputs,
    resolve_folder,
    write_error,
)

_KEPT = "files appeared in the output folder while it was replaced; they are in this folder"


class _PartialWriteError(Exception):
    """Writing failed when some outputs had been replaced already; the cause is an `OSError`."""


class WriteOptions(NamedTuple):
    """How to write: outputs that are `unchanged` stay the same files.

    `records` is a private folder of the user where running writes are recorded (see `leftovers`), None
    for none; what dies then is not cleaned up by a later build.
    """

    unchanged: Collection[str] = ()
    records: Path | None = None
    filesystem: Filesystem = Filesystem()


def write_outputs(
    folder: Path,
    files: Mapping[str, bytes],
    removable: Collection[str] = (),
    options: WriteOptions | None = None,
) -> tuple[Diagnostic, ...]:
    """Make `folder` hold `files`, and of its other files all but the `removable`.

    `files` maps relative POSIX names, possibly with folders, to contents; `removable` names what an
    earlier build wrote. Outputs become new files with new times, unless they are unchanged.
    Returns warnings. Raises `PersonacError` with `cannot-write` or `output-in-the-way`; unless it
    says otherwise, the folder is as it was.
    """
    options = options or WriteOptions()
    target = resolve_folder(folder)
    update = Update(files, [name for name in removable if may_go(name)], options.unchanged)
    with _explained(folder):
        refuse_bad_outputs(folder, target, list(files))
        with created_folders(target.parents, options.filesystem):
            old = records_of_dead_writes(target, options.records)
            remove_leftovers(old, options.filesystem)
            unknown = tuple(unknown_leftovers(target, old))
            kept = _write(target, update, options)
            _discard_finished(old)  # not before: they tell half-written outputs from hand edits
    return (*unknown, *kept)


def may_go(name: str) -> bool:
    """Return whether an output can have the name: a stranger's lock may name `.git/config`."""
    return is_inside(name) and not any(part.startswith(".") for part in name.split("/"))


def clear_leftovers(folder: Path, records: Path | None) -> tuple[Diagnostic, ...]:
    """Remove what dead builds left, where the outputs are as they should be; report what stays.

    Raises `PersonacError` if the folder is out of bounds (see `resolve_folder`).
    """
    target = resolve_folder(folder)
    old = records_of_dead_writes(target, records)
    remove_leftovers(old, Filesystem())
    _discard_finished(old)
    return tuple(unknown_leftovers(target, old))


def _write(target: Path, update: Update, options: WriteOptions) -> tuple[Diagnostic, ...]:
    record = new_record(target, options.records)
    try:
        is_clean = swap_folder(target, update, record.staging_folder, options.filesystem)
    except CannotSwapError:
        _replace_files(update, record, options.filesystem)
        is_clean = True
    except OSError:
        _discard_finished([record])
        raise
    if is_clean:
        _discard_finished([record])
        return ()
    discard_records([record])  # so that no later build removes what is kept
    hint = "take what you need, then remove this folder"
    return (Diagnostic(EDIT_KEPT, display_path(record.staging_folder), 0, 0, _KEPT, hint),)


def _discard_finished(records: Sequence[WriteRecord]) -> None:
    """Remove the records of writes that left no folder behind."""
    discard_records([record for record in records if not exists(record.staging_folder)])


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Raise `PersonacError` instead of an error of the file system."""
    try:
        yield
    except _PartialWriteError as error:
        reason = reason_of(error.__cause__)
        problem = f"writing failed half-way ({reason}): some outputs are new, some are old"
        hint = "build again when that is repaired"
        raise PersonacError(Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, problem, hint)) from error
    except OSError as error:
        raise PersonacError(write_error(folder, error)) from error


def _replace_files(update: Update, record: WriteRecord, filesystem: Filesystem) -> None:
    """Make the target of the record hold the files of the update and what is not removable.

    Raises `OSError` if nothing was changed, `_PartialWriteError` if something was.
    """
    target = record.target
    files = {name: data for name, data in sorted(update.files.items()) if name not in update.unchanged}
    record = save_record(record._replace(outputs={name: digest(data) for name, data in files.items()}))
    folders = {target, *(target / folder for name in files for folder in parents(name))}
    with created_folders(folders, filesystem), _prepared(record, files, filesystem):
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
                raise _PartialWriteError from error
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
