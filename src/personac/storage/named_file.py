"""Files that a user names on the command line: timings, baselines, graphs, restored sources.

What is there may have come with a repository: a link that leads elsewhere, a pipe that nobody reads. Such
things are neither replaced nor followed nor waited for. Standard output and the null device are written to.
"""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.storage.filesystem import exists, replace_file
from personac.storage.overwrite_policy import resolve_folder

_STREAM = re.compile(r"/dev/(stdout|stderr|null|tty|fd/[1-9]\d{0,4})")


def write_file(path: Path, data: bytes) -> None:
    """Make or replace a file, and wait until the disk has it; standard output and /dev/null are written to.

    Raises `PersonacError` with `cannot-write` or `output-in-the-way`; then the file is as it was. Raises
    `BrokenPipeError` where it is a pipe that nobody reads any more.
    """
    refuse_special_file(path)
    try:
        if _is_stream(path):
            _write_to_stream(path, data)
        else:
            replace_file(path, data, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        hint = "choose another file, or make its folder writable"
        raise PersonacError(Diagnostic(CANNOT_WRITE, path.as_posix(), 0, 0, message, hint)) from error


def refuse_special_file(path: Path) -> None:
    """Raise `PersonacError` if there is a link, device, pipe or socket, which no file may replace.

    A link is not followed: it may have come with a repository. Nor is one above that leads out of the working
    directory. Folders are left to who writes.
    """
    if _is_stream(path):
        return
    resolve_folder(path.parent)
    with suppress(OSError):  # there is nothing, or the write says what is wrong
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            problem = "this is a link" if stat.S_ISLNK(mode) else "this is no regular file"
            message = f"{problem}, so it is not written to"
            hint = "name a regular file, or what the link points to"
            raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, path.as_posix(), 0, 0, message, hint))


def _is_stream(path: Path) -> bool:
    return bool(_STREAM.fullmatch(os.path.abspath(path))) and exists(path)  # noqa: PTH100 - as named


def _write_to_stream(path: Path, data: bytes) -> None:
    name = path.name
    number = {"stdout": 1, "stderr": 2}.get(name) or (int(name) if name.isdecimal() else None)
    descriptor = os.open(path, os.O_WRONLY) if number is None else os.dup(number)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
