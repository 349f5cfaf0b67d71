"""`personac expand`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from personac.cli.console import PATH, Console, console_options, in_project

if TYPE_CHECKING:
    from personac.building.project import Project


@click.command("expand")
@in_project
@click.argument("patch", type=PATH, required=False, metavar="[PATCH|BUILD]")
@click.option("--all", "is_all", is_flag=True, help="Restore every source of BUILD, with its path, below -o.")
@click.option("--canonical", type=PATH, help="The canonical agent.  [default: that of the patch's build]")
@click.option("--3way", "three_way", is_flag=True, help="Merge hand edits of the canonical into the sources.")
@click.option("-o", "--output", "destination", type=PATH, help="File to write; a folder with --all.")
@click.option("--force", is_flag=True, help="Replace existing files with other content.")
@console_options
def command(  # noqa: PLR0913 - one parameter an option
    patch: Path | None, canonical: Path | None, destination: Path | None, *,
    is_all: bool, three_way: bool, force: bool, console: Console, project: Project,
) -> None:  # fmt: skip
    """Restore a source, byte for byte, from the canonical and its variant PATCH.

    With --all every source of BUILD (a folder or a group; default: that of the project) is written below a
    folder: all of them or none, and agent files only. Where the canonical was edited by hand nothing is
    restored, and the edited lines are reported; --3way merges the edit into the sources that have these
    lines, by git merge-file, and exits 1 where that leaves conflicts.

    \b
    Examples:
      personac expand build/variants/backend.patch > backend.md
      personac expand build/variants/backend.patch -o agents/backend.md
      personac expand --all -o restored
      personac expand --all --3way -o . --force     # then: personac build --force
    """
    if is_all and destination is None:
        problem = "--all needs a folder to write to: -o DIR"
        raise click.UsageError(problem)
    if not is_all and patch is None:
        problem = "name a PATCH, or restore every source with --all"
        raise click.UsageError(problem)
    from personac.building.project_groups import folder_of_build
    from personac.edits.restore import restore, restore_all
    from personac.edits.restored_files import conflicts, put

    with console.errors_printed():
        if is_all:
            restored, warnings = restore_all(folder_of_build(patch, project), canonical, three_way=three_way)
        else:
            restored, warnings = (restore(patch or Path(), canonical, three_way=three_way),), ()
        if destination is None:
            console.source(restored[0].data)
        else:
            console.note(put(restored, destination, is_all=is_all, force=force))
        for source in restored:
            console.note(source.summary)
        diagnostics = (*warnings, *conflicts(restored, destination, is_all=is_all))
        console.diagnostics(diagnostics)
        console.exit_if_errors(diagnostics)
