"""`personac init`."""

from __future__ import annotations

import click

from personac.cli.console import Console, console_options


@click.command("init")
@click.option("--make", is_flag=True, help="Only rules and personac.mk, to be included by your Makefile.")
@click.option("--git", is_flag=True, help="Only rules, and lines in .gitattributes that keep line ends.")
@click.option("--force", is_flag=True, help="Replace a personac.mk that differs from the one to be written.")
@console_options
def command(*, make: bool, git: bool, force: bool, console: Console) -> None:
    """Make a repository of personas that builds, out of an empty folder or one with personas.

    Writes a persona to start with, personac.toml, rules, a Makefile with its include, a pre-commit hook, a
    workflow for GitHub, and .gitattributes. It asks nothing, and existing files stay as they are.

    \b
    Examples:
      personac init                 # all that is missing
      personac init --make --git    # only rules, personac.mk, and lines in .gitattributes
    """
    from personac.building.init_project import init_project

    with console.errors_printed():
        for line in init_project(make=make, git=git, force=force):
            console.note(line)
