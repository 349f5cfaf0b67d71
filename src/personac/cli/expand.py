"""`personac expand`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from personac.cli.console import Console, console_options, guarded


@click.command()
@click.argument("patch", type=click.Path(path_type=Path))
@click.option(
    "--canonical",
    type=click.Path(path_type=Path),
    help="The canonical agent.  [default: that of the patch's build]",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.  [default: stdout]")
@click.option("--force", is_flag=True, help="Replace the output file if it is there.")
@console_options
def expand(
    patch: Path, canonical: Path | None, output: Path | None, *, force: bool, console: Console
) -> None:  # fmt: skip
    """Restore a source, byte for byte, from the canonical and its variant PATCH.

    \b
    Examples:
      personac expand build/variants/backend.patch > backend.md
      personac expand build/variants/backend.patch -o agents/backend.md
    """
    from personac.driver.expand import restore, save

    with guarded(console):
        restored = restore(patch, canonical)
        if output is None:
            sys.stdout.buffer.write(restored)
        else:
            save(output, restored, force=force)
