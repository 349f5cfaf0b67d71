"""A canonical that was edited by hand: recover it as it was built, and report which lines were edited.

The lock keeps only the hash of the canonical. But an unchanged source and its patch give the canonical
back. Where no source is left, the patches together contain most of its lines: each contains those that
its source lacks. The other lines are in all sources; where the edit left them alone, they are read
from the edited file. The hash decides whether the result is the canonical, so nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import PATCH_MISMATCH
from personac.edits.hand_edit import HandEdit, Region, find_edit
from personac.edits.patch import expected_lines, revert_patch
from personac.emit.line_diff import line_opcodes, split_lines
from personac.emit.lock_entries import digest
from personac.report.safe_text import one_line, shortened
from personac.storage.build_folder import BuildFolder

_LONGEST = 60  # characters of a line that a message quotes
_MAX_REGIONS = 20  # regions that are reported one by one
_PROPAGATE = "carry the edit back into the sources with --3way, or undo it: personac build --force"
_UNDO = "undo the edit from version control, or build again with --force"
_CONVERTED = "put `build/** -text` into .gitattributes, and check it out again"
_UNKNOWN_LINES = (
    "edited by hand since it was built; which lines is unknown: "
    "all sources have changed since, and the patches do not contain every line"
)


def original_canonical(build: BuildFolder, edited: bytes) -> bytes | None:
    """Return the canonical as it was built, None where it cannot be recovered."""
    return recover_canonical(edited, build.patches(), build.sources(), build.canonical_hash)


def recover_canonical(
    edited: bytes, patches: Mapping[str, bytes], sources: Mapping[str, bytes], sha256: str
) -> bytes | None:
    """Return the canonical whose hash is `sha256`, None where it cannot be recovered.

    `patches` are those of the build by persona, `sources` the ones that still exist.
    """
    candidates = chain(_from_sources(patches, sources), _from_patches(edited, patches))
    return next((data for data in candidates if digest(data) == sha256), None)


def refusal(build: BuildFolder, edited: bytes) -> PersonacError:
    """Return the error that reports which lines of the canonical were edited."""
    original = original_canonical(build, edited)
    path = build.canonical.as_posix()
    if original is None:
        return PersonacError(Diagnostic(PATCH_MISMATCH, path, 0, 0, _UNKNOWN_LINES, _UNDO))
    if edited.replace(b"\r\n", b"\n") == original:
        message = "its line ends were converted since it was built, and nothing else"
        return PersonacError(Diagnostic(PATCH_MISMATCH, path, 0, 0, message, _CONVERTED))
    return PersonacError(*_edited_regions(find_edit(original, edited), path))


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


def _edited_regions(edit: HandEdit, path: str) -> Iterator[Diagnostic]:
    for region in edit.regions[:_MAX_REGIONS]:
        line = _line(edit, region)
        yield Diagnostic(PATCH_MISMATCH, path, line, 1, _description(edit, region), _PROPAGATE)
    rest = len(edit.regions) - _MAX_REGIONS
    if rest > 0:
        line = _line(edit, edit.regions[_MAX_REGIONS])
        message = f"edited by hand here and in {rest - 1} more places"
        yield Diagnostic(PATCH_MISMATCH, path, line, 1, message, _PROPAGATE)


def _line(edit: HandEdit, region: Region) -> int:
    return min(region.new_start + 1, max(1, len(edit.edited)))


def _description(edit: HandEdit, region: Region) -> str:
    removed, new = region.end - region.start, region.new_end - region.new_start
    last = f" to line {region.new_end}" if new > 1 else ""
    if not removed:
        return f"edited by hand since the build: added{last}"
    original = _quoted(edit, region)
    return f"edited by hand since the build{last}: {'was' if new else 'removed here was'} {original}"


def _quoted(edit: HandEdit, region: Region) -> str:
    lines = edit.original[region.start : region.end]
    first = next((line for line in lines if line.strip()), lines[0])
    text = shortened(one_line(first.decode("utf-8", "replace").strip()), _LONGEST)
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{text!r}{more}"
