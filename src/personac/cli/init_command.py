"""`personac init`."""

from __future__ import annotations

import click

from personac.cli.console import Console, console_options


@click.command("init")
@click.option("--make", is_flag=True, help="Also write personac.mk, to be included by your Makefile.")
@click.option("--git", is_flag=True, help="Also keep git from converting line ends, in .gitattributes.")
@click.option("--force", is_flag=True, help="Replace a personac.mk that differs from the one to be written.")
@console_options
def command(*, make: bool, git: bool, force: bool, console: Console) -> None:
    """Write what a new repository of personas needs: starter rules, and more on request.

    Existing files stay as they are.

    \b
    Examples:
      personac init                 # rules/personac.toml
      personac init --make --git    # and personac.mk, and lines in .gitattributes
    """
    from personac.building.init_project import init_project

    with console.errors_printed():
        for line in init_project(make=make, git=git, force=force):
            console.note(line)
