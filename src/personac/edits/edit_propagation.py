"""Propagate a hand edit of the canonical to the places where a source has the edited lines.

A source has its lines in another order than the canonical, under other markers, and between lines of its
own; merging the two files line by line would mostly give conflicts. But the provenance map has the source's
lines for each line of the canonical. There the source gets the canonical's line as it was before the edit
(base), and after it (ours). A merge of both with the source itself (theirs) applies the edit where the
source has the line in the canonical's wording, and is a conflict elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from personac.edits.hand_edit import HandEdit, LineEdits, Lines, line_edits
from personac.edits.source_style import (
    adapted,
    after_children,
    at_end,
    depth_of,
    inserted_lines,
    is_same_text,
    line_end,
    reworded,
    source_lines,
    with_references,
)
from personac.emit.provenance import MappedBlock, MappedOrigin, ProvenanceMap, mapped_blocks

Fate = Literal["applied", "conflict", "absent"]
# A covered line is narrower than the one of the canonical, so an edit of that does not apply to it.
_RELATIONS = frozenset({"kept", "merged", "heading", "frontmatter"})


@dataclass(frozen=True, slots=True)
class LineFate:
    """What becomes of an edit in one source; `line` is that of the edited canonical, from 1.

    `conflict`: the source has the line in another wording; `absent`: the source does not have it.
    """

    line: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of a merge, and what becomes of each edit."""

    base: bytes
    ours: bytes
    theirs: bytes
    fates: tuple[LineFate, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Lines `start` to `end` (from 0, half open) of a source, and what replaces them on two sides."""

    start: int
    end: int
    base: Lines
    ours: Lines


def propagate(edit: HandEdit, provenance: ProvenanceMap, persona: str, source: bytes) -> Sides:
    """Put an edit of the canonical into the source of `persona`, where it has the edited lines."""
    size = len(edit.original)
    blocks = [block for block in mapped_blocks(provenance) if 1 <= block.first <= block.last <= size]
    propagator = _Propagator(edit, line_edits(edit), blocks, persona, source_lines(source))
    results = [*propagator.changed(), *propagator.inserted()]
    changes = in_order(change for change, _ in results if change is not None)
    fates = tuple(sorted((fate for _, fate in results), key=lambda fate: (fate.line, fate.fate)))
    base, ours = (spliced(propagator.lines, changes, is_edited=is_edited) for is_edited in (False, True))
    return Sides(base, ours, source, fates)


def without_map(edit: HandEdit, source: bytes) -> Sides:
    """Return the sides of a merge of the whole files, line by line."""
    return Sides(b"".join(edit.original), b"".join(edit.edited), source, ())


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes sorted by position; of two that overlap only the first."""
    disjoint: list[Change] = []
    for change in sorted(changes, key=lambda one: (one.start, one.end)):
        if not disjoint or disjoint[-1].end <= change.start:
            disjoint.append(change)
    return tuple(disjoint)


def spliced(lines: Lines, changes: Sequence[Change], *, is_edited: bool = False) -> bytes:
    """Return the file with the changes in it: their base, or with `is_edited` their own lines."""
    parts: list[bytes] = []
    done = 0
    for change in changes:
        parts += [*lines[done : change.start], *(change.ours if is_edited else change.base)]
        done = change.end
    return b"".join([*parts, *lines[done:]])


@dataclass(frozen=True, slots=True)
class _BlockEdit:
    """An edited block of the canonical: its lines before and after, and the line that is reported."""

    block: MappedBlock
    old: Lines
    new: Lines
    line: int


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A block next to inserted lines, and where the source has it; `is_before`: it precedes them."""

    block: MappedBlock
    origin: MappedOrigin
    is_before: bool


_Result = tuple[Change | None, LineFate]


@dataclass(frozen=True, slots=True)
class _Propagator:
    edit: HandEdit
    by_line: LineEdits
    blocks: Sequence[MappedBlock]
    persona: str
    lines: Lines

    def changed(self) -> Iterator[_Result]:
        """Yield the changes of edited blocks, one for each place where the source has them."""
        for block in self.blocks:
            span = range(block.first - 1, block.last)
            line = self._edited_line(span)
            if line:
                old, new = self.edit.original[span.start : span.stop], tuple(self._new(span))
                yield from self._changes(_BlockEdit(block, old, new, line))

    def _edited_line(self, span: range) -> int:
        """Return the line of the edited canonical where a block was edited, 0 where it was not."""
        changed = (self.by_line.shown[i] + 1 for i in span if i in self.by_line.changed)
        inserted = (self.by_line.inserted[i][0] + 1 for i in span[1:] if i in self.by_line.inserted)
        return next(changed, 0) or next(inserted, 0)

    def _new(self, span: range) -> Iterator[bytes]:
        for i in span:
            if i > span[0] and i in self.by_line.inserted:
                start, end = self.by_line.inserted[i]
                yield from self.edit.edited[start:end]
            yield from self.by_line.changed.get(i, (self.edit.original[i],))

    def _changes(self, edit: _BlockEdit) -> list[_Result]:
        origins = self._origins(edit.block) or self._same_field(edit)
        results = [self._replacement(edit, origin) for origin in origins]
        # A source that has it in this wording and in another one is edited where it has this wording.
        applied = [result for result in results if result[1].fate == "applied"]
        return applied or results or [(None, LineFate(edit.line, "absent"))]

    def _origins(self, block: MappedBlock) -> list[MappedOrigin]:
        """Return where the source has a block; a damaged map may name lines that do not exist."""
        return [
            origin
            for origin in block.origins
            if origin.persona == self.persona and origin.relation in _RELATIONS
            if 1 <= origin.line <= origin.end_line <= len(self.lines)
        ]

    def _same_field(self, edit: _BlockEdit) -> list[MappedOrigin]:
        """Find the very lines of a key in the source: the map names only the persona that was chosen."""
        end = next((i for i, line in enumerate(self.lines) if i and line.rstrip() == b"---"), 0)
        old, size = [line.rstrip() for line in edit.old], len(edit.old)
        texts = [line.rstrip() for line in self.lines[:end]]
        for i in range(1, end - size + 1) if edit.block.is_field else ():
            if texts[i : i + size] == old:
                return [MappedOrigin(self.persona, "", i + 1, i + size, "", "frontmatter")]
        return []

    def _replacement(self, edit: _BlockEdit, origin: MappedOrigin) -> _Result:
        start, end = origin.line - 1, origin.end_line
        there, marked = self.lines[start:end], bool(origin.cluster) or edit.block.is_heading
        old, new = with_references(edit.old, edit.new, there, marked=marked)
        if is_same_text(old, there, marked=marked):
            ours = reworded(old, new, there, marked=marked)
            return Change(start, end, there, ours), LineFate(edit.line, "applied")
        if not origin.cluster:  # the source's own title, or its own value of a key, is not affected
            return None, LineFate(edit.line, "absent")
        base, ours = (adapted(old, side, there, marked=marked) for side in (old, new))
        return Change(start, end, base, ours), LineFate(edit.line, "conflict")

    def inserted(self) -> Iterator[_Result]:
        """Yield the changes of inserted lines, each next to a neighbour that the source has."""
        inside = {i for block in self.blocks for i in range(block.first, block.last)}
        for position, (start, end) in sorted(self.by_line.inserted.items()):
            filled = [i for i in range(start, end) if self.edit.edited[i].strip()]
            if position in inside or not filled:
                continue
            neighbour = self._neighbour(position, filled[0])
            change = self._insertion(neighbour, filled[0], filled[-1] + 1) if neighbour else None
            yield change, LineFate(filled[0] + 1, "applied" if change else "absent")

    def _neighbour(self, position: int, new: int) -> _Neighbour | None:
        """Return the block that line `new` of the edited canonical follows, or else precedes."""
        before, after = self._around(position, depth_of(self.edit.edited[new]))
        order = [(before, True), (after, False)]
        if before is not None and before.is_heading:
            order.reverse()
        for block, is_before in order:
            origins = self._origins(block) if block else []
            if block and origins:
                return _Neighbour(block, origins[0], is_before)
        return None

    def _around(self, position: int, depth: int) -> tuple[MappedBlock | None, MappedBlock | None]:
        """Return the blocks around a position; those nested deeper than `depth` belong to one before them."""
        above = (block for block in reversed(self.blocks) if block.last <= position)
        before = next((block for block in above if depth_of(self._anchor(block)) <= depth), None)
        after = next((block for block in self.blocks if block.first > position), None)
        if before and before.is_field and b"---\n" in self.edit.original[before.last : position]:
            before = None  # the end of the front matter is between them
        return before, after

    def _anchor(self, block: MappedBlock) -> bytes:
        return self.edit.original[block.first - 1]

    def _insertion(self, neighbour: _Neighbour, start: int, end: int) -> Change:
        """Insert new lines next to a block's place in the source, separated by a blank line as here."""
        there = self.lines[neighbour.origin.line - 1]
        lines = inserted_lines(self._anchor(neighbour.block), self.edit.edited[start:end], there)
        blank = (line_end(there),) if self._is_blank(start - 1 if neighbour.is_before else end) else ()
        position = self._position(neighbour, self.edit.edited[start])
        whole = (*blank, *lines) if neighbour.is_before else (*lines, *blank)
        if position == len(self.lines):
            whole = at_end(self.lines, whole)
        return Change(position, position, (), whole)

    def _position(self, neighbour: _Neighbour, new: bytes) -> int:
        """Return where in the source a new line goes: before the block, or after it and its children."""
        origin = neighbour.origin
        if not neighbour.is_before:
            return origin.line - 1
        if neighbour.block.is_field or depth_of(new) > depth_of(self._anchor(neighbour.block)):
            return origin.end_line
        return after_children(self.lines, origin.end_line, depth_of(self.lines[origin.line - 1]))

    def _is_blank(self, index: int) -> bool:
        return 0 <= index < len(self.edit.edited) and not self.edit.edited[index].strip()
