"""Carry a hand edit of the canonical back to where a source says the edited lines.

The lines of a source stand in another order than the canonical's, under other
markers, and between lines of its own; merging the two files line by line would
mostly make conflicts. But the map knows which lines of the source each line of
the canonical came from. So the edit is put there, twice: into the source as the
canonical had the line before (the base), and as it has it now (ours). A merge
of these two with the source itself (theirs) takes over an edit where the source
says the line in the canonical's words, and is a conflict where it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from personac.backend.edits import HandEdit, LineEdits, Lines, line_edits
from personac.backend.placement import (
    adapted,
    after_children,
    inserted_lines,
    is_equivalent,
    lead_of,
    line_end,
    reworded,
    source_lines,
)
from personac.backend.provenance import MappedOrigin, ProvenanceMap
from personac.backend.splice import Change, in_order, spliced
from personac.backend.units import Unit, units

Fate = Literal["carried", "in other words", "not said"]
_SAYS = frozenset(
    {"kept", "merged", "heading", "frontmatter"}
)  # a covered line is no place for the broader one


@dataclass(frozen=True, slots=True)
class LineFate:
    """What becomes of an edit in one source; `line` is that of the edited canonical, from 1.

    `in other words`: the source says it otherwise, so the merge will be a conflict.
    """

    line: int
    fate: Fate


@dataclass(frozen=True, slots=True)
class Carried:
    """The three sides of a merge, and what becomes of each edit."""

    base: bytes
    ours: bytes
    theirs: bytes
    fates: tuple[LineFate, ...]


def carry(edit: HandEdit, provenance: ProvenanceMap, persona: str, source: bytes) -> Carried:
    """Put an edit of the canonical into the source of `persona`, where it says what was edited."""
    carrier = _Carrier(edit, line_edits(edit), units(provenance), persona, source_lines(source))
    found = [*carrier.changed(), *carrier.inserted()]
    changes = in_order(change for change, _ in found if change is not None)
    fates = tuple(sorted((fate for _, fate in found), key=lambda fate: (fate.line, fate.fate)))
    base, ours = (spliced(carrier.lines, changes, is_edited=is_edited) for is_edited in (False, True))
    return Carried(base, ours, source, fates)


@dataclass(frozen=True, slots=True)
class _Carrier:
    edit: HandEdit
    by_line: LineEdits
    units: Sequence[Unit]
    persona: str
    lines: Lines

    def changed(self) -> Iterator[tuple[Change | None, LineFate]]:
        """Yield the units that were edited, once for each place where the source says them."""
        for unit in self.units:
            span = range(unit.first - 1, unit.last)
            touched = [i for i in span if i in self.by_line.changed]
            if not touched and not any(i in self.by_line.inserted for i in span[1:]):
                continue
            line = self.by_line.shown[touched[0]] + 1 if touched else self._shown(span)
            old, new = self.edit.original[unit.first - 1 : unit.last], tuple(self._new(span))
            origins = self._origins(unit) or self._same_field(unit, old)
            found = [self._replacement(unit, origin, old, new, line) for origin in origins]
            # A source that says it in these words, and elsewhere in others, is edited where it has the words.
            word_for_word = [one for one in found if one[1].fate == "carried"]
            yield from word_for_word or found or [(None, LineFate(line, "not said"))]

    def _shown(self, span: range) -> int:
        return next(self.by_line.inserted[i][0] + 1 for i in span[1:] if i in self.by_line.inserted)

    def _new(self, span: range) -> Iterator[bytes]:
        for i in span:
            if i > span[0] and i in self.by_line.inserted:
                start, end = self.by_line.inserted[i]
                yield from self.edit.edited[start:end]
            yield from self.by_line.changed.get(i, (self.edit.original[i],))

    def _origins(self, unit: Unit) -> list[MappedOrigin]:
        return [o for o in unit.origins if o.persona == self.persona and o.relation in _SAYS]

    def _same_field(self, unit: Unit, old: Lines) -> list[MappedOrigin]:
        """Where the source has the very lines of a key: the map names only the persona that was chosen."""
        end = next((i for i, line in enumerate(self.lines) if i and line.rstrip() == b"---"), 0)
        texts, size = [line.rstrip() for line in self.lines[:end]], len(old)
        for i in range(1, end - size + 1) if unit.is_field else ():
            if texts[i : i + size] == [line.rstrip() for line in old]:
                return [MappedOrigin(self.persona, "", i + 1, i + size, "", "frontmatter")]
        return []

    def _replacement(
        self, unit: Unit, origin: MappedOrigin, old: Lines, new: Lines, line: int
    ) -> tuple[Change | None, LineFate]:
        start, end = origin.line - 1, origin.end_line
        there, marked = self.lines[start:end], bool(origin.cluster) or unit.is_heading
        if is_equivalent(old, there, marked=marked):
            ours = reworded(old, new, there, marked=marked)
            return Change(start, end, there, ours), LineFate(line, "carried")
        if not origin.cluster:  # its own title, or its own value of a key, is nobody else's matter
            return None, LineFate(line, "not said")
        base, ours = (adapted(old, side, there, marked=marked) for side in (old, new))
        return Change(start, end, base, ours), LineFate(line, "in other words")

    def inserted(self) -> Iterator[tuple[Change | None, LineFate]]:
        """Yield the lines that are new, beside a neighbour that the source has."""
        inside = {i for unit in self.units for i in range(unit.first, unit.last)}
        for place, (start, end) in sorted(self.by_line.inserted.items()):
            block = range(start, end)
            filled = [i for i in block if self.edit.edited[i].strip()]
            if place in inside or not filled:
                continue
            change = self._insertion(place, filled[0], filled[-1] + 1)
            yield change, LineFate(filled[0] + 1, "carried" if change else "not said")

    def _insertion(self, place: int, start: int, end: int) -> Change | None:
        before, after = self._neighbours(place, len(lead_of(self.edit.edited[start]).indent))
        order = [(before, True), (after, False)]
        if before is not None and before.is_heading:
            order.reverse()
        for unit, is_behind in order:
            origins = self._origins(unit) if unit else []
            if unit and origins:
                return self._beside(unit, origins[0], (start, end), is_behind=is_behind)
        return None

    def _neighbours(self, place: int, indent: int) -> tuple[Unit | None, Unit | None]:
        """The units around a place; what is nested deeper than the new line belongs to one before it."""
        above = (unit for unit in reversed(self.units) if unit.last <= place)
        before = next((unit for unit in above if self._indent(unit) <= indent), None)
        after = next((unit for unit in self.units if unit.first > place), None)
        fence = b"---\n" in self.edit.original[before.last : place] if before and before.is_field else False
        return (None if fence else before), after

    def _indent(self, unit: Unit) -> int:
        return len(lead_of(self.edit.original[unit.first - 1]).indent)

    def _beside(self, unit: Unit, origin: MappedOrigin, block: tuple[int, int], *, is_behind: bool) -> Change:
        """The new lines beside a unit's place in the source, parted from it by a blank as they are here."""
        anchor = self.edit.original[unit.first - 1]
        new, there = self.edit.edited[slice(*block)], self.lines[origin.line - 1]
        lines = inserted_lines(anchor, new, there)
        blank = (line_end(there),)
        parted = blank if self._is_blank(block[0] - 1 if is_behind else block[1]) else ()
        place = origin.line - 1
        if is_behind:
            is_child = len(lead_of(new[0]).indent) > len(lead_of(anchor).indent)
            place = origin.end_line
            if not is_child and not unit.is_field:
                place = after_children(self.lines, place, len(lead_of(there).indent))
        whole = (*parted, *lines) if is_behind else (*lines, *parted)
        return Change(place, place, (), self._behind_open_end(whole) if place == len(self.lines) else whole)

    def _behind_open_end(self, new: Lines) -> Lines:
        """Lines put behind a last line that has no end: they bring it one, and have none themselves."""
        last = self.lines[-1]
        if last != last.rstrip(b"\r\n"):
            return new
        return (line_end(last), *new[:-1], new[-1].rstrip(b"\r\n"))

    def _is_blank(self, index: int) -> bool:
        return 0 <= index < len(self.edit.edited) and not self.edit.edited[index].strip()
