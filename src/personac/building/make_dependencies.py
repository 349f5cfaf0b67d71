"""What make needs of a build: a file of dependencies, and outputs whose times it can go by.

The dependencies are written as `gcc -MD -MP` writes them. A Makefile that includes the file builds again
when a persona or rules file has changed, and does not fail when one is gone: each has an empty rule.
Their folders are prerequisites too, as their times change when files are added. They are written
`agents/.`, since a Makefile may have a target called `agents`.

GNU make has no uniform quoting. What it reads back (tested with 4.3): a backslash before a space, `#`
and `:` anywhere, before `%` in targets, before `|` and wildcards in prerequisites; `$$` for a dollar; a
call of `or` around `=` and `&`. It cannot read a `;`, a control character, or a name that ends in `)`,
which it takes for a member of an archive. Such names would break the whole Makefile, so they are left
out and listed in a comment.

make builds when an input is newer than an output, also where its content is the same (`touch`, a checkout,
an editor's swap file in its folder). A build has nothing to write then, and make would run it for ever. So
a successful build leaves outputs that are no older than the inputs: always the lock, and all others unless
`if_changed` is set. After a build with errors, or one whose inputs changed while it ran, the outputs look
older than every input, so that make builds again.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple

from personac.building.inputs import InputFiles, find_inputs, search_of, settings_folders
from personac.building.request import Request
from personac.building.source_files import searched_folders
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import LOCK_NAME, listed_outputs
from personac.emit.settings_table import SETTINGS_TABLES

Role = Literal["target", "prerequisite", "empty rule"]
_ESCAPED: dict[Role, str] = {"target": " #:%", "prerequisite": " #:|*?[]", "empty rule": " #:%*?[]"}
_REPLACED = {"$": "$$", "=": "$(or =)", "&": "$(or &)"}


def depfile(targets: Collection[str], sources: Collection[str], rules: Collection[str]) -> bytes:
    """Return a Makefile in which `targets` depend on `sources`, `rules` and the folders of both.

    All are paths as make should see them, in any order. Without a target the result is empty. The settings
    of the project are in the working directory, whose time changes with whatever is made in it.
    """
    made = _readable(targets)
    folders = (*folders_of(sources), *folders_of(set(rules) - set(SETTINGS_TABLES)))
    places = {folder if folder == "." else f"{folder}/." for folder in folders}
    prerequisites = [*_readable(sources), *_readable(set(rules) - set(sources)), *_readable(places)]
    if not made:
        return b""
    head = " ".join(_quoted(name, "target") for name in made) + ":"
    lines = " \\\n  ".join([head, *(_quoted(name, "prerequisite") for name in prerequisites)])
    empty_rules = "".join(f"\n{_quoted(name, 'empty rule')}:\n" for name in prerequisites)
    left_out = "".join(_comment(name) for name in sorted({*targets, *sources, *rules}) if name)
    return f"{lines}\n{empty_rules}{left_out}".encode("utf-8", "surrogateescape")


def folders_of(files: Collection[str]) -> list[str]:
    """Return the folders whose times change when files are added beside `files` (relative paths), sorted.

    These are the folders of the files, and those between them and the deepest folder that holds all,
    where a folder may be added. The working directory is left out, as its entries change all the time.
    """
    parents = {PurePosixPath(name).parent for name in files if name}
    shared = set[PurePosixPath]().union(*(({one, *one.parents}) for one in parents))
    common = [folder for folder in shared if all(one.is_relative_to(folder) for one in parents)]
    deepest = max(common, key=lambda folder: len(folder.parts), default=PurePosixPath())
    between = {one for one in shared if one.is_relative_to(deepest) and set(one.parts) - {".."}}
    return sorted(folder.as_posix() for folder in parents | between)


def _comment(name: str) -> str:
    return f"\n# make cannot read this name: {name!a}\n" if _is_unreadable(name) else ""


def _readable(names: Collection[str]) -> list[str]:
    return sorted(name for name in set(names) if not _is_unreadable(name))


def _is_unreadable(name: str) -> bool:
    return (
        not name or ";" in name or name.endswith(")") or any(ord(character) < ord(" ") for character in name)
    )


def _quoted(name: str, role: Role) -> str:
    quoted = ["./"] if name.startswith("~") else []
    backslashes = 0
    for character in name:
        if character in _ESCAPED[role]:
            # make reads a backslash literally unless a character follows that it escapes.
            quoted.append("\\" * (backslashes + 1))
        quoted.append(_REPLACED.get(character, character))
        backslashes = backslashes + 1 if character == "\\" else 0
    return "".join(quoted) + "\\" * backslashes


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
    roots = (*searched_folders(search_of(request)), *settings_folders(request))
    searched = map(Path, folders_of([path.as_posix() for path in paths]))
    states = dict(_states(paths))
    times = [state.st_mtime_ns for state in (*states.values(), *dict(_states((*searched, *roots))).values())]
    marks = sorted((name, s.st_ino, s.st_size, s.st_mtime_ns) for name, s in states.items())
    return InputState(tuple(marks), min(times, default=0), max(times, default=0))


def stamp_outputs(request: Request, before: InputState, *, has_errors: bool) -> None:
    """Set the times of the outputs after a build; `before` is the state of the inputs when it began."""
    after = None
    with suppress(PersonacError):
        after = input_state(request, find_inputs(request))
    if not has_errors and after is not None and after.marks == before.marks:
        for path, time in _timed_outputs(request):
            if time < after.newest:
                _make_newer(path, after.newest)
        return
    oldest = min(before.oldest, after.oldest if after else before.oldest)
    for path, time in reversed([*_timed_outputs(request)]):  # the lock last, as make goes by it
        if time >= oldest:
            with suppress(OSError):
                os.utime(path, ns=(max(oldest - 1, 0),) * 2)


def make_locks_newer(requests: Sequence[Request]) -> None:
    """Let the locks of builds that make runs together be no older than the inputs of any of them.

    One recipe of personac.mk makes all locks, so make compares each of them with the inputs of all. A lock
    that is older than its own inputs stays: there is something to build.
    """
    newest: dict[Path, int] = {}
    for request in requests if len(requests) > 1 else ():
        with suppress(PersonacError):
            newest[request.output / LOCK_NAME] = input_state(request, find_inputs(request)).newest
    for lock, own in newest.items():
        with suppress(OSError):
            state, latest = lock.lstat(), max(newest.values())
            if stat.S_ISREG(state.st_mode) and own <= state.st_mtime_ns < latest:
                os.utime(lock, ns=(latest, latest))


def _states(paths: Iterable[Path]) -> Iterator[tuple[str, os.stat_result]]:
    for path in paths:
        with suppress(OSError):
            yield path.as_posix(), path.stat()


def _timed_outputs(request: Request) -> Iterator[tuple[Path, int]]:
    """Yield the outputs that make compares, with their times: the lock first, alone with `if_changed`."""
    for name in (LOCK_NAME, *([] if request.if_changed else listed_outputs(request.output))):
        with suppress(OSError):
            state = (request.output / name).lstat()
            if stat.S_ISREG(state.st_mode):
                yield request.output / name, state.st_mtime_ns


def _make_newer(path: Path, newest: int) -> None:
    """Set the time to now, or to `newest` where that lies in the future.

    The file system's own clock says what now is, so that what is saved a moment later is newer.
    """
    with suppress(OSError):  # times are a service to make; outputs count without them
        os.utime(path)
        if path.lstat().st_mtime_ns < newest:
            os.utime(path, ns=(newest, newest))
