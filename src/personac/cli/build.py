"""`personac build`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from personac.cli.building import Manner, manner_options
from personac.cli.console import FORMATS, Console, console_options, guarded
from personac.cli.keeping import keep_options
from personac.cli.measuring import measure_options, watched
from personac.cli.running import run_each, run_one
from personac.cli.waiting import wait_option
from personac.cli.watching import Watching, run_watching, watch_options

if TYPE_CHECKING:
    from personac.driver.measuring import Wishes
    from personac.driver.options import KeepOptions


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[SOURCE]...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("build"),
    show_default=True,
    help="Folder to write to.",
)
@click.option("--rules", type=click.Path(path_type=Path), help="Folder of *.toml rules.  [default: rules]")
@click.option("--name", default="", help="Name of the canonical agent.  [default: what the sources share]")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 with a diff where outputs are stale.")
@click.option("--force", is_flag=True, help="Compile even if up to date; overwrite hand edits.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How diagnostics are printed: text on stderr, the others on stdout.",
)
@manner_options
@keep_options
@measure_options
@wait_option
@watch_options
@console_options
def build(  # noqa: PLR0913 - one parameter an option
    sources: tuple[Path, ...], output: Path, rules: Path | None, name: str, *, check: bool, force: bool,
    form: str, manner: Manner, keep: KeepOptions, wishes: Wishes, wait: bool, watching: Watching,
    console: Console,
) -> None:  # fmt: skip
    """Compile personas into one canonical agent, variants and a report.

    SOURCE are persona files, or folders of them; agents/*.md where none is named.

    \b
    Examples:
      personac build
      personac build team/*.md --name reviewer -o out
      personac build --keep shared --budget 2000
      personac build --each agents/*/       # each folder into build/<folder>
      personac build --check --format github
    """
    from personac.driver.build import Request

    with guarded(console, form), watched(console, wishes) as observer:
        request = Request(
            sources, output, rules, name, force, keep, wait, manner.if_changed, watching.cached, observer
        )
        if watching.watch:
            run_watching(request, console, form, check=check, each=manner.each)
        elif manner.each:
            run_each(request, console, form, check=check, jobs=manner.jobs)
        else:
            run_one(request, console, form, check=check)
