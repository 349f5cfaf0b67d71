"""`personac init`."""

from __future__ import annotations

import click

from personac.cli.console import Console, console_options, guarded


@click.command()
@click.option("--make", is_flag=True, help="Also write personac.mk, to be included by your Makefile.")
@click.option("--git", is_flag=True, help="Also tell git, in .gitattributes, to leave line ends alone.")
@click.option("--force", is_flag=True, help="Replace a personac.mk that is not as it would be written.")
@console_options
def init(*, make: bool, git: bool, force: bool, console: Console) -> None:
    """Write what a new repository of personas needs: starter rules, and more where asked.

    Files that you have stay as they are.

    \b
    Examples:
      personac init                 # rules/personac.toml
      personac init --make --git    # and personac.mk, and lines in .gitattributes
    """
    from personac.driver.init import init as write

    with guarded(console):
        for line in write(make=make, git=git, force=force):
            console.note(line)
