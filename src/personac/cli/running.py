"""Run builds and tell what became of them: of one group, or of each in turn with the worst exit status."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from personac.cli.console import USAGE, Console

if TYPE_CHECKING:
    from personac.driver.build import Request


def run_one(request: Request, console: Console, form: str, *, check: bool) -> None:
    """Build one group, and exit where that did not go well."""
    from personac.driver.build_group import build_group

    found = build_group(request, check=check, tell=console.note)
    console.diagnostics(found.outcome.diagnostics, form)
    if found.failed:
        sys.exit(USAGE)
    if form == "text":
        console.result(found.outcome.diff)
    console.note(found.outcome.line)
    console.exit_for(found.outcome.diagnostics)


def run_each(request: Request, console: Console, form: str, *, check: bool, jobs: int) -> None:
    """Build the groups and exit; machines get all findings in one piece. Raises `PersonacError`."""
    from personac.driver.groups import build_groups, groups_of, status_of

    if request.name:
        message = "--name names one agent, and --each builds many: leave one of them out"
        raise click.UsageError(message)
    told = []
    for found in build_groups(groups_of(request), check=check, jobs=jobs, tell=console.note):
        told.append(found)
        if form == "text":
            console.diagnostics(found.outcome.diagnostics, form)
            console.result(found.outcome.diff)
        console.note(found.outcome.summary if found.failed else found.outcome.line)
    if form != "text":
        console.diagnostics([one for found in told for one in found.outcome.diagnostics], form)
    sys.exit(status_of(told))
