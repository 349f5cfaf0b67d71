"""`personac build`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from personac.building.request import Overrides, Request
from personac.cli.build_runs import build_all, build_groups, build_one, watch
from personac.cli.build_selection import (
    DECISIONS,
    FOLLOW_LINKS,
    LARGE,
    RULES,
    SOURCES,
    BuildOptions,
    check_number,
    check_usage,
    selected,
)
from personac.cli.console import (
    FORMATS,
    PATH,
    Console,
    console_options,
    grouped_options,
    in_project,
    not_empty,
)
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


def _emitted(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[str, ...] | None:
    if value is None:
        return None
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


@click.command("build")
@in_project
@grouped_options(
    {"request": Request, "overrides": Overrides, "options": BuildOptions},
    SOURCES,
    click.option(
        "-o", "--output", type=PATH, help="Folder to write to; groups go below it.  [default: build]"
    ),
    RULES,
    DECISIONS,
    click.option(
        "--name", default="", callback=not_empty,
        help="Name of the canonical agent.  [default: what the sources share]",
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
        help="Build every folder named as a group of its own, into a folder of its name below -o.  [default: "
        "the folders in agents/, or in the sources of personac.toml]",
    ),
    click.option(
        "--all", "all_groups", is_flag=True,
        help="Build every group of personac.toml, and nothing else; remove the outputs of groups that it no "
        "longer has.",
    ),
    click.option(
        "--jobs", type=_POSITIVE,
        help="With --each or groups, build in this many processes.  [default: as many as pay]",
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
        help="Build again whenever a source, a rule or a setting changes, or an output is gone; Ctrl-C ends.",
    ),
    LARGE,
    FOLLOW_LINKS,
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

    SOURCE are persona files, folders of them, or groups of personac.toml. Where none is named, the
    settings in personac.toml, or [tool.personac] in pyproject.toml, say what is built; without them these
    folders are searched at any depth: agents/, .claude/agents/, .codex/agents/, .cursor/agents/,
    .gemini/agents/, .github/agents/, .opencode/agent/, .opencode/agents/. Options override settings.

    \b
    Examples:
      personac build
      personac build team/*.md --name reviewer -o out
      personac build --keep shared --budget 2000
      personac build --each agents/*/       # each folder into build/<folder>
      personac build backend                # a group of personac.toml
      personac build --all                  # every group, and no outputs of groups that are gone
      personac build --check --format github
    """
    check_usage(request, options)
    if project.unread:
        console.note(f"{project.unread}: its settings do not count, as there is {project.file}")
    given = request._replace(overrides=overrides)
    with console.errors_printed(options.form), _observer(options, console) as observer:
        requests, is_one = selected(given, options, project)
        check_number(requests, given, options, is_one=is_one)
        several = build_all(given, project) if options.all_groups else build_groups
        run = watch(given, project) if options.watch else build_one if is_one else several
        exit_code = run(requests, options, console, observer)
    sys.exit(exit_code)


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
