"""Remove the outputs of a folder that nothing is built into any more.

Files go one by one, and the lock last: a removal that is stopped half-way is completed by the next. Files
that are not personac's are not touched, not even moved.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE
from personac.emit.lock_entries import LOCK_NAME
from personac.storage.filesystem import Filesystem, folder_entries
from personac.storage.overwrite_policy import reason_of, resolve_folder
from personac.storage.writer import may_go, remove_output

_HINT = "make the folder writable for yourself, or remove it"


def remove_outputs(folder: Path, names: Collection[str], filesystem: Filesystem | None = None) -> None:
    """Remove regular files by their names below a folder, and folders that are empty then.

    Needs the output lock. Raises `PersonacError` where a file cannot be removed; the lock is there then.
    """
    files = filesystem or Filesystem()
    target = resolve_folder(folder)
    try:
        for name in sorted(filter(may_go, names), key=lambda name: (name == LOCK_NAME, name)):
            remove_output(target, name, files)
        files.flush_folder(target)
    except OSError as error:
        message = f"an output that is no longer made cannot be removed: {reason_of(error)}"
        raise PersonacError(Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, message, _HINT)) from error
    with suppress(OSError):  # an empty folder that stays does no harm
        if not folder_entries(target):
            files.remove_folder(target)
