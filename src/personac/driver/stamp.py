"""Let make see from times what the lock knows from contents.

Make runs a build when an input is newer than an output, and again for as long
as it is. A source may be newer and say the same (`touch`, a checkout, an
editor's swap file in its folder); a build then has nothing to write, and make
would ask for ever. So a build that ends well leaves outputs that are no older
than what went in: the lock always, and all others unless `if_changed` asks
that those keep their time whose content is the same.

A build that does not end well must not look done: where it found errors, or an
input changed under its hands, the same outputs look older than every input,
so that make builds again.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.backend.depfile import folders_of
from personac.diagnostics.model import PersonacError
from personac.driver.discover import DEFAULT_RULES, DEFAULT_SOURCES, Files, find_files
from personac.emit.lock_entries import LOCK_NAME, is_inside

if TYPE_CHECKING:
    from personac.driver.build import Outcome, Request


class Inputs(NamedTuple):
    """The inputs of a build as the file system has them; times are in nanoseconds.

    `state` tells files that were changed from files that were not. Folders have no part in it,
    as writing the outputs may change the time of one.
    """

    files: Files
    state: tuple[tuple[str, int, int, int], ...]
    oldest: int
    newest: int


def stamped(request: Request, build: Callable[[Files], Outcome], before: Inputs | None = None) -> Outcome:
    """Run a build of `request`, and set the outputs' times by what came of it. Raises `PersonacError`.

    `before` is what the inputs were before the build began, where somebody has looked already;
    `build` is told which files these are.
    """
    before = before or inputs_of(request)
    outcome = build(before.files)
    is_done = not any(found.severity == "error" for found in outcome.diagnostics)
    wrong = _older(request, before.newest) if is_done else _not_older(request, before.oldest)
    if outcome.stood and not any(wrong) and _marks(_states(before.files.all.values())) == before.state:
        return outcome  # no time is set, so nothing that came meanwhile can be hidden by one
    after = _inputs_if_there(request)
    if after and is_done and after.state == before.state:
        stamp(request, after.newest)
    else:
        unstamp(request, min(before.oldest, after.oldest if after else before.oldest))
    return outcome


def inputs_of(request: Request) -> Inputs:
    """Look at every source, rules file and folder of these. Raises `PersonacError` as finding them does."""
    read = find_files(request.sources, request.rules, request.output)
    paths = tuple(read.all.values())
    searched = map(Path, folders_of([path.as_posix() for path in paths]))
    roots = (*(request.sources or (DEFAULT_SOURCES,)), request.rules or DEFAULT_RULES)
    files = [*_states(paths)]
    times = [found.st_mtime_ns for _, found in (*files, *_states((*searched, *roots)))]
    return Inputs(read, _marks(files), min(times, default=0), max(times, default=0))


def _marks(states: Iterable[tuple[str, os.stat_result]]) -> tuple[tuple[str, int, int, int], ...]:
    """Return what is another when one of the files was changed or replaced."""
    return tuple(sorted({(name, s.st_ino, s.st_size, s.st_mtime_ns) for name, s in states}))


def stamp(request: Request, newest: int) -> None:
    """Make the outputs no older than `newest`, or the lock alone.

    What is new enough is left alone: a file of another time has to be hashed again.
    """
    for path in _older(request, newest):
        _set_time(path, newest)


def unstamp(request: Request, oldest: int) -> None:
    """Make the lock, and with it the other outputs, look older than `oldest`."""
    before = max(oldest - 1, 0)
    for path in reversed([*_not_older(request, oldest)]):
        _set_time(path, before, exactly=True)


def _older(request: Request, newest: int) -> Iterator[Path]:
    """Yield the outputs whose time is before `newest`."""
    return (path for path, time in _timed(request) if time < newest)


def _not_older(request: Request, oldest: int) -> Iterator[Path]:
    """Yield the outputs whose time is `oldest` or later."""
    return (path for path, time in _timed(request) if time >= oldest)


def _timed(request: Request) -> Iterator[tuple[Path, int]]:
    """Yield the outputs whose time make goes by: the lock first, and alone where others keep theirs."""
    names = [] if request.if_changed else _outputs(request.output)
    for name in (LOCK_NAME, *names):
        with suppress(OSError):
            yield request.output / name, (request.output / name).lstat().st_mtime_ns


def _set_time(path: Path, least: int, *, exactly: bool = False) -> None:
    """Set the time of a regular file to now, or to `least` where that is later, or asked for.

    The file system's own clock says what now is: what is saved a moment later must be newer.
    What may not be touched stays as it is: times are a service to make, and no output.
    """
    with suppress(OSError):
        if not stat.S_ISREG(path.lstat().st_mode):
            return
        if not exactly:
            os.utime(path)
        if exactly or path.lstat().st_mtime_ns < least:
            os.utime(path, ns=(least, least))


def _inputs_if_there(request: Request) -> Inputs | None:
    try:
        return inputs_of(request)
    except PersonacError:
        return None


def _states(paths: Iterable[Path]) -> Iterator[tuple[str, os.stat_result]]:
    for path in paths:
        with suppress(OSError):
            yield path.as_posix(), path.stat()


def _outputs(folder: Path) -> list[str]:
    try:
        names = json.loads((folder / LOCK_NAME).read_bytes())["outputs"]
        return sorted(name for name in names if is_inside(name))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []
