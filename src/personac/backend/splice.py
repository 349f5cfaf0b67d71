"""Replace runs of a file's lines, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from personac.backend.edits import Lines


@dataclass(frozen=True, slots=True)
class Change:
    """Lines `start` to `end` (from 0, half open) of a file, as they were to be and as they are to be."""

    start: int
    end: int
    base: Lines
    ours: Lines


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes from the first line to the last; of two that overlap only the first."""
    found: list[Change] = []
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        if not found or found[-1].end <= change.start:
            found.append(change)
    return tuple(found)


def spliced(lines: Lines, changes: Sequence[Change], *, is_edited: bool = False) -> bytes:
    """Return the file with the changes in it: their base, or with `is_edited` their own lines."""
    return b"".join(_spliced(lines, changes, is_edited=is_edited))


def _spliced(lines: Lines, changes: Sequence[Change], *, is_edited: bool) -> Iterator[bytes]:
    done = 0
    for change in changes:
        yield from lines[done : change.start]
        yield from change.ours if is_edited else change.base
        done = change.end
    yield from lines[done:]
