"""What a watching build looks at: the folders to watch, and the state of all that is read.

The state decides whether to build, not the events: a build's own outputs, or
a file of somebody else's in the same folder, end the waiting and change nothing.
Of outputs it only matters that they are there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.diagnostics.model import PersonacError
from personac.driver.discover import DEFAULT_RULES, DEFAULT_SOURCES, find_files, shown, walk
from personac.emit.lock_entries import LOCK_NAME, digest_of, is_inside
from personac.emit.lockfile import read_lock

if TYPE_CHECKING:
    from personac.driver.build import Request

_Mark = tuple[int, ...]
State = Mapping[str, _Mark]
_THERE = (1,)
Folders = frozenset[tuple[Path, int, int]]


def inputs_state(request: Request) -> State:
    """Return for everything that is read, by its shown path, what is another when it was changed.

    What cannot be found is part of it, as what is told of it.
    """
    try:
        files = find_files(request.sources, request.rules, request.output).all
    except PersonacError as error:
        return {f"{found.path}: {found.message}": () for found in error.diagnostics}
    return _marks(files.items())


def outputs_state(request: Request) -> State:
    """Return the same for everything in the output folder."""
    return _marks((shown(path), path) for path in sorted(request.output.glob("**/*")))


def _marks(places: Iterable[tuple[str, Path]]) -> State:
    """Return the marks of those that are still there: any may vanish after its folder was listed."""
    found = ((place, path, _mark(path)) for place, path in places)
    return {place: mark for place, path, mark in found if mark or path.is_symlink()}


class Written(NamedTuple):
    """What a build wrote: the lock first, with the digest of its content; nothing yet."""

    outputs: tuple[Path, ...] = ()
    lock: str = ""

    @property
    def whole(self) -> State:
        """The state in which all of it is there."""
        return {shown(path): _THERE for path in self.outputs}


def written_outputs(folder: Path) -> Written:
    """Return what the last build wrote into `folder`: the lock, and what it knows."""
    lock, _ = read_lock(folder)
    names = sorted(name for name in lock.outputs if is_inside(name)) if lock else []
    return Written(tuple(folder / name for name in (LOCK_NAME, *names)), digest_of(folder / LOCK_NAME))


def presence(written: Written) -> State:
    """Return a state in which each of the outputs is the same for as long as it is there.

    An edit of an output is no reason to build, as a build would refuse to overwrite it; nor is
    what another build has removed, which has left a lock of its own: two would take turns for ever.
    """
    lock = digest_of(written.outputs[0]) if written.outputs else ""
    if lock not in ("", written.lock):
        return written.whole
    return {shown(path): _THERE for path in written.outputs if os.path.lexists(path)}


def changes(old: State, new: State) -> tuple[str, ...]:
    """Say what is different in `new`, path by path."""
    places = sorted(place for place in {*old, *new} if old.get(place) != new.get(place))
    return tuple(_change(place, old.get(place), new.get(place)) for place in places)


def _change(place: str, old: _Mark | None, new: _Mark | None) -> str:
    """Say what became of one: what has no mark is a link to nowhere, or a message."""
    if new is None or (old and not new):
        return f"{place} removed"
    if not old:
        return f"{place} added" if new else place
    return f"{place} changed"


def folders_of(request: Request, *, with_outputs: bool = False) -> Folders:
    """Return the folders whose entries matter, each with its device and inode: one made anew is another.

    The folder above each is among them, since a folder can be removed, renamed and made again.
    """
    places = [*(request.sources or (DEFAULT_SOURCES,)), request.rules or DEFAULT_RULES]
    if with_outputs:
        places.append(request.output)
    found = {folder for place in places for folder in _around(place)}
    for named in request.sources:
        found.update(_below(named, request.output))
    marks = {folder: _mark(folder) for folder in found}
    return frozenset((folder, mark[0], mark[1]) for folder, mark in marks.items() if mark)


def _around(place: Path) -> Iterator[Path]:
    """Yield the place, where it is a folder, and the nearest folder above it that is there."""
    path = place.absolute()
    if path.is_dir():
        yield path
    yield next(folder for folder in path.parents if folder.is_dir())


def _below(folder: Path, output: Path) -> Iterator[Path]:
    """Yield the folders below that are searched for sources; of one that cannot be listed, building tells."""
    with suppress(PersonacError):
        yield from (Path(path).absolute() for path, _ in islice(walk(folder, output), 1, None))


def _mark(path: Path) -> _Mark:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)
