"""What a hand edit did to a file, line by line: replaced, removed, put in between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from personac.emit.line_diff import line_opcodes
from personac.emit.variant_patches import split_lines

_ALIKE = 0.5  # of two lines of which one became the other
_MOST_PAIRS = 10_000  # lines against lines; beyond that they are paired as they stand
Lines = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `start` to `end` (from 0, half open) of the original that became `new_start` to `new_end`."""

    start: int
    end: int
    new_start: int
    new_end: int


@dataclass(frozen=True, slots=True)
class HandEdit:
    """Both states of a file, and the regions that differ."""

    original: Lines
    edited: Lines
    regions: tuple[Region, ...]


@dataclass(frozen=True, slots=True)
class LineEdits:
    """The same by line, all positions from 0.

    `changed` maps a line to what it became, `inserted` a line to the new ones in front of it; `shown`
    maps either to the line of the edited file where a reader should look.
    """

    changed: Mapping[int, Lines]
    inserted: Mapping[int, tuple[int, int]]
    shown: Mapping[int, int]


def find_edit(original: bytes, edited: bytes) -> HandEdit:
    """Compare two states of a file."""
    old, new = split_lines(original), split_lines(edited)
    regions = (Region(*places) for tag, *places in line_opcodes(old, new) if tag != "equal")
    return HandEdit(tuple(old), tuple(new), tuple(regions))


def line_edits(edit: HandEdit) -> LineEdits:
    """Tell for each line of the regions what became of it: the line that is most like it, or nothing."""
    changed: dict[int, Lines] = {}
    inserted: dict[int, tuple[int, int]] = {}
    shown: dict[int, int] = {}
    for region in edit.regions:
        old, new = edit.original[region.start : region.end], edit.edited[region.new_start : region.new_end]
        place, done = 0, 0
        for i, j in [*_partners(old, new), (len(old), len(new))]:
            for gone in range(place, i):
                changed[region.start + gone], shown[region.start + gone] = (), region.new_start + done
            if done < j:
                inserted[region.start + i] = (region.new_start + done, region.new_start + j)
            if i < len(old):
                changed[region.start + i], shown[region.start + i] = (new[j],), region.new_start + j
            place, done = i + 1, j + 1
    return LineEdits(changed, inserted, shown)


def _partners(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """Pair lines in order, so that the pairs are as alike as can be."""
    if len(old) == len(new) or len(old) * len(new) > _MOST_PAIRS:
        return list(zip(range(len(old)), range(len(new)), strict=False))
    return list(_best_path(old, new))


def _best_path(old: Lines, new: Lines) -> Iterator[tuple[int, int]]:
    likeness = [[_likeness(a, b) for b in new] for a in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], likeness[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < len(old) and j < len(new):
        if likeness[i][j] > 0 and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield (i, j)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(a: bytes, b: bytes) -> float:
    matcher = SequenceMatcher(None, a.split(), b.split(), autojunk=False)
    ratio = matcher.ratio() if a.strip() and b.strip() else 0.0
    return ratio if ratio >= _ALIKE else 0.0
