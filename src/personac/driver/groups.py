"""Build every folder named as a group of its own, into a folder of the same name.

What a run has to import, and knows before it sees a persona, is there once for
all groups of a process. Groups have nothing else in common: an error in one
stops no other. Where many have to be compiled, they are shared out among
processes, which are spawned, not forked: they live long and build whole groups, and
numeric libraries have threads. What is told stays in the order of the groups.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from personac.diagnostics.input_kinds import NO_SOURCES, UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY, SHARED_FOLDER
from personac.driver.build import Request
from personac.driver.build_group import GroupOutcome, build_group, group_if_up_to_date
from personac.driver.discover import DEFAULT_SOURCES, shown
from personac.driver.observer import NOBODY

_Build = Callable[[Request], GroupOutcome]

WORTH_A_PROCESS = 8
"""A process imports for as long as it takes to compile a few groups; with fewer for each, one is enough."""


def groups_of(request: Request) -> tuple[Request, ...]:
    """Return a request for each folder named, or for each in `agents/`, in their order.

    The output folder itself is no group. Raises `PersonacError` where a source is no folder, where
    two folders have one name, or where one holds the output folder.
    """
    output = Path(os.path.realpath(request.output))
    named = request.sources or sorted(path for path in DEFAULT_SOURCES.glob("[!.]*") if path.is_dir())
    real: dict[Path, Path] = {}
    for path in named:
        real.setdefault(Path(os.path.realpath(path)), path)
    folders = [path for place, path in real.items() if not place.is_relative_to(output)]
    found = [*_no_folders(folders), *_around(folders, output), *_of_one_name(folders)]
    if not folders:
        hint = "name the folders: personac build --each team/*/"
        found = [Diagnostic(NO_SOURCES, "agents", 0, 0, "no groups: agents/*/ matches nothing here", hint)]
    if found:
        raise PersonacError(*found)
    return tuple(
        request._replace(sources=(path,), output=request.output / _name(path), name="") for path in folders
    )


def build_groups(
    groups: Sequence[Request], *, check: bool, jobs: int = 0, tell: Callable[[str], object] = str
) -> Iterator[GroupOutcome]:
    """Build the groups, in up to `jobs` processes, 0 for as many as help; yield what became of each.

    `tell` is called with what a user should know at once; it goes to other processes, too.
    """
    build = partial(build_group, check=check, tell=tell)
    if jobs == 1 or len(groups) < (2 if jobs else 2 * WORTH_A_PROCESS):
        yield from map(build, groups)
        return
    standing = [group_if_up_to_date(group, check=check) for group in groups]
    waiting = [group for group, found in zip(groups, standing, strict=True) if found is None]
    processes = min(jobs, len(waiting)) if jobs else min(_cores(), len(waiting) // WORTH_A_PROCESS)
    compiled = _in_processes(waiting, processes, build) if processes > 1 else map(build, waiting)
    for found in standing:
        yield found or next(compiled)


def _in_processes(groups: Sequence[Request], processes: int, build: _Build) -> Iterator[GroupOutcome]:
    """Build groups elsewhere; those whose process dies (of too little memory, mostly) are built here."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    done = 0
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        try:
            for found in pool.map(build, [group._replace(observer=NOBODY) for group in groups]):
                yield found
                done += 1
        except BrokenProcessPool:
            pass
    yield from map(build, groups[done:])


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _name(folder: Path) -> str:
    return Path(os.path.abspath(folder)).name  # noqa: PTH100 - as written, links not followed


def _no_folders(paths: Iterable[Path]) -> Iterator[Diagnostic]:
    hint = "--each builds folders: name them with a slash, as in agents/*/"
    for path in paths:
        if not path.is_dir():
            message = "no such folder" if not path.exists() else "not a folder"
            yield Diagnostic(UNREADABLE, shown(path), 0, 0, message, hint)


def _around(folders: Iterable[Path], output: Path) -> Iterator[Diagnostic]:
    hint = "choose another folder with -o, or name the folders of the groups beside it"
    for folder in folders:
        if output.is_relative_to(os.path.realpath(folder)):
            message = "the output folder lies in this one, so outputs of other groups would be sources of it"
            yield Diagnostic(OUTPUT_IN_THE_WAY, shown(folder), 0, 0, message, hint)


def _of_one_name(folders: Iterable[Path]) -> Iterator[Diagnostic]:
    first: dict[str, Path] = {}
    for folder in folders:
        other = first.setdefault(_name(folder).casefold(), folder)
        if other is not folder:
            message = f"a group of this name is built from {shown(other)} already"
            hint = "rename one of the folders, or build it with a command of its own and another -o"
            yield Diagnostic(SHARED_FOLDER, shown(folder), 0, 0, message, hint)


Status = Literal[0, 1, 2]


def status_of(found: Iterable[GroupOutcome]) -> Status:
    """Return the worst exit status: 2 where a group failed, 1 where one has errors."""
    told = list(found)
    if any(one.failed for one in told):
        return 2
    return 1 if any(d.severity == "error" for one in told for d in one.outcome.diagnostics) else 0
