"""`--watch`: build again whenever an input has changed, or an output is gone.

One process does it all, so that everything is imported once. Every build is a full build: nothing is
kept between them. An error ends a build, never the watching.

A notification only ends the waiting; the state of inputs and outputs decides whether to build. So a lost
notification, as on network file systems or between two sets of folders, delays a build and never prevents
it; and a build's own outputs, or other files in the same folder, cause none. Of outputs it only matters
that they exist, unless the last build failed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import watchfiles

from personac.building.builder import Notify, build, ignore
from personac.building.folder_walk import walk
from personac.building.inputs import find_inputs, search_of, settings_folders
from personac.building.request import Outcome, Request
from personac.building.source_files import searched_folders
from personac.building.watched_settings import SETTINGS_FILES, WatchedSettings
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import LOCK_NAME, listed_outputs, lock_digest
from personac.observer import NOBODY, Observer
from personac.paths import display_path, working_directory

_LISTED_CHANGES = 3
# Milliseconds.
_DEBOUNCE = 400  # longest time to collect changes that keep coming, as in a checkout
_STEP = 10  # changes are over when nothing happens for this long
_TIMEOUT = 1_000  # waiting ends after this long without a notification

FolderIdentity = tuple[Path, int, int]
"""A folder with its device and inode: a folder that was made anew is another one."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """One build: what had changed (nothing for the first), its outcome, its duration in seconds."""

    changed: tuple[str, ...]
    outcome: Outcome
    seconds: float

    @property
    def line(self) -> str:
        """Everything but the diagnostics, in one line."""
        more = len(self.changed) - _LISTED_CHANGES
        listed = [*self.changed[:_LISTED_CHANGES], *([f"{more} more changes"] if more > 0 else [])]
        result = "not built: see above" if self.outcome.is_failed else self.outcome.line
        cause = f"{', '.join(listed)}; " if listed else ""
        return f"{cause}{result} ({self.seconds:.2f} s)"


def rebuilds(
    current: Callable[[], Request], observer: Observer = NOBODY, notify: Notify = ignore
) -> Iterator[Rebuild]:
    """Build now, and then after every change, for ever. Raises `KeyboardInterrupt` for Ctrl-C.

    `current` returns what to build, with the settings of the project as they are. It may raise
    `PersonacError`.
    """
    watcher, settings = FileWatcher(), WatchedSettings(current)
    seen: State | None = None
    written: WrittenOutputs | None = WrittenOutputs()
    while True:
        files = settings_state()
        settings.update(files)
        request = settings.request
        watcher.watch(folders_to_watch(request, with_outputs=written is None) | _root())
        inputs = {**inputs_state(request), **files}
        state = {**inputs, **_outputs_state(request, written)}
        if state == seen:
            watcher.wait()
            continue
        start = time.perf_counter()
        outcome = settings.failure() or build(request, observer, notify)
        changed = () if seen is None else changes(seen, state)
        if not settings.problems:
            written = None if outcome.is_failed else written_outputs(request.output)
        # What was written counts as existing: an output that is gone already is written again.
        seen = {**inputs, **(written.complete if written else _outputs_state(request, None))}
        yield Rebuild(changed, outcome, time.perf_counter() - start)


def settings_state() -> State:
    """Return the state of the files that may hold the settings of the project."""
    return _marks((path.name, path) for path in SETTINGS_FILES)


def _outputs_state(request: Request, written: WrittenOutputs | None) -> State:
    """Return the state of what was written; after a failed build, of all that may be in its way."""
    return output_folder_state(request) if written is None else written.existing()


Mark = tuple[int, ...]
"""Device, inode, size and modification time of a file; empty where it has none."""
State = Mapping[str, Mark]
"""Marks by display path."""
_EXISTS: Mark = (1,)


class WrittenOutputs(NamedTuple):
    """What a build wrote: the paths, the lock first, and the SHA-256 of the lock."""

    paths: tuple[Path, ...] = ()
    lock: str = ""

    @property
    def complete(self) -> State:
        """The state in which all of them exist."""
        return {display_path(path): _EXISTS for path in self.paths}

    def existing(self) -> State:
        """Return the state of those that exist; edits do not count, as a build refuses to overwrite them.

        Counts all of them where another build has written its own lock: two watching builds with one
        output folder would replace each other's outputs for ever.
        """
        lock = lock_digest(self.paths[0].parent) if self.paths else ""
        if lock not in ("", self.lock):
            return self.complete
        return {display_path(path): _EXISTS for path in self.paths if os.path.lexists(path)}


def inputs_state(request: Request) -> State:
    """Return the state of every source and rules file.

    Where they cannot be found, the error messages are the state.
    """
    try:
        files = find_inputs(request).all
    except PersonacError as error:
        return {f"{problem.path}: {problem.message}": () for problem in error.diagnostics}
    return _marks(files.items())


def output_folder_state(request: Request) -> State:
    """Return the state of everything in the output folder."""
    return _marks((display_path(path), path) for path in sorted(request.output.glob("**/*")))


def written_outputs(folder: Path) -> WrittenOutputs:
    """Return what the last build wrote into `folder`, as its lock lists it."""
    names = (LOCK_NAME, *listed_outputs(folder))
    return WrittenOutputs(tuple(folder / name for name in names), lock_digest(folder))


def changes(old: State, new: State) -> tuple[str, ...]:
    """Describe what differs in `new`, path by path."""
    places = sorted(place for place in {*old, *new} if old.get(place) != new.get(place))
    return tuple(_change(place, old.get(place), new.get(place)) for place in places)


def folders_to_watch(request: Request, *, with_outputs: bool = False) -> frozenset[FolderIdentity]:
    """Return the folders whose entries matter.

    The folder above each is among them, since a folder can be removed, renamed and made again.
    """
    searched = searched_folders(search_of(request))
    places = [*searched, *settings_folders(request)]
    if with_outputs:
        places.append(request.output)
    folders = {folder for place in places for folder in _around(place)}
    for folder in searched:
        folders.update(_below(folder, request.output))
    return _identities(folders)


def _root() -> frozenset[FolderIdentity]:
    """Return the root of the project, where settings may be written."""
    return _identities(filter(None, [working_directory()]))


def _identities(folders: Iterable[Path]) -> frozenset[FolderIdentity]:
    marks = {folder: _mark(folder) for folder in folders}
    return frozenset((folder, mark[0], mark[1]) for folder, mark in marks.items() if mark)


def _marks(places: Iterable[tuple[str, Path]]) -> State:
    """Return the marks of those that still exist: any may be removed after its folder was listed."""
    marks = ((place, path, _mark(path)) for place, path in places)
    return {place: mark for place, path, mark in marks if mark or path.is_symlink()}


def _change(place: str, old: Mark | None, new: Mark | None) -> str:
    """Describe one change; an empty mark is that of a dangling link, or of an error message."""
    if new is None or (old and not new):
        return f"{place} removed"
    if not old:
        return f"{place} added" if new else place
    return f"{place} changed"


def _around(place: Path) -> Iterator[Path]:
    """Yield the place, if it is a folder, and the nearest existing folder above it."""
    path = place.absolute()
    if path.is_dir():
        yield path
    yield next(folder for folder in path.parents if folder.is_dir())


def _below(folder: Path, output: Path) -> Iterator[Path]:
    """Yield the folders below that are searched for sources; a build reports those it cannot list."""
    with suppress(PersonacError):
        yield from (Path(path).absolute() for path, _ in islice(walk(folder, output), 1, None))


def _mark(path: Path) -> Mark:
    try:
        state = path.stat()
    except OSError:
        return ()
    return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)


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
            *folders, watch_filter=None, debounce=_DEBOUNCE, step=_STEP, rust_timeout=_TIMEOUT,
            yield_on_timeout=True, force_polling=self._is_polling or None, recursive=False,
            ignore_permission_denied=True,
        )  # fmt: skip
