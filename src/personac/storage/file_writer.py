"""Write one file: whole, or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE


def write_file(path: Path, data: bytes) -> None:
    """Make or replace a file, and wait until the disk has it.

    Raises `PersonacError` with `cannot-write`; then the file is as it was.
    """
    try:
        replace_file(path, data, flush=True)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        hint = "choose another file, or make its folder writable"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint)) from error


def replace_file(path: Path, data: bytes, *, flush: bool = False) -> None:
    """Make or replace a file; without `flush`, a crash of the machine may damage it.

    Raises `OSError`; then the file is as it was.
    """
    # The name does not hold that of the file, which may be as long as a name can be.
    temporary = path.with_name(f".personac-{os.getpid()}-{os.urandom(8).hex()}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            if flush:
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
