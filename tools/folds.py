"""Folds: what is left out together when the first stage, the judge and the second stage are measured.

Each fold is one file of written pairs, a fifth of the groups, and a fifth of the real pairs in blocks. All
tools take the folds from here, so that no figure is of data that its model was trained on.
"""

from __future__ import annotations

from collections.abc import Iterable

FOLDS = 5
_BLOCK = 20  # real pairs that stand together are of one group of files


def fold_of_groups(names: Iterable[str]) -> dict[str, int]:
    """Return the fold of each gold group: the sorted names in turn."""
    return {name: number % FOLDS for number, name in enumerate(sorted(names))}


def block_of_real_pair(name: str) -> tuple[str, int]:
    """Return the block and the fold of a real pair named like `r1-23`."""
    series, _, number = name.partition("-")
    block = int("".join(filter(str.isdigit, number))) // _BLOCK
    return f"{series}-{block}", block % FOLDS
