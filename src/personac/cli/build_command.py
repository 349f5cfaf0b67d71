"""`personac build`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from personac.building.request import Overrides, Request
from personac.cli.console import FORMATS, PATH, Console, console_options, grouped_options, in_project
from personac.cli.workflow_commands import for_log
from personac.emit.emitted import EMITTED

if TYPE_CHECKING:
    from personac.building.project import Project
    from personac.config.target_formats import WrittenTarget
    from personac.observer import Observer

_Name = TypeVar("_Name", bound=str)
_POSITIVE = click.IntRange(min=1)
_TARGETS: tuple[WrittenTarget, ...] = (
    "claude", "copilot", "cursor", "opencode", "gemini", "codex", "skill", "agents-md",
)  # fmt: skip
_TOKENIZERS = ("auto", "estimate", "cl100k_base", "o200k_base")


def _targets(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[WrittenTarget, ...] | None:
    return None if value is None else _named(value, _TARGETS, "a target")


def _emitted(_context: click.Context, _parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    if value is None:
        return EMITTED
    kinds = _named(value, EMITTED, "a kind of output")
    if not kinds:
        message = f"name what to write: {', '.join(EMITTED)}"
        raise click.BadParameter(message)
    return kinds


def _named(value: str, known: tuple[_Name, ...], noun: str) -> tuple[_Name, ...]:
    """Return the names in a list with commas. Raises `click.BadParameter` with what may be meant."""
    names = [name.strip() for name in value.split(",") if name.strip()]
    unknown = next((name for name in names if name not in known), None)
    if unknown:
        from difflib import get_close_matches

        similar = get_close_matches(unknown, known, 1)
        hint = f"did you mean {similar[0]}?" if similar else f"there are {', '.join(known)}"
        message = f"{unknown!r} is not {noun}; {hint}"
        raise click.BadParameter(message)
    return tuple(name for name in known if name in names)


class BuildOptions(NamedTuple):
    """The options of `personac build` that are about how to build and what to print, not what to build."""

    form: str
    each: bool
    jobs: int | None
    timings: bool
    timings_json: Path | None
    watch: bool

    @property
    def is_measured(self) -> bool:
        """Whether timings are requested."""
        return self.timings or self.timings_json is not None


@click.command("build")
@in_project
@grouped_options(
    {"request": Request, "overrides": Overrides, "options": BuildOptions},
    click.argument("sources", nargs=-1, type=PATH, metavar="[SOURCE]..."),
    click.option(
        "-o", "--output", type=PATH, show_default="build", help="Folder to write to."
    ),
    click.option("--rules", type=PATH, help="Folder of *.toml rules.  [default: rules]"),
    click.option(
        "--name", default="", help="Name of the canonical agent.  [default: what the sources share]"
    ),
    click.option(
        "--target", "targets", metavar="TOOL[,TOOL]...", callback=_targets,
        help=f"Write the agent for these tools as well, into targets/: {', '.join(_TARGETS)}.",
    ),
    click.option(
        "--emit", metavar="KIND[,KIND]...", callback=_emitted,
        help=f"Write these only, and the lock: {', '.join(EMITTED)}.  [default: all]",
    ),
    click.option("--check", is_flag=True, help="Write nothing; exit 1 where outputs are stale."),
    click.option("--force", is_flag=True, help="Compile even if up to date; overwrite hand edits."),
    click.option(
        "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True,
        help="How diagnostics are printed: text on stderr, the others on stdout.",
    ),
    click.option(
        "--if-changed", is_flag=True, help="Outputs whose content stays the same keep their time, for make."
    ),
    click.option(
        "--each", is_flag=True,
        help="Build every folder named as a group of its own, into a folder of its name below -o.",
    ),
    click.option(
        "--jobs", type=_POSITIVE,
        help="With --each, build in this many processes.  [default: as many as pay]",
    ),
    click.option(
        "--keep", "mode", type=click.Choice(["all", "shared"]),
        help="Keep everything, or only what two personas or more have in common.",
    ),
    click.option(
        "--min-support", type=_POSITIVE, help="Keep only what this many personas or more have in common."
    ),
    click.option(
        "--budget", type=click.IntRange(min=0), metavar="TOKENS",
        help="Keep the most important content within this size, front matter included; 0 for no limit.",
    ),
    click.option(
        "--tokenizer", type=click.Choice(_TOKENIZERS),
        help="How tokens are counted.  [default: by a formula, the same on every machine]",
    ),
    click.option("--timings", is_flag=True, help="Print how long each step took, on stderr."),
    click.option(
        "--timings-json", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
        help="Write the timings to FILE.",
    ),
    click.option(
        "--no-wait", "wait", is_flag=True, flag_value=False, default=True,
        help="Exit with 2 where another build is writing to the same folder.",
    ),
    click.option(
        "--watch", is_flag=True,
        help="Build again whenever a source or a rule changes, or an output is gone; Ctrl-C ends.",
    ),
    click.option(
        "--no-cache", "use_cache", is_flag=True, flag_value=False, default=True,
        help="Do not use the record of the last build; write none.",
    ),
)  # fmt: skip
@console_options
def command(
    request: Request, overrides: Overrides, options: BuildOptions, *, console: Console, project: Project
) -> None:
    """Compile personas into one canonical agent, variants and a report.

    SOURCE are persona files, or folders of them; agents/*.md and agents/*.mdc where none is named.

    \b
    Examples:
      personac build
      personac build team/*.md --name reviewer -o out
      personac build --keep shared --budget 2000
      personac build --each agents/*/       # each folder into build/<folder>
      personac build --check --format github
    """
    from personac.building.groups import group_requests
    from personac.building.project import requests_of_groups, with_settings

    _check_usage(request, options)
    is_named = bool(request.sources)
    request = with_settings(request._replace(overrides=overrides), project)
    with console.errors_printed(options.form), _observer(options, console) as observer:
        groups = () if is_named and not options.each else requests_of_groups(request, project)
        if options.each:
            groups = group_requests(request)
        if options.watch and groups:
            message = "--watch builds one group: name its sources"
            raise click.UsageError(message)
        run = _watch if options.watch else _build_groups if groups else _build_one
        exit_code = run(groups or (request,), options, console, observer)
    sys.exit(exit_code)


def _check_usage(request: Request, options: BuildOptions) -> None:
    """Raise `click.UsageError` for options that exclude each other."""
    problems = (
        (options.jobs and not options.each, "--jobs requires --each: one group is built in one process"),
        (request.name and options.each, "--name names one agent, and --each builds many: choose one"),
        (
            options.watch and request.check,
            "--watch writes outputs, and --check only compares them: choose one",
        ),
        (options.watch and options.each, "--watch builds one group: watch each in a process of its own"),
    )
    for is_wrong, message in problems:
        if is_wrong:
            raise click.UsageError(message)


@contextmanager
def _observer(options: BuildOptions, console: Console) -> Iterator[Observer]:
    """Yield what measures and shows the build. Raises `PersonacError` as `measured` does."""
    with console.progress() as progress:
        if not options.is_measured:
            yield progress
            return
        from personac.building.timings import measured
        from personac.observer import Observers

        def echo(text: str) -> None:
            progress.pause()
            click.echo(for_log(text, sys.stderr), nl=False, err=True)

        with measured(options.timings_json, echo, with_table=options.timings) as timer:
            yield Observers((timer, progress))


def _build_one(
    requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer
) -> int:
    from personac.building.builder import build

    outcome = build(requests[0], observer, console.note)
    console.diagnostics(outcome.diagnostics, options.form)
    if not outcome.is_failed:
        if options.form == "text":
            console.result(outcome.diff)
        console.note(outcome.line)
    return outcome.exit_code


def _build_groups(
    requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer
) -> int:
    """Build the groups; machines get all diagnostics in one document."""
    from personac.building.groups import build_groups, without_empty, worst_exit_code

    jobs = 1 if options.is_measured else options.jobs or 0
    outcomes = []
    built = build_groups(requests, jobs, observer, console.note)
    for outcome in without_empty(built) if options.each else built:
        outcomes.append(outcome)
        if options.form == "text":
            console.diagnostics(outcome.diagnostics)
            console.result(outcome.diff)
        console.note(outcome.line)
    if options.form != "text":
        console.diagnostics([one for outcome in outcomes for one in outcome.diagnostics], options.form)
    return worst_exit_code(outcomes)


def _watch(requests: Sequence[Request], options: BuildOptions, console: Console, observer: Observer) -> int:
    """Build until Ctrl-C, which is not an error."""
    import time

    from personac.building.watch import rebuilds
    from personac.report.safe_text import visible

    try:
        for rebuild in rebuilds(requests[0], observer, console.note):
            console.diagnostics(rebuild.outcome.diagnostics, options.form)
            console.note(f"{time.strftime('%H:%M:%S')} {visible(rebuild.line)}")
    except KeyboardInterrupt:
        console.note("\nno longer watching")
    return 0
