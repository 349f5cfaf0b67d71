"""The one door to watchfiles: waiting until something changes in some folders.

An event only ends the waiting; what changed is for whoever waits to find out.
So nothing is lost with an event that never comes, as on a network file system,
or that is lost between two folders.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

# Milliseconds.
_GATHER = 400  # how long changes that keep coming are gathered, as when a branch is checked out
_QUIET = 10  # how long nothing must change for a change to be over
_LOOK_ANYWAY = 5_000  # after which waiting ends, event or none
_POLL = 300  # between two looks where the system cannot tell of changes


class FileEvents:
    """Waits for changes of the entries of `folders`; what is below them does not count."""

    def __init__(self, folders: Collection[Path]) -> None:
        """Start watching: what changes from now on ends the next waiting.

        Where the system has no watches to spare, it is looked every now and then.
        """
        paths = sorted(str(folder) for folder in folders)
        try:
            self._notify = _watching(paths, polling=False)
        except (OSError, WatchfilesRustInternalError):
            self._notify = _watching([path for path in paths if Path(path).is_dir()], polling=True)

    def wait(self, longest: int = _LOOK_ANYWAY) -> bool:
        """Return when changes have come and are over, or after `longest` milliseconds: False if none came.

        Raises `KeyboardInterrupt` for Ctrl-C.
        """
        found = self._notify.watch(_GATHER, _QUIET, longest, None)
        if found == "signal":
            raise KeyboardInterrupt
        return found != "timeout"

    def close(self) -> None:
        """Watch no more."""
        self._notify.close()


def _watching(paths: list[str], *, polling: bool) -> RustNotify:
    return RustNotify(paths, False, polling, _POLL, False, True)  # noqa: FBT003 - it takes no names
