"""A profile of every call, as `python -m pstats` and snakeviz read it; and whose files are ours to replace.

A slip of the hand (`--profile agents/one.md`) must not cost somebody a persona:
only a file that is empty, or is of the kind that is to be written, is replaced.
"""

from __future__ import annotations

import cProfile
import marshal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.driver.discover import shown

_HEAD = 64
_TIMINGS = b'{\n  "schema": "personac-timings/'
_REFERENCE = 0x80  # marshal sets this bit of a type's letter where a value may be met again


class Profile:
    """Records the calls of the thread that made it, between `start` and `data`."""

    def __init__(self) -> None:
        """Record nothing yet."""
        self._profile = cProfile.Profile()

    def start(self) -> None:
        """Start to record. Raises `PersonacError` where the interpreter is being profiled already."""
        try:
            self._profile.enable()
        except ValueError:  # Python 3.12 and later have room for one
            message = "another profiler is running, so no profile can be made"
            hint = "leave out --profile, or do not run personac under a profiler"
            raise PersonacError(Diagnostic(CANNOT_WRITE, "", 0, 0, message, hint)) from None

    def stop(self) -> None:
        """Record nothing more."""
        self._profile.disable()

    def data(self) -> bytes:
        """Return what was recorded, as the module pstats reads it."""
        self._profile.create_stats()
        stats: dict[tuple[str, int, str], Any] = vars(self._profile)["stats"]
        return marshal.dumps(stats)


def refuse_other_files(timings: Path | None, profile: Path | None) -> None:
    """Raise `PersonacError` where one of the files to write cannot be: before anything is built or said."""
    _refuse(timings, _is_timings, "timings")
    _refuse(profile, _is_profile, "a profile")


def _refuse(path: Path | None, is_of_its_kind: Callable[[bytes], bool], what: str) -> None:
    if path is None:
        return
    if not path.parent.is_dir():
        hint = "choose another file, or make its folder"
        raise PersonacError(Diagnostic(CANNOT_WRITE, shown(path), 0, 0, "there is no folder for it", hint))
    if not path.exists():
        return
    head = _head(path)
    if head is not None and (not head or is_of_its_kind(head)):
        return
    message = f"there is something that is not {what}, and it is not replaced"
    hint = "name a file that is not there yet"
    raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, shown(path), 0, 0, message, hint))


def _head(path: Path) -> bytes | None:
    """Return how a file starts, None where it is none, or cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return None


def _is_timings(head: bytes) -> bool:
    return head.startswith(_TIMINGS)


def _is_profile(head: bytes) -> bool:
    """Tell whether this is marshal's start of a mapping from tuples: no text starts like that."""
    return bytes(byte & ~_REFERENCE for byte in head[:2]) in {b"{(", b"{)"}
