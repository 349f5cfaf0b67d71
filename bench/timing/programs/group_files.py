"""The files of all programs: bullets, one a line, as input; groups of line numbers as output."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


def read_bullets(path: str) -> list[str]:
    """Return the texts of a file with one bullet a line."""
    return Path(path).read_text("utf-8").split("\n")[:-1]


def write_groups(groups: Iterable[Iterable[int]], path: str) -> None:
    """Write the groups of two or more bullets."""
    numbers = sorted(sorted(map(int, group)) for group in groups)
    Path(path).write_text(json.dumps([group for group in numbers if len(group) > 1]), "utf-8")


def by_label(labels: Iterable[int]) -> Iterable[list[int]]:
    """Return the positions with the same label."""
    positions: dict[int, list[int]] = defaultdict(list)
    for position, label in enumerate(labels):
        positions[label].append(position)
    return positions.values()
