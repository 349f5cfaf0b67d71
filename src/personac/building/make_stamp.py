"""Set the modification times of outputs, so that make sees from times what the lock knows from contents.

make runs a build when an input is newer than an output. A source may be newer with the same content
(`touch`, a checkout, an editor's swap file in its folder); a build then has nothing to write, and make
would run it for ever. So a successful build leaves outputs that are no older than the inputs: always
the lock, and all others unless `if_changed` is set. After a build with errors, or one whose inputs
changed while it ran, the outputs look older than every input, so that make builds again.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from personac.building.depfile import folders_of
from personac.building.inputs import DEFAULT_RULES, DEFAULT_SOURCES, InputFiles, find_inputs
from personac.building.request import Request
from personac.diagnostics.model import PersonacError
from personac.paths import LOCK_NAME, is_inside


class InputState(NamedTuple):
    """The state of the inputs in the file system; times in nanoseconds.

    `marks` differ where a file was changed or replaced. `oldest` and `newest` are of files and their
    folders; folders have no mark, as writing outputs may change the time of one.
    """

    marks: tuple[tuple[str, int, int, int], ...]
    oldest: int
    newest: int


def input_state(request: Request, files: InputFiles) -> InputState:
    """Return the state of every source, rules file and the folders that were searched for them."""
    paths = tuple(files.all.values())
    roots = (*(request.sources or (DEFAULT_SOURCES,)), request.rules or DEFAULT_RULES)
    searched = map(Path, folders_of([path.as_posix() for path in paths]))
    states = dict(_states(paths))
    times = [state.st_mtime_ns for state in (*states.values(), *dict(_states((*searched, *roots))).values())]
    marks = sorted((name, s.st_ino, s.st_size, s.st_mtime_ns) for name, s in states.items())
    return InputState(tuple(marks), min(times, default=0), max(times, default=0))


def stamp_outputs(request: Request, before: InputState, *, has_errors: bool) -> None:
    """Set the times of the outputs after a build; `before` is the state of the inputs when it began."""
    after = _current_state(request)
    if not has_errors and after is not None and after.marks == before.marks:
        for path, time in _timed_outputs(request):
            if time < after.newest:
                _make_newer(path, after.newest)
        return
    oldest = min(before.oldest, after.oldest if after else before.oldest)
    for path, time in reversed([*_timed_outputs(request)]):  # the lock last, as make goes by it
        if time >= oldest:
            _set_time(path, max(oldest - 1, 0))


def _current_state(request: Request) -> InputState | None:
    try:
        return input_state(request, find_inputs(request.sources, request.rules, request.output))
    except PersonacError:
        return None


def _states(paths: Iterable[Path]) -> Iterator[tuple[str, os.stat_result]]:
    for path in paths:
        with suppress(OSError):
            yield path.as_posix(), path.stat()


def _timed_outputs(request: Request) -> Iterator[tuple[Path, int]]:
    """Yield the outputs that make compares, with their times: the lock first, alone with `if_changed`."""
    for name in (LOCK_NAME, *([] if request.if_changed else _output_names(request.output))):
        with suppress(OSError):
            state = (request.output / name).lstat()
            if stat.S_ISREG(state.st_mode):
                yield request.output / name, state.st_mtime_ns


def _output_names(folder: Path) -> list[str]:
    try:
        names = json.loads((folder / LOCK_NAME).read_bytes())["outputs"]
        return sorted(name for name in names if is_inside(name))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []


def _make_newer(path: Path, newest: int) -> None:
    """Set the time to now, or to `newest` where that lies in the future.

    The file system's own clock says what now is, so that what is saved a moment later is newer.
    """
    with suppress(OSError):  # times are a service to make; outputs count without them
        os.utime(path)
        if path.lstat().st_mtime_ns < newest:
            os.utime(path, ns=(newest, newest))


def _set_time(path: Path, time: int) -> None:
    with suppress(OSError):
        os.utime(path, ns=(time, time))
