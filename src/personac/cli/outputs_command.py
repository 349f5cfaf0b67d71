"""`personac outputs`, for personac.mk and CI: where a build with the same options writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from personac.building.request import Request
from personac.cli.build_command import command as build_command
from personac.cli.console import Console, in_project, is_given

if TYPE_CHECKING:
    from personac.building.project import Project

_FOR_MAKE = click.Option(["--for-make"], is_flag=True, help="Print words for make, the inputs too.")


@in_project
def _print_outputs(
    *, for_make: bool, each: bool, all_groups: bool, project: Project, **values: object
) -> None:
    """Print the folders that `personac build` with these options writes to, one a line."""
    from personac.building.output_folders import (
        all_requests,
        output_folders,
        words_for_make,
        words_of_old_groups,
    )

    chosen = {field: values[field] for field in ("sources", "output", "rules", "decisions")}
    console = Console()
    with console.errors_printed():
        given = Request(**chosen)  # type: ignore[arg-type]
        how = {"each": each, "all_groups": all_groups, "is_output_given": is_given("output")}
        requests = all_requests(given, project, **how)
        lines = [*words_for_make(requests, project)] if for_make else output_folders(requests, project)
        if for_make and all_groups:
            lines += words_of_old_groups(given, project)
        console.result("".join(f"{line}\n" for line in lines))


command = click.Command(
    "outputs",
    callback=_print_outputs,
    params=[_FOR_MAKE, *build_command.params],
    help=_print_outputs.__doc__,
    hidden=True,
)
