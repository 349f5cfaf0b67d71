"""`--each`: build every folder as a group of its own, into a folder of the same name.

Groups are independent: an error in one stops no other. Where many have to be compiled they are
distributed over processes. Those are spawned, not forked, as numeric libraries start threads.
Outcomes keep the order of the groups.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from personac.building.builder import Notify, build, build_if_up_to_date, ignore
from personac.building.child_processes import (
    ctrl_c_delayed,
    end_child_processes,
    end_when_told,
    safe_path,
    usable_cores,
)
from personac.building.make_dependencies import make_locks_newer
from personac.building.output_place import refuse_links_of_groups
from personac.building.request import ExitCode, Outcome, Request
from personac.building.source_files import AGENT_FOLDERS
from personac.building.source_patterns import is_pattern, matches
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import EMPTY_FOLDER, NO_SOURCES, UNREADABLE
from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY, SHARED_FOLDER
from personac.observer import NOBODY, Observer
from personac.paths import display_path

if TYPE_CHECKING:
    from concurrent.futures import Future

GROUPS_PER_PROCESS = 8
"""A process spends as long on imports as on compiling a few groups; with fewer it does not pay."""


def group_requests(request: Request) -> tuple[Request, ...]:
    """Return a request for each folder named, or for each in `agents/`, in their order.

    The output folder itself is not a group. Raises `PersonacError` where a source is not a folder,
    where two folders have the same name, or where one contains the output folder.
    """
    output = Path(os.path.realpath(request.output))
    named = request.sources or folders_in(AGENT_FOLDERS[:1])
    by_real_path: dict[Path, Path] = {}
    for path in named:
        by_real_path.setdefault(Path(os.path.realpath(path)), path)
    folders = [path for real, path in by_real_path.items() if not real.is_relative_to(output)]
    problems = [*_problems(folders, output)]
    if not folders:
        hint = "name the folders: personac build --each team/*/"
        problems = [Diagnostic(NO_SOURCES, "agents", 0, 0, "no groups: agents/*/ matches nothing here", hint)]
    if problems:
        raise PersonacError(*problems)
    refuse_links_of_groups(request.output / _name(path) for path in folders)
    shared = request._replace(name="", is_named=request.is_named and bool(request.sources))
    return tuple(shared._replace(sources=(path,), output=request.output / _name(path)) for path in folders)


def folders_in(sources: Iterable[Path]) -> tuple[Path, ...]:
    """Return the folders right below sources, and those that patterns match."""
    found: list[Path] = []
    for source in sources:
        is_folder = os.path.isdir(source)  # noqa: PTH112 - of a name of any length
        inside = matches(source) if is_pattern(source) else sorted(source.glob("[!.]*")) if is_folder else ()
        found += [path for path in inside if path.is_dir()]
    return tuple(found)


def build_groups(
    requests: Sequence[Request], jobs: int = 0, observer: Observer = NOBODY, notify: Notify = ignore
) -> Iterator[Outcome]:
    """Build the groups and yield their outcomes in order.

    `jobs` is the number of processes, 0 for as many as pay. `observer` sees what this process builds;
    `notify` has to be picklable, as other processes call it too.
    """
    yield from _outcomes(requests, jobs, observer, notify)
    make_locks_newer([request for request in requests if request.if_changed and not request.check])


def _outcomes(
    requests: Sequence[Request], jobs: int, observer: Observer, notify: Notify
) -> Iterator[Outcome]:
    build_here = partial(build, observer=observer, notify=notify)
    if jobs == 1 or len(requests) < (2 if jobs else 2 * GROUPS_PER_PROCESS):
        yield from map(build_here, requests)
        return
    up_to_date = [build_if_up_to_date(request) for request in requests]
    pending = [request for request, outcome in zip(requests, up_to_date, strict=True) if outcome is None]
    processes = min(jobs or usable_cores(), len(pending) // (1 if jobs else GROUPS_PER_PROCESS))
    if processes > 1:
        compiled = _build_in_processes(pending, processes, partial(build, notify=notify))
    else:
        compiled = map(build_here, pending)
    for outcome in up_to_date:
        yield outcome or next(compiled)


def without_empty(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """Yield the outcomes; that a folder holds no persona is a warning, and the group is skipped.

    That none of them holds one is an error.
    """
    are_all_empty = True
    for outcome in outcomes:
        codes = {diagnostic.code for diagnostic in outcome.diagnostics}
        if outcome.is_failed and codes == {EMPTY_FOLDER.code}:
            warnings = tuple(one._replace(lowered_to="warning") for one in outcome.diagnostics)
            yield Outcome(warnings, "", "")
        else:
            are_all_empty = False
            yield outcome
    if are_all_empty:
        hint = "put personas into them, or name others: personac build --each team/*/"
        problem = Diagnostic(NO_SOURCES, ".", 0, 0, "no personas in any of these folders", hint)
        yield Outcome((problem,), "", "nothing built", is_failed=True)


def worst_exit_code(outcomes: Iterable[Outcome]) -> ExitCode:
    """Return the highest exit code: 2 where a group failed, 1 where one has errors."""
    return max((outcome.exit_code for outcome in outcomes), default=0)


def _build_in_processes(
    requests: Sequence[Request], processes: int, build_one: Callable[[Request], Outcome]
) -> Iterator[Outcome]:
    """Build in other processes; when one dies, mostly of too little memory, build the rest here."""
    from concurrent.futures.process import BrokenProcessPool

    done = 0
    try:
        with _started(requests, processes, build_one) as futures:
            for future in futures:
                yield future.result()
                done += 1
    except BrokenProcessPool:
        pass
    yield from map(build_one, requests[done:])


@contextmanager
def _started(
    requests: Sequence[Request], processes: int, build_one: Callable[[Request], Outcome]
) -> Iterator[list[Future[Outcome]]]:
    """Yield the outcomes to be; end the processes where that is interrupted."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with safe_path():
        pool = ProcessPoolExecutor(processes, get_context("spawn"), end_when_told)
        with ctrl_c_delayed():
            futures = [pool.submit(build_one, request) for request in requests]
    with pool:
        try:
            yield futures
        except KeyboardInterrupt:
            end_child_processes()
            raise


def _name(folder: Path) -> str:
    return Path(os.path.abspath(folder)).name  # noqa: PTH100 - as written, links not followed


def _problems(folders: Iterable[Path], output: Path) -> Iterator[Diagnostic]:
    first: dict[str, Path] = {}
    for folder in folders:
        place, other = display_path(folder), first.setdefault(_name(folder).casefold(), folder)
        if not folder.is_dir():
            message = "no such folder" if not folder.exists() else "not a folder"
            hint = "--each builds folders: name them with a slash, as in agents/*/"
            yield Diagnostic(UNREADABLE, place, 0, 0, message, hint)
        if output.is_relative_to(os.path.realpath(folder)):
            message = "contains the output folder, so outputs of other groups would be its sources"
            hint = "choose another folder with -o, or name the folders of the groups beside it"
            yield Diagnostic(OUTPUT_IN_THE_WAY, place, 0, 0, message, hint)
        if other is not folder:
            message = f"a group of this name is built from {display_path(other)} already"
            hint = "rename one of the folders, or build it with a command of its own and another -o"
            yield Diagnostic(SHARED_FOLDER, place, 0, 0, message, hint)
