"""How `personac build` runs, and prints as it goes: one agent, several, all groups, or on every change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from personac.building.request import Outcome, Request
from personac.cli.build_selection import BuildOptions, current_request
from personac.cli.console import Console

if TYPE_CHECKING:
    from personac.building.project import Project
    from personac.observer import Observer

Run = Callable[[Sequence[Request], BuildOptions, Console, "Observer"], int]
"""Builds, prints, and returns the exit code."""


def build_one(
    requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer
) -> int:
    """Build one agent."""
    from personac.building.builder import build

    outcome = build(requests[0], observer, console.note)
    console.diagnostics(outcome.diagnostics, options.form)
    if not outcome.is_failed:
        if options.form == "text":
            console.result(outcome.diff)
        console.note(outcome.line)
    return outcome.exit_code


def build_groups(
    requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer
) -> int:
    """Build several agents; machines get all diagnostics in one document."""
    from personac.building.groups import without_empty, worst_exit_code

    built = _built(requests, options, console, observer)
    outcomes = [*_printed(without_empty(built) if options.each else built, options, console)]
    _print_for_machines(outcomes, options, console)
    return worst_exit_code(outcomes)


def build_all(given: Request, project: Project) -> Run:
    """Return what builds all groups, sees to those that are gone, and sums up."""

    def run(requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer) -> int:
        from personac.building.all_groups import settled_old_groups, summary_of
        from personac.building.groups import worst_exit_code

        outcomes = [*_printed(_built(requests, options, console, observer), options, console)]
        settled = settled_old_groups(given, project, outcomes, console.note)
        old = [*_printed(settled, options, console)]
        _print_for_machines([*outcomes, *old], options, console)
        console.note(summary_of(outcomes, old))
        return worst_exit_code([*outcomes, *old])

    return run


def _built(
    requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer
) -> Iterator[Outcome]:
    from personac.building import groups

    return groups.build_groups(
        requests, 1 if options.is_measured else options.jobs or 0, observer, console.note
    )


def _printed(outcomes: Iterable[Outcome], options: BuildOptions, console: Console) -> Iterator[Outcome]:
    """Print outcomes as they come; of all groups, those that are up to date only if verbose."""
    for outcome in outcomes:
        if options.form == "text":
            console.diagnostics(outcome.diagnostics)
            console.result(outcome.diff)
        if console.verbose or not (options.all_groups and outcome.is_up_to_date):
            console.note(outcome.line)
        yield outcome


def _print_for_machines(outcomes: Sequence[Outcome], options: BuildOptions, console: Console) -> None:
    if options.form != "text":
        console.diagnostics([one for outcome in outcomes for one in outcome.diagnostics], options.form)


def watch(given: Request, project: Project) -> Run:
    """Return what builds until Ctrl-C, each time with the settings as they are."""

    def run(requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer) -> int:
        import time

        from personac.building.watch import rebuilds
        from personac.report.safe_text import visible

        def current() -> Request:
            return current_request(given, options, project) or requests[0]

        try:
            for rebuild in rebuilds(current, observer, console.note):
                console.diagnostics(rebuild.outcome.diagnostics, options.form)
                console.note(f"{time.strftime('%H:%M:%S')} {visible(rebuild.line)}")
        except KeyboardInterrupt:
            console.note("\nno longer watching")
            raise
        return 0

    return run
