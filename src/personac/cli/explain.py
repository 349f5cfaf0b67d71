"""`personac explain`."""

from __future__ import annotations

import click

from personac.cli.console import Console, console_options, guarded


@click.command()
@click.argument("subject")
@console_options
def explain(subject: str, *, console: Console) -> None:
    """Explain a diagnostic's code, or where a line of a canonical agent came from.

    \b
    Examples:
      personac explain PC101
      personac explain build/backend.md:42
    """
    from personac.driver.explain import explain as tell

    with guarded(console):
        console.result(tell(subject))
