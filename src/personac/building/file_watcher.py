"""Wait for changes in folders. The only module that imports watchfiles.

A notification only ends the waiting; the caller finds out what changed. So a lost notification, as on
network file systems or between two sets of folders, delays a build and never prevents it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import watchfiles

# Milliseconds.
_DEBOUNCE = 400  # longest time to collect changes that keep coming, as in a checkout
_STEP = 10  # changes are over when nothing happens for this long
_TIMEOUT = 1_000  # waiting ends after this long without a notification

FolderIdentity = tuple[Path, int, int]
"""A folder with its device and inode: a folder that was made anew is another one."""


class FileWatcher:
    """Waits for changes of the entries of folders, not of what is below them."""

    def __init__(self) -> None:
        """Watch nothing yet."""
        self._folders: frozenset[FolderIdentity] = frozenset()
        self._notifications: Iterator[object] = iter(())
        self._is_polling = False

    def watch(self, folders: Collection[FolderIdentity]) -> None:
        """Watch these folders from now on, and no others."""
        if self._folders != frozenset(folders):
            self._folders = frozenset(folders)
            self._notifications = self._notifications_of(sorted({folder for folder, *_ in folders}))

    def wait(self) -> None:
        """Return after changes, or after a second without any. Raises `KeyboardInterrupt` for Ctrl-C."""
        try:
            next(self._notifications, None)
        except FileNotFoundError:  # a folder is gone: the caller will name others
            self._folders = frozenset()
        except (OSError, RuntimeError):  # the system has no watches left
            self._folders, self._is_polling = frozenset(), True

    def _notifications_of(self, folders: Collection[Path]) -> Iterator[object]:
        return watchfiles.watch(
            *folders,
            watch_filter=None,
            debounce=_DEBOUNCE,
            step=_STEP,
            rust_timeout=_TIMEOUT,
            yield_on_timeout=True,
            force_polling=self._is_polling or None,
            recursive=False,
            ignore_permission_denied=True,
        )
