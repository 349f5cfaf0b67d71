"""Folders of whole personas, for builds of many: python -m bench.timing.grouping OUT DATA GROUPS MEMBERS.

Files with similar names are in one folder, as users would group them.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

from bench.timing.growth import persona_files, write_files


def write_grouped(data: str, folder: Path, groups: int, members: int) -> None:
    """Write `groups` folders of `members` files. Raises `ValueError` if `data` has too few files."""
    files = sorted(islice(persona_files(data), groups * members), key=lambda file: (file.name, file.content))
    if len(files) < groups * members:
        message = f"{data}: only {len(files)} files"
        raise ValueError(message)
    numbered = [replace(file, name=f"{at:05}-{file.name}") for at, file in enumerate(files)]
    for group in range(groups):
        write_files(numbered[group * members : (group + 1) * members], folder / f"group-{group:03}")


if __name__ == "__main__":
    _, out, data, *numbers = sys.argv
    write_grouped(data, Path(out), *map(int, numbers))
