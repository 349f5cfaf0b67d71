"""`personac diff`."""

from __future__ import annotations

from pathlib import Path

import click

from personac.cli.console import Console, console_options, guarded
from personac.cli.measuring import showing


@click.command()
@click.argument("a", type=click.Path(path_type=Path), metavar="A.md")
@click.argument("b", type=click.Path(path_type=Path), metavar="B.md")
@click.option("--rules", type=click.Path(path_type=Path), help="Folder of *.toml rules.  [default: rules]")
@click.option("--stat", is_flag=True, help="Only the figures, section by section.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json"]),
    default="text",
    show_default=True,
    help="How to show what differs, on stdout.",
)
@console_options
def diff(  # noqa: PLR0913 - one parameter an option
    a: Path, b: Path, rules: Path | None, form: str, *, stat: bool, console: Console
) -> None:  # fmt: skip
    """Tell what two personas say alike and otherwise: by meaning, not by lines.

    Both may be any persona files; nothing is written. The exit code is 0 whatever differs.

    \b
    Examples:
      personac diff agents/backend.md agents/backend-expert.md
      personac diff old.md new.md --stat
      personac diff old.md new.md --format md > comment.md
    """
    with guarded(console):
        with showing(console) as observer:
            observer.starts("import")
            from personac.driver.compare_files import compare_files
            from personac.report.formats import render_comparison

            found = compare_files(a, b, rules, observer)
        console.diagnostics(found.diagnostics, "text")
        console.result(render_comparison(found.comparison, form, stat=stat, color=console.color))  # type: ignore[arg-type]
