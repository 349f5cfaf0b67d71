"""Build one group: nothing where the last build is up to date, else compile, then write or compare.

What compiles is imported by the functions that compile: a build with nothing to do needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time_ns
from typing import TYPE_CHECKING, NamedTuple

from personac.building.folder_walk import failed_call
from personac.building.inputs import InputFiles, find_inputs, search_of
from personac.building.make_dependencies import InputState, input_state, stamp_outputs
from personac.building.output_place import refuse_folder_of_sources
from personac.building.request import Outcome, Request
from personac.building.up_to_date import last_build_if_up_to_date, write_record
from personac.diagnostics.diagnostic import PersonacError
from personac.emit.emitted import EMITTED
from personac.emit.lock_entries import LOCK_NAME
from personac.observer import NOBODY, Observer, observed_step
from personac.paths import cache_folder, display_path, is_of_stream
from personac.storage.leftovers import has_leftovers

if TYPE_CHECKING:
    from personac.building.in_memory import Built

Notify = Callable[[str], None]


class _Start(NamedTuple):
    """What a build starts from: the time in nanoseconds, the input files and their state."""

    began: int
    files: InputFiles
    state: InputState


def ignore(_message: str) -> None:
    """Drop a message to the user."""


def build(request: Request, observer: Observer = NOBODY, notify: Notify = ignore) -> Outcome:
    """Build one group, or only check it; an error that stops the build becomes part of the outcome.

    `observer` is notified of every step, `notify` is called with what the user should know at once.
    """
    try:
        start = _start(request)
        up_to_date = _outcome_if_up_to_date(request, start)
        if up_to_date is not None:
            return _with_found(up_to_date, request, start.files, ignore)
        outcome = _compile_and_store(request, start, observer, notify)
        outcome = _with_found(outcome, request, start.files, notify)
    except PersonacError as error:
        outcome = _failed(request, error)
    except OSError as error:  # whatever was there is gone
        if is_of_stream(error):  # what is printed cannot be written
            raise
        outcome = _failed(request, failed_call(error))
    finally:
        observer.pause()
    if outcome.diagnostics:
        from personac.building.stale_outputs import with_line_ends_explained

        diagnostics = with_line_ends_explained(outcome.diagnostics, request.output)
        return outcome._replace(diagnostics=diagnostics)
    return outcome


def build_if_up_to_date(request: Request) -> Outcome | None:
    """Return the outcome of a build with nothing to do, None where the group has to be compiled."""
    try:
        return _outcome_if_up_to_date(request, _start(request))
    except PersonacError:
        return None  # the build will report it


def compile_request(request: Request, files: InputFiles | None = None, observer: Observer = NOBODY) -> Built:
    """Compile in memory and write nothing. Raises `PersonacError`.

    `files` are the input files, if they are known already.
    """
    with observed_step(observer, "import"):
        from personac.building.in_memory import Wanted, build_input
        from personac.building.inputs import read_inputs
    with observed_step(observer, "read"):
        inputs = read_inputs(files or find_inputs(request))
    if request.use_cache:
        inputs = inputs._replace(cache=cache_folder())
    folder, emit = display_path(request.output), request.emit or EMITTED
    wanted = Wanted(request.name, folder, request.overrides, emit, request.group)
    return build_input(inputs, wanted, observer)


def store(built: Built, request: Request, observer: Observer = NOBODY, notify: Notify = ignore) -> Outcome:
    """Write the outputs, or with `check` only compare them. Raises `PersonacError`."""
    from personac.building.output_store import changed_inputs, check_outputs, update_outputs
    from personac.storage.overwrite_policy import reading_outputs

    def on_wait() -> None:
        observer.pause()
        notify(f"another build writes to {display_path(request.output)}; waiting…")

    diff, is_written = "", False
    with reading_outputs(request.output), observed_step(observer, "compare" if request.check else "write"):
        if request.check:
            diagnostics, diff = check_outputs(built, request, on_wait)
        else:
            diagnostics, is_written = update_outputs(built, request, on_wait)
    if is_written:
        summary = f"{display_path(request.output)}: {built.report.summary}{_reviewed(built)}"
    else:
        summary = _up_to_date(request)
    found, saved = (*diagnostics, *changed_inputs(built, request)), built.report.sizes.saved.tokens
    outcome = Outcome(found, diff, summary, is_written=is_written, tokens_saved=saved)
    return outcome._replace(summary="") if outcome.is_stale else outcome


def _start(request: Request) -> _Start:
    began = time_ns()
    refuse_folder_of_sources(request)
    files = find_inputs(request)
    return _Start(began, files, input_state(request, files))


def _failed(request: Request, error: PersonacError) -> Outcome:
    summary = f"{display_path(request.output)}: not built"
    return Outcome(error.diagnostics, "", summary, is_failed=True)


def _with_found(outcome: Outcome, request: Request, files: InputFiles, notify: Notify) -> Outcome:
    """Tell which folders were searched if none was named, and what was left out of them."""
    found = files.found
    if found.folders and not request.sources:
        notify(f"sources: {', '.join(map(display_path, found.folders))}")
    for place, reason in found.left_out.items():
        notify(f"{place}: left out: {reason}")
    return outcome._replace(diagnostics=(*found.problems, *outcome.diagnostics))


def _outcome_if_up_to_date(request: Request, start: _Start) -> Outcome | None:
    last = last_build_if_up_to_date(request, start.files)
    if last is None:
        return None
    diagnostics = last.diagnostics
    if not request.check and has_leftovers(request.output):
        from personac.building.output_store import remove_leftovers_of

        diagnostics = (*diagnostics, *remove_leftovers_of(request.output))
    outcome = Outcome(diagnostics, "", _up_to_date(request), tokens_saved=last.tokens_saved)
    _conclude(request, start, outcome, last.lock if last.is_news else None)
    return outcome


def _compile_and_store(request: Request, start: _Start, observer: Observer, notify: Notify) -> Outcome:
    built = compile_request(request, start.files, observer)
    try:
        stored = store(built, request, observer, notify)
    except PersonacError as error:
        raise PersonacError(*built.diagnostics, *error.diagnostics) from error
    outcome = stored._replace(diagnostics=(*built.diagnostics, *stored.diagnostics))
    _conclude(request, start, outcome, None if outcome.is_stale else built.outputs[LOCK_NAME])
    return outcome


def _conclude(request: Request, start: _Start, outcome: Outcome, lock: bytes | None) -> None:
    """Set the times of the outputs for make, and record the build if `lock` describes the outputs."""
    if not request.check:
        stamp_outputs(request, start.state, has_errors=outcome.has_errors)
    if lock is not None and request.use_cache:
        write_record(search_of(request), lock, start.files.all.values(), start.began)


def _reviewed(built: Built) -> str:
    """Return how far the review is, where there are decisions."""
    from personac.report.review_counts import ReviewCounts, has_decisions

    return f"; {ReviewCounts.of(built.report.review)}" if has_decisions(built.report) else ""


def _up_to_date(request: Request) -> str:
    return f"{display_path(request.output)}: up to date"
