"""What the outputs on the disk were made from, and what they were.

The lock is what a build without changes, `--check` and the guard against
overwriting hand edits read. It is committed along with the outputs, so it holds
nothing that differs between two machines: no time, no absolute path.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from personac.backend.names import LOCK_NAME
from personac.backend.seal import seal_of
from personac.diagnostics.kinds import LOCK_UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.row import DiagnosticRow

_CONFLICT = b"<<<<<<< "
_MEND = "build again to write a new one, or restore it from version control"


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one build: `version` of personac, name of the `agent`.

    `sources` and `rules` map paths, as shown to people, to the SHA-256 of
    their bytes; `outputs` does so for names below the output directory, which
    is `folder`. `findings` are told again by a build that has nothing to do.
    """

    schema: Literal["personac-lock/1"] = "personac-lock/1"
    version: str
    agent: str
    sources: dict[str, str]
    rules: dict[str, str]
    options: dict[str, str]
    outputs: dict[str, str]
    folder: str = ""
    findings: tuple[DiagnosticRow, ...] = ()
    seal: str = ""


def encode_lock(lock: Lock) -> bytes:
    """Return the lock as JSON, sealed: sorted keys, two spaces, a final newline."""
    seal = seal_of(_encoded(msgspec.structs.replace(lock, seal="")))
    return _encoded(msgspec.structs.replace(lock, seal=seal))


def _encoded(lock: Lock) -> bytes:
    return msgspec.json.format(msgspec.json.encode(lock, order="sorted"), indent=2) + b"\n"


def decode_lock(data: bytes, path: str) -> Lock:
    """Return the lock in `data`.

    Raises `PersonacError` with a warning (`lock-unreadable`) where there is
    none: a build should show it and go on as if there were no lock.
    """
    try:
        return msgspec.json.decode(data, type=Lock)
    except (ValueError, RecursionError) as error:
        raise PersonacError(_unreadable(data, path, str(error))) from None


def read_lock(directory: Path) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    """Return the lock of the last build in `directory`, and what is wrong with it."""
    path = directory / LOCK_NAME
    try:
        return decode_lock(path.read_bytes(), path.as_posix()), ()
    except FileNotFoundError:
        return None, ()
    except OSError as error:
        return None, (_unreadable(b"", path.as_posix(), error.strerror or str(error)),)
    except PersonacError as error:
        return None, error.diagnostics


def _unreadable(data: bytes, path: str, problem: str) -> Diagnostic:
    conflict = data.find(_CONFLICT)
    if conflict >= 0:
        line = data.count(b"\n", 0, conflict) + 1
        return Diagnostic(
            LOCK_UNREADABLE, path, line, 1, "the lock holds an unresolved merge conflict", _MEND
        )
    return Diagnostic(LOCK_UNREADABLE, path, 0, 0, f"the lock cannot be read: {problem}", _MEND)
