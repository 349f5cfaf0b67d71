"""Put one file on the disk, whole or not at all, beside what is there."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from personac.backend.disk import TEMPORARY, Disk, entries, is_dead, new_mark
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE


def write_file(path: Path, data: bytes) -> None:
    """Replace or make `path`. Raises `PersonacError`, and then `path` is as it was."""
    temporary = path.with_name(f".{path.name}.{new_mark()}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        message = f"cannot be written: {error.strerror or error}"
        hint = "choose another file, or make its folder writable"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint)) from error
    with suppress(OSError):
        Disk().sync(path.parent)
        _clear_dead(path)


def _clear_dead(path: Path) -> None:
    """Remove what processes that died while they wrote this very file left beside it."""
    pattern = re.compile(rf"\.{re.escape(path.name)}\.{TEMPORARY}")
    for entry in entries(path.parent):
        found = pattern.fullmatch(entry.name)
        if found and entry.is_file(follow_symlinks=False) and is_dead(int(found["process"])):
            path.with_name(entry.name).unlink()
