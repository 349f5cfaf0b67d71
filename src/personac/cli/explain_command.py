"""`personac explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from personac.cli.completed_subjects import complete_line, complete_subject
from personac.cli.console import PATH, Console, console_options, grouped_options, in_project

if TYPE_CHECKING:
    from personac.building.project import Project


class ExplainOptions(NamedTuple):
    """What to explain, and how."""

    subject: str | None
    other: str | None
    lists: bool
    output: Path | None
    form: str


@click.command("explain")
@grouped_options(
    {"options": ExplainOptions},
    click.argument("subject", required=False, shell_complete=complete_subject),
    click.argument("other", required=False, shell_complete=complete_line),
    click.option("--list", "lists", is_flag=True, help="List all codes, with severity, name and title."),
    click.option(
        "-o", "--output", type=PATH,
        help="Folder, or group, of the build that a source went into.  [default: that of the project]",
    ),
    click.option(
        "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
        help="How to show the explanation, on stdout.",
    ),
)  # fmt: skip
@console_options
def command(options: ExplainOptions, console: Console) -> None:
    """Explain a diagnostic's code, a line (where it came from, or where it went), or two bullets.

    SUBJECT is a code, a line of a canonical agent, or a line of a source; a column behind the line is
    allowed. With OTHER, both are lines of sources: why their bullets were merged or not, what both say, and
    what only one of them says. -v adds the features of each pair.

    \b
    Examples:
      personac explain --list
      personac explain PC101
      personac explain build/backend.md:42
      personac explain agents/backend.md:12
      personac explain agents/backend.md:12 agents/api.md:30
    """
    if options.lists and options.subject is not None:
        message = "--list needs no argument: it lists all codes"
        raise click.UsageError(message)
    if not options.lists and options.subject is None:
        message = (
            "name what to explain: a code, as in `personac explain PC101` (--list lists all), or a line, as "
            "in `personac explain build/agent.md:42`"
        )
        raise click.UsageError(message)
    with console.errors_printed():
        console.result(_explained(options, verbose=console.verbose), options.form)


def _explained(options: ExplainOptions, *, verbose: bool) -> str:
    """Return the explanation; only lines need the project and its settings. Raises `PersonacError`."""
    from personac.report.named_lines import place_of

    as_json = options.form == "json"
    if options.subject is None:
        from personac.report.explain_code import list_kinds

        return list_kinds(as_json=as_json)
    if options.other is None and place_of(options.subject) is None:
        from personac.report.explain import explain

        return explain(options.subject, as_json=as_json)
    text: str = _of_lines(output=options.output, options=options, verbose=verbose)
    return text


@in_project
def _of_lines(output: Path, options: ExplainOptions, *, verbose: bool, project: Project) -> str:
    """Return the explanation of one line or of two. Raises `PersonacError`."""
    from personac.building.project_groups import folder_of_build, folder_of_source
    from personac.report.named_lines import place_of

    as_json, subject = options.form == "json", project.line_here(options.subject or "")
    if options.output is not None:
        output = folder_of_build(output, project)
    elif place := place_of(subject):
        output = folder_of_source(place[0], project)
    if options.other is None:
        from personac.report.explain import explain

        return explain(subject, output, as_json=as_json, verbose=verbose)
    from personac.report.explain_pair import explain_pair

    return explain_pair(subject, project.line_here(options.other), output, as_json=as_json, verbose=verbose)
