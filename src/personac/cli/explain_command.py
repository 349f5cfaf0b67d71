"""`personac explain`."""

from __future__ import annotations

from pathlib import Path

import click

from personac.cli.console import PATH, Console, console_options


@click.command("explain")
@click.argument("subject")
@click.option(
    "-o", "--output", type=PATH, default=Path("build"), show_default=True,
    help="Folder of the build that a source went into.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How to show the explanation, on stdout.",
)  # fmt: skip
@console_options
def command(subject: str, output: Path, form: str, *, console: Console) -> None:
    """Explain a diagnostic's code, or a line: where it came from, or where it went.

    SUBJECT is a code, a line of a canonical agent, or a line of a source; a column behind the line is
    allowed. -v adds the features of each pair.

    \b
    Examples:
      personac explain PC101
      personac explain build/backend.md:42
      personac explain agents/backend.md:12
    """
    from personac.report.explain import explain

    with console.errors_printed():
        console.result(explain(subject, output, as_json=form == "json", verbose=console.verbose))
