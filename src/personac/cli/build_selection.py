"""What a command builds: the options that say it; one agent, groups or folders; options that do not fit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from personac.building.request import Request
from personac.cli.console import PATH, is_given

if TYPE_CHECKING:
    from personac.building.project import Project


Option = Callable[[Callable[..., Any]], Callable[..., Any]]
SOURCES: Option = click.argument("sources", nargs=-1, type=PATH, metavar="[SOURCE]...")
RULES: Option = click.option("--rules", type=PATH, help="Folder of *.toml rules.  [default: rules]")
DECISIONS: Option = click.option(
    "--decisions", type=PATH, help="Folder of what reviewers decided.  [default: decisions]"
)
LARGE: Option = click.option(
    "--large", is_flag=True, help="Allow sources of more than 4 MiB, or 20,000 items and paragraphs."
)
FOLLOW_LINKS: Option = click.option(
    "--follow-links",
    "follows_links",
    is_flag=True,
    help="Read what leads out of the project, as a link can, even if it was not named.",
)


class BuildOptions(NamedTuple):
    """The options of `personac build` that are about how to build and what to print, not what to build."""

    form: str
    each: bool
    jobs: int | None
    timings: bool
    timings_json: Path | None
    watch: bool
    all_groups: bool = False

    @property
    def is_measured(self) -> bool:
        """Whether timings are requested."""
        return self.timings or self.timings_json is not None


def selected(given: Request, options: BuildOptions, project: Project) -> tuple[tuple[Request, ...], bool]:
    """Return what to build, and whether it is one agent without groups. Raises `PersonacError`."""
    from personac.building.output_folders import all_requests
    from personac.building.project import with_settings

    how = {"each": options.each, "all_groups": options.all_groups, "is_output_given": is_given("output")}
    requests = all_requests(given, project, **how)
    return requests, requests == (with_settings(given, project),)


def check_usage(request: Request, options: BuildOptions) -> None:
    """Raise `click.UsageError` for options that exclude each other."""
    problems = (
        (request.name and options.each, "--name names one agent, and --each builds many: choose one"),
        (
            options.watch and request.check,
            "--watch writes outputs, and --check only compares them: choose one",
        ),
        (options.watch and options.each, "--watch builds one group: watch each in a process of its own"),
    )
    _refuse((*problems, *(_problems_of_all(request, options) if options.all_groups else ())))


def _problems_of_all(request: Request, options: BuildOptions) -> Sequence[tuple[object, str]]:
    return (
        (request.sources, "--all builds every group of personac.toml: leave the sources out, or --all"),
        (options.each, "--all builds the groups of personac.toml, and --each folders: choose one"),
        (
            is_given("output"),
            "--all builds into the folders of personac.toml: leave out -o, or --all for groups below it",
        ),
        (request.name, "--name names one agent, and --all builds many: choose one"),
        (options.watch, "--watch builds one group: name it"),
    )


def check_number(requests: Sequence[Request], given: Request, options: BuildOptions, *, is_one: bool) -> None:
    """Raise `click.UsageError` for options that do not fit one agent, or several."""
    problems = (
        (options.jobs and is_one, "--jobs requires --each or groups: one group is built in one process"),
        (
            given.name and not is_one,
            "--name names one agent, and groups have names in personac.toml: build one by its sources",
        ),
        (options.watch and len(requests) > 1, "--watch builds one group: name it, or its sources"),
    )
    _refuse(problems)


def _refuse(problems: Sequence[tuple[object, str]]) -> None:
    for is_wrong, message in problems:
        if is_wrong:
            raise click.UsageError(message)


def current_request(given: Request, options: BuildOptions, project: Project) -> Request | None:
    """Return what to build with the settings as they are; None where another project is around the folder.

    Raises `PersonacError` where the settings are wrong, or now build several agents.
    """
    from personac.building.project import find_project
    from personac.diagnostics.diagnostic import Diagnostic, PersonacError
    from personac.diagnostics.input_kinds import RULES_BAD_VALUE

    now = find_project(project.start, follows_links=given.follows_links)
    if now.root != project.root:
        return None
    output = given.output if is_given("output") else now.output
    requests, _ = selected(given._replace(output=output), options, now)
    if len(requests) > 1:
        message = "the settings build several groups now, and --watch builds one"
        hint = "start it again with the name of a group"
        raise PersonacError(Diagnostic(RULES_BAD_VALUE, str(now.file), 0, 0, message, hint))
    return requests[0]
