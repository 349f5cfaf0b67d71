"""Writes what the pages of this project show of its own agents: a picture of the merge, output, figures.

    python -m tools.own_pages [--check]

It compiles agents/ by rules/ as `personac build` does. `--check` writes nothing, prints a diff, and exits
with 1 if a page does not show what a build gives now.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import chdir
from difflib import unified_diff
from pathlib import Path

from personac.building.builder import compile_request
from personac.building.in_memory import Built
from personac.building.request import Request
from tools.draw_merge import draw
from tools.marked_blocks import fenced, with_blocks
from tools.quoted_builds import bullets_of_sources, commands, first_build, kept_twice, watched
from tools.target_tables import file_table, key_list, limit_table

ROOT = Path(__file__).resolve().parents[1]
COMMAND = "python -m tools.own_pages"
Blocks = Mapping[str, str]


def blocks_of(built: Built, root: Path) -> Mapping[str, Blocks]:
    """Return for each page its blocks by name; `root` is the folder of the project."""
    return {
        "README.md": {
            "sources": fenced("text", bullets_of_sources(root)),
            "build": fenced("console", first_build(built, root)),
            "commands": fenced("console", commands(built, root)),
        },
        "docs/merging.md": {
            "picture": fenced("text", draw(built.compilation)),
            "twice": fenced("text", kept_twice(built)),
        },
        "docs/targets.md": {"files": file_table(), "limits": limit_table(), "keys": key_list()},
        "docs/watch-and-cache.md": {"watch": fenced("text", watched(built, root))},
    }


def built_here() -> Built:
    """Build the agents of the working directory in memory. Raises `PersonacError`."""
    return compile_request(Request())


def differences(pages: Mapping[str, Blocks], root: Path) -> Iterator[tuple[Path, str, str]]:
    """Yield each page whose blocks are stale: its path, its text, and what it should be."""
    for name, blocks in pages.items():
        path = root / name
        text = path.read_text("utf-8")
        current = with_blocks(text, blocks, COMMAND)
        if current != text:
            yield path, text, current


def diff_of(path: Path, text: str, current: str) -> str:
    """Return what `--check` prints for a page."""
    sides = (text.splitlines(keepends=True), current.splitlines(keepends=True))
    return "".join(unified_diff(*sides, path.name, f"{path.name}, as `{COMMAND}` writes it", n=1))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args(arguments)
    with chdir(ROOT):
        stale = list(differences(blocks_of(built_here(), ROOT), ROOT))
    for path, text, current in stale:
        if options.check:
            print(diff_of(path, text, current), end="")
        else:
            path.write_text(current, "utf-8")
            print(f"{path.relative_to(ROOT)}: rewritten")
    sys.exit(bool(stale) and options.check)


if __name__ == "__main__":
    main()
