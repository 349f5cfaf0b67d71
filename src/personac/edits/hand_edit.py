"""A hand edit of the canonical: the canonical as it was built, and the lines that were edited.

The lock keeps only the hash of the canonical. But an unchanged source and its patch give the canonical
back. Where no source is left, the patches together contain most of its lines: each contains those that
its source lacks. The other lines are in all sources; where the edit left them alone, they are read
from the edited file. The hash decides whether the result is the canonical, so nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, pairwise

from personac.diagnostics.diagnostic import PersonacError
from personac.edits.patch import expected_lines, revert_patch
from personac.emit.line_diff import line_opcodes, split_lines
from personac.emit.lock_entries import digest

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
    changed: dict[int, Lines] = {}
    inserted: dict[int, tuple[int, int]] = {}
    shown: dict[int, int] = {}
    for gap, precedes_pair in _gaps(edit):
        for position in range(gap.start, gap.end):
            changed[position], shown[position] = (), gap.new_start
        if gap.new_start < gap.new_end:
            inserted[gap.end] = (gap.new_start, gap.new_end)
        if precedes_pair:
            changed[gap.end], shown[gap.end] = (edit.edited[gap.new_end],), gap.new_end
    return LineEdits(changed, inserted, shown)


def _gaps(edit: HandEdit) -> Iterator[tuple[Region, bool]]:
    """Yield the lines without a partner, in front of each pair of lines and at the end of each region."""
    for region in edit.regions:
        old = edit.original[region.start : region.end]
        new = edit.edited[region.new_start : region.new_end]
        start, new_start = region.start, region.new_start
        for i, j in [*_partners(old, new), (len(old), len(new))]:
            gap = Region(start, region.start + i, new_start, region.new_start + j)
            yield gap, i < len(old)
            start, new_start = gap.end + 1, gap.new_end + 1


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


def recover_canonical(
    edited: bytes, patches: Mapping[str, bytes], sources: Mapping[str, bytes], sha256: str
) -> bytes | None:
    """Return the canonical whose hash is `sha256`, None where it cannot be recovered.

    `patches` are those of the build by persona, `sources` the ones that still exist.
    """
    candidates = chain(_from_sources(patches, sources), _from_patches(edited, patches))
    return next((data for data in candidates if digest(data) == sha256), None)


def _from_sources(patches: Mapping[str, bytes], sources: Mapping[str, bytes]) -> Iterator[bytes]:
    for persona in sorted(set(patches) & set(sources)):
        try:
            yield revert_patch(sources[persona], patches[persona], persona)
        except PersonacError:
            continue  # this source was edited, or its patch was


def _from_patches(edited: bytes, patches: Mapping[str, bytes]) -> Iterator[bytes]:
    known: dict[int, bytes] = {}
    for persona in sorted(patches):
        try:
            known |= expected_lines(patches[persona], persona)
        except PersonacError:
            continue
    lines = _Filler.of(known, split_lines(edited)).lines() if known else None
    if lines is not None:
        yield b"".join(lines)


@dataclass(frozen=True, slots=True)
class _Filler:
    """Completes the known lines of a file, at `positions`, with those of an edited state of it.

    `matches` maps indices of `positions` to the lines of the edited state that are the same.
    """

    known: Mapping[int, bytes]
    positions: Sequence[int]
    edited: Sequence[bytes]
    matches: Mapping[int, int]

    @classmethod
    def of(cls, known: Mapping[int, bytes], edited: Sequence[bytes]) -> _Filler:
        positions = sorted(known)
        matches = _equal_lines([known[position] for position in positions], edited)
        return cls(known, positions, edited, matches)

    def lines(self) -> list[bytes] | None:
        """Return all lines, None where some cannot be known."""
        lines: list[bytes] = []
        for before, after in pairwise([-1, *range(len(self.positions)), len(self.positions)]):
            gap = self._gap(before, after)
            if gap is None:
                return None
            lines += gap
            lines += [self.known[self.positions[after]]] if after < len(self.positions) else []
        return lines

    def _gap(self, before: int, after: int) -> Sequence[bytes] | None:
        """Return the unknown lines between two known ones, read next to either in the edited state."""
        start = 0 if before < 0 else self.matches[before] + 1 if before in self.matches else None
        if after == len(self.positions):  # how many lines follow the last known one is unknown
            return [] if start is None else self.edited[start:]
        length = self.positions[after] - (self.positions[before] + 1 if before >= 0 else 0)
        if start is not None and start + length <= len(self.edited):
            return self.edited[start : start + length]
        if after in self.matches and self.matches[after] >= length:
            return self.edited[self.matches[after] - length : self.matches[after]]
        return [] if length == 0 else None


def _equal_lines(known: Sequence[bytes], edited: Sequence[bytes]) -> dict[int, int]:
    """Map positions in `known` to those in `edited`, for lines that are unchanged."""
    return {
        low + offset: left + offset
        for tag, low, high, left, _ in line_opcodes(known, edited)
        if tag == "equal"
        for offset in range(high - low)
    }
