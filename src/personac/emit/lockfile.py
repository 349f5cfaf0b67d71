"""The lock file: the hashes of the inputs and outputs of the last build.

An up-to-date build, `--check` and the protection of hand edits read it. It is committed with the
outputs, so it holds nothing that differs between two machines: no time, no absolute path. Anybody can
edit a committed file, so a lock is data from a stranger: its names are checked before they become paths.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec

from personac.config.one_at_a_time import decode_json
from personac.diagnostics.diagnostic import Diagnostic, PersonacError, Severity
from personac.diagnostics.output_kinds import LOCK_UNREADABLE
from personac.emit.json_rows import encode_rows
from personac.emit.lock_entries import LOCK_NAME, read_lock_bytes

_CONFLICT_MARKER = b"<<<<<<< "
_REBUILD = "build again to write a new one, or restore it from version control"
_Stem = Annotated[str, msgspec.Meta(pattern=r"^[^/\x00]*$")]
_Path = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*$")]


class DiagnosticRow(msgspec.Struct, frozen=True):
    """One diagnostic; line and column are 0 if there is none."""

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """The record of one build: `version` of personac, file stem of the `agent`.

    `sources` and `rules` map paths, as shown to people, to the SHA-256 of their bytes; `outputs` does so
    for names below the output folder, which is `folder`. An up-to-date build reports the `findings` again.
    `tokens_saved` is how much smaller the agent is than its sources, below 0 where it is larger.
    """

    schema: Literal["personac-lock/1"] = "personac-lock/1"
    version: str
    agent: _Stem
    sources: dict[_Path, str]
    rules: dict[_Path, str]
    options: dict[str, str]
    outputs: dict[_Path, str]
    folder: str = ""
    findings: tuple[DiagnosticRow, ...] = ()
    tokens_saved: int = 0


def encode_lock(lock: Lock) -> bytes:
    """Return the lock as JSON: sorted keys, a row for each input and finding, all outputs in one line.

    Nearly every build changes nearly every output, so their hashes say nothing to a reader of a diff.
    """
    return encode_rows(msgspec.to_builtins(lock, order="sorted"), tables=("rules", "sources"))


def decode_lock(data: bytes, path: str) -> Lock:
    """Return the lock in `data`; `path` names it in diagnostics.

    Raises `PersonacError` with a warning (`lock-unreadable`) where it is no lock: a build reports the warning
    and continues as if there were none.
    """
    try:
        return decode_json(data, Lock)
    except msgspec.DecodeError as error:
        raise PersonacError(_unreadable(data, path, str(error))) from None


def read_lock(folder: Path) -> tuple[Lock | None, tuple[Diagnostic, ...]]:
    """Return the lock of the last build in `folder`, and the diagnostics of one that cannot be read."""
    path = folder / LOCK_NAME
    try:
        return decode_lock(read_lock_bytes(folder), path.as_posix()), ()
    except FileNotFoundError:
        return None, ()
    except OSError as error:
        return None, (_unreadable(b"", path.as_posix(), error.strerror or str(error)),)
    except PersonacError as error:
        return None, error.diagnostics


def _unreadable(data: bytes, path: str, problem: str) -> Diagnostic:
    conflict = data.find(_CONFLICT_MARKER)
    if conflict < 0:
        return Diagnostic(LOCK_UNREADABLE, path, 0, 0, f"the lock cannot be read: {problem}", _REBUILD)
    line = data.count(b"\n", 0, conflict) + 1
    message = "the lock holds an unresolved merge conflict"
    return Diagnostic(LOCK_UNREADABLE, path, line, 1, message, _REBUILD)
