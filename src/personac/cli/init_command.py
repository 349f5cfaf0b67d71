"""`personac init`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from personac.cli.console import Console, console_options, in_project

if TYPE_CHECKING:
    from personac.building.project import Project


@click.command("init")
@in_project
@click.option("--make", is_flag=True, help="Only rules and personac.mk, to be included by your Makefile.")
@click.option("--git", is_flag=True, help="Only rules, and lines in .gitattributes that keep line ends.")
@click.option("--force", is_flag=True, help="Replace a personac.mk that differs from the one to be written.")
@console_options
def command(*, make: bool, git: bool, force: bool, console: Console, project: Project) -> None:
    """Make a repository of personas that builds, out of an empty folder or one with personas.

    Writes a persona to start with, personac.toml, rules, a Makefile with its include, a pre-commit hook, a
    workflow for GitHub, and .gitattributes. It asks nothing, and existing files stay as they are. Folders
    are those of personac.toml, if there is one; then the files are written beside it.

    \b
    Examples:
      personac init                 # all that is missing
      personac init --make --git    # only rules, personac.mk, and lines in .gitattributes
    """
    from personac.building.init_project import init_project

    _check_place(project)
    with console.errors_printed():
        for line in init_project(make=make, git=git, force=force):
            console.note(line)


def _check_place(project: Project) -> None:
    """Raise `click.UsageError` in a subfolder of a git repository: hooks and CI are read in its root."""
    if project.file is None and project.root != project.start:
        place = os.path.relpath(project.root, project.start)
        message = (
            "this is not the root of the git repository, where hooks and CI are read: "
            f"run it in {place}; for a project of this folder alone, write an empty personac.toml here first"
        )
        raise click.UsageError(message)
