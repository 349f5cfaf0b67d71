"""`personac diff`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from personac.building.request import Request
from personac.cli.build_selection import RULES
from personac.cli.console import PATH, Console, console_options, grouped_options, in_project

if TYPE_CHECKING:
    from personac.building.project import Project


@click.command("diff")
@in_project
@click.argument("a", type=PATH, metavar="A.md")
@click.argument("b", type=PATH, metavar="B.md")
@grouped_options(
    {"options": Request},
    RULES,
    click.option(
        "--large", is_flag=True, help="Allow files of more than 4 MiB, or 20,000 items and paragraphs."
    ),
    click.option(
        "--follow-links", "follows_links", is_flag=True, help="Read also rules that lead out of the project."
    ),
)
@click.option("--stat", is_flag=True, help="Only the figures, section by section.")
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "json"]), default="text", show_default=True,
    help="How to show the differences, on stdout.",
)  # fmt: skip
@console_options
def command(  # noqa: PLR0913 - one parameter an option
    a: Path, b: Path, options: Request, form: str, *, stat: bool, console: Console, project: Project
) -> None:
    """Compare two personas by meaning, not by lines.

    Both may be any persona files; nothing is written. The exit code is 0 whatever differs.

    \b
    Examples:
      personac diff agents/backend.md agents/backend-expert.md
      personac diff old.md new.md --stat
      personac diff old.md new.md --format md > comment.md
    """
    from personac.observer import observed_step

    with console.errors_printed():
        with console.progress() as observer:
            with observed_step(observer, "import"):
                from personac.building.compare_files import compare_files
                from personac.report.comparison_rendering import render_comparison

            if options.rules is None:
                options = options._replace(rules=project.rules, are_rules_named=False)
            compared = compare_files(a, b, options, observer)
        console.diagnostics(compared.diagnostics)
        shown = render_comparison(compared.comparison, form, stat=stat, color=console.color)  # type: ignore[arg-type]
        console.result(shown, form)
