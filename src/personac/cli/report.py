"""`personac report`."""

from __future__ import annotations

from pathlib import Path

import click

from personac.cli.console import Console, console_options, guarded


@click.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder of the build.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json", "html"]),
    default="text",
    show_default=True,
    help="How to show the report, on stdout.",
)
@console_options
def report(output: Path, form: str, *, console: Console) -> None:
    """Show the overlap report of the last build.

    \b
    Examples:
      personac report
      personac report --format md > comment.md
    """
    from personac.driver.gather import shown
    from personac.driver.render import load_report, render
    from personac.report.terminal import render_text

    with guarded(console):
        found = load_report(output)
        if form == "text":
            console.result(render_text(found, color=console.color))
        else:
            console.result(render(found, form, shown(output)))  # type: ignore[arg-type]
