"""A hand edit of a file, line by line: lines replaced, removed, inserted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from personac.emit.line_diff import line_opcodes, split_lines

_LEAST_SIMILARITY = 0.5  # of two lines of which one became the other
_MAX_PAIRS = 10_000  # pairs of lines; larger regions are paired by position
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
    """A hand edit by line, all positions from 0.

    `changed` maps a line to its replacement, `inserted` a line to the new lines in front of it; `shown`
    maps changed lines to the line of the edited file that a diagnostic names.
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
    """Pair each line of the regions with its replacement: the most similar new line, or nothing."""
    collector = _Collector(edit)
    for region in edit.regions:
        collector.add(region)
    return LineEdits(collector.changed, collector.inserted, collector.shown)


@dataclass(slots=True)
class _Collector:
    edit: HandEdit
    changed: dict[int, Lines] = field(default_factory=dict)
    inserted: dict[int, tuple[int, int]] = field(default_factory=dict)
    shown: dict[int, int] = field(default_factory=dict)

    def add(self, region: Region) -> None:
        old = self.edit.original[region.start : region.end]
        new = self.edit.edited[region.new_start : region.new_end]
        place, done = 0, 0
        for i, j in [*_partners(old, new), (len(old), len(new))]:
            gap = Region(
                region.start + place, region.start + i, region.new_start + done, region.new_start + j
            )
            self._between(gap)
            if i < len(old):
                self.changed[gap.end], self.shown[gap.end] = (new[j],), gap.new_end
            place, done = i + 1, j + 1

    def _between(self, gap: Region) -> None:
        """Record the lines between two pairs: old ones as removed, new ones as inserted."""
        for position in range(gap.start, gap.end):
            self.changed[position], self.shown[position] = (), gap.new_start
        if gap.new_start < gap.new_end:
            self.inserted[gap.end] = (gap.new_start, gap.new_end)


def _partners(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """Pair lines in order, so that the sum of the pairs' similarities is as large as possible."""
    if len(old) == len(new) or len(old) * len(new) > _MAX_PAIRS:
        return list(zip(range(len(old)), range(len(new)), strict=False))
    similarity = [[_similarity(a, b) for b in new] for a in old]
    return list(_best_path(similarity, _best_sums(similarity, len(new))))


def _best_sums(similarity: list[list[float]], width: int) -> list[list[float]]:
    """For each pair of positions return the best sum from there to the end."""
    best = [[0.0] * (width + 1) for _ in range(len(similarity) + 1)]
    for i in reversed(range(len(similarity))):
        for j in reversed(range(width)):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], similarity[i][j] + best[i + 1][j + 1])
    return best


def _best_path(similarity: list[list[float]], best: list[list[float]]) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(best) - 1 and j < len(best[0]) - 1:
        if similarity[i][j] > 0 and best[i][j] == similarity[i][j] + best[i + 1][j + 1]:
            yield (i, j)
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _similarity(a: bytes, b: bytes) -> float:
    matcher = SequenceMatcher(None, a.split(), b.split(), autojunk=False)
    ratio = matcher.ratio() if a.strip() and b.strip() else 0.0
    return ratio if ratio >= _LEAST_SIMILARITY else 0.0
