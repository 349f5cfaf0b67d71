"""Get back the canonical as it was built, after somebody has edited it.

The lock keeps only its hash. But a source that is still as it was, and its
patch, give the canonical back; and where the sources are gone, the patches
together tell most of its lines: each tells those that its source does not have.
The lines that none tells are those that all sources share, and if the edit
left these alone they can be read from the edited file. The hash decides
whether what came out is the canonical, so that nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from personac.diagnostics.model import PersonacError
from personac.edits.patch import expected_lines, revert_patch
from personac.emit.line_diff import line_opcodes
from personac.emit.lock_entries import digest
from personac.emit.variant_patches import split_lines


def recover_canonical(
    edited: bytes, patches: Mapping[str, bytes], sources: Mapping[str, bytes], sha256: str
) -> bytes | None:
    """Return the canonical whose hash is `sha256`, None where it cannot be had.

    `patches` are those of the build by persona, `sources` those that are still there.
    """
    candidates = (*_from_sources(patches, sources), *_from_patches(edited, patches))
    return next((found for found in candidates if digest(found) == sha256), None)


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
    filled = _filled(known, split_lines(edited)) if known else None
    if filled is not None:
        yield b"".join(filled)


def _filled(known: Mapping[int, bytes], edited: Sequence[bytes]) -> list[bytes] | None:
    """Put the known lines in their places, and between them what stands there in the edited file."""
    places = sorted(known)
    found = _matched([known[place] for place in places], edited)
    lines: list[bytes] = []
    for before, after in pairwise([-1, *range(len(places)), len(places)]):
        gap = _gap(places, found, edited, before, after)
        if gap is None:
            return None
        lines += gap
        lines += [known[places[after]]] if after < len(places) else []
    return lines


def _gap(
    places: Sequence[int], found: Mapping[int, int], edited: Sequence[bytes], before: int, after: int
) -> Sequence[bytes] | None:
    """The unknown lines between two known ones, read behind the one or in front of the other."""
    start = 0 if before < 0 else found[before] + 1 if before in found else None
    if after == len(places):  # nobody knows how many lines follow the last known one
        return [] if start is None else edited[start:]
    length = places[after] - (places[before] + 1 if before >= 0 else 0)
    if start is not None and start + length <= len(edited):
        return edited[start : start + length]
    if after in found and found[after] >= length:
        return edited[found[after] - length : found[after]]
    return [] if length == 0 else None


def _matched(known: Sequence[bytes], edited: Sequence[bytes]) -> dict[int, int]:
    """Map positions in `known` to those in `edited`, where a line is still there."""
    equal: Iterable[tuple[str, int, int, int, int]] = line_opcodes(known, edited)
    return {
        low + offset: left + offset
        for tag, low, high, left, _ in equal
        if tag == "equal"
        for offset in range(high - low)
    }
