"""`personac explain`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from personac.cli.completed_subjects import complete_line, complete_subject
from personac.cli.console import PATH, Console, console_options, in_project

if TYPE_CHECKING:
    from personac.building.project import Project


@click.command("explain")
@in_project
@click.argument("subject", shell_complete=complete_subject)
@click.argument("other", required=False, shell_complete=complete_line)
@click.option(
    "-o", "--output", type=PATH, show_default="build",
    help="Folder of the build that a source went into.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How to show the explanation, on stdout.",
)  # fmt: skip
@console_options
def command(  # noqa: PLR0913 - one parameter an option
    subject: str, other: str | None, output: Path, form: str, *, console: Console, project: Project
) -> None:
    """Explain a diagnostic's code, a line (where it came from, or where it went), or two bullets.

    SUBJECT is a code, a line of a canonical agent, or a line of a source; a column behind the line is
    allowed. With OTHER, both are lines of sources: why their bullets were merged or not, what both say, and
    what only one of them says. -v adds the features of each pair.

    \b
    Examples:
      personac explain PC101
      personac explain build/backend.md:42
      personac explain agents/backend.md:12
      personac explain agents/backend.md:12 agents/api.md:30
    """
    subject, other = project.line_here(subject), project.line_here(other) if other else None
    options = {"as_json": form == "json", "verbose": console.verbose}
    with console.errors_printed():
        if other is None:
            from personac.report.explain import explain

            console.result(explain(subject, output, **options))
        else:
            from personac.report.explain_pair import explain_pair

            console.result(explain_pair(subject, other, output, **options))
