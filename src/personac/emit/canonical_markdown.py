"""The canonical as markdown lines, each with its origins.

Text is copied from the sources, never rendered from an AST. Two pieces that follow each other in one source
and in the canonical keep what stands between them there: blank lines, indentation, markers. So a persona that
is built alone comes out as written. Between other pieces the list around them decides: its marker, its
indentation, its blank lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from personac.emit.front_matter_lines import front_matter_chunks
from personac.emit.list_marks import (
    MARKERS,
    Marking,
    box_of,
    interrupts,
    keeps_numbers,
    mark_of,
    other_marker,
    with_one_blank,
)
from personac.emit.moved_text import heading_marks, indented, moved, paragraph_text, with_level
from personac.emit.piece_writer import Leaf, PieceWriter, SourceLeaves, leaf_spans
from personac.model import Canonical, Closing, Line, Merged, MergedSection, Persona, Piece, PieceList
from personac.model.ast import (
    Item,
    Paragraph,
    Verbatim,
    closed_text,
    column_of,
)
from personac.model.source import Span

_SEPARATOR = "\n\n<!-- -->"  # ends a list or an indented code block
_CODE = 4  # columns that make a line code


def emit(merged: Merged) -> Canonical:
    """Return the canonical as lines."""
    return Emitter(merged.personas).emit(merged)


class Emitter:
    """Emits canonicals of the same personas, which are read once."""

    def __init__(self, personas: Sequence[Persona]) -> None:
        """Read the personas."""
        self._leaves = SourceLeaves.of(personas)

    def emit(self, merged: Merged) -> Canonical:
        """Return a canonical as lines."""
        writer = _Writer(PieceWriter(merged.personas, self._leaves, front_matter_chunks(merged)))
        writer.section(merged.body)
        *lines, last = writer.lines()
        if last.text:
            return Canonical(merged.name, (*lines, last), has_final_newline=False)
        return Canonical(merged.name, tuple(lines))


@dataclass(frozen=True, slots=True)
class _Place:
    """The column of lines, and the persona of the item around them, if that is at home.

    An item is at home where it stands in the column that it has in its source.
    """

    column: int = 0
    persona: int | None = None
    is_nested: bool = False


class _Writer:
    """Writes pieces one by one, and remembers which piece of which source came last."""

    def __init__(self, out: PieceWriter) -> None:
        self._out = out
        self._is_below_label = False
        self._gap = "\n\n"  # before a block
        self._before: PieceList | None = None  # what stands right before the content of a section
        self._ends: dict[int, str] = {}  # for each list how the marker of its last item ends, as written

    def lines(self) -> tuple[Line, ...]:
        """Return everything that was written."""
        return self._out.lines()

    def section(self, section: MergedSection) -> None:
        if section.title or section.heading:
            self._heading(section)
        self._before = self._content(section.content, _Place(), self._before)
        for child in section.sections:
            self.section(child)
        heading = section.heading
        if heading is not None and heading.closing is not None:
            self._closing(heading.persona, heading.closing)

    def _heading(self, section: MergedSection) -> None:
        heading = section.heading
        if heading is None:
            self._out.insert(f"\n\n{heading_marks(section.level)} {section.title}", section.origins)
            self._before = None
            return
        source = self._out.sources[heading.persona]
        text = source.slice_text(heading.span)
        if heading.kind == "heading":
            text = with_level(text, heading.level, section.level, section.title if heading.is_renamed else "")
        self._leaf(Leaf(heading.persona, heading.span, self._out.own(text), section.origins), "\n\n")
        self._before = None
        self._is_below_label = heading.kind == "label"
        if heading.kind == "tag":
            self._gap = self._out.gap_behind(heading.persona, heading.span)

    def _closing(self, persona: int, closing: Closing) -> None:
        source = self._out.sources[persona]
        text = self._out.own(source.slice_text(closing.span))
        self._leaf(
            Leaf(persona, closing.span, text, closing.origins), self._out.gap_before(persona, closing.span)
        )
        self._before = None

    def _content(
        self, content: Sequence[PieceList], place: _Place, before: PieceList | None = None
    ) -> PieceList | None:
        for group in content:
            if group.form is None:
                for piece in group.pieces:
                    self._block(piece, place, before)
            else:
                self._list(group, place, before)
            before = group
        return before

    def _block(self, piece: Piece, place: _Place, before: PieceList | None) -> None:
        source, span = self._out.sources[piece.persona], piece.block.span
        own = column_of(source, span.start)
        is_home = self._is_home(piece.persona, own, place)
        column = own if is_home else place.column
        if piece.text:
            text = indented(piece.text, column)
        elif is_home:
            text = self._out.own(source.slice_text(span))
            if isinstance(piece.block, Verbatim) and not self._out.is_alone:
                closed = closed_text(text, piece.block.kind)
                text = closed if closed == text else f"{text}\n{' ' * column}{closed[len(text) + 1 :]}"
        else:
            text = indented(moved(source, piece.block), column)
        lead = self._gap
        if before is not None and _is_code(text) and (before.form or _is_verbatim(before)):
            lead = _SEPARATOR + lead  # or the code would continue the last item or code
        self._leaf(Leaf(piece.persona, span, text, piece.origins, is_home), lead + " " * column)

    def _is_home(self, persona: int, column: int, place: _Place) -> bool:
        if not place.is_nested:
            return column < _CODE
        return persona == place.persona and column >= place.column

    def _list(self, group: PieceList, place: _Place, before: PieceList | None) -> None:
        style = self._style(group, place, before)
        first = group.pieces[0]
        for number, piece in enumerate(group.pieces):
            lead = "\n\n" if style.is_loose else "\n"
            if number == 0 and not place.is_nested:
                lead = "\n" if self._is_below_label else self._gap
            elif number == 0 and not interrupts(piece, style):
                lead = "\n\n"
            if piece is first and self._needs_separator(group, before, style):
                lead = _SEPARATOR + "\n\n"
            self._item(piece, style, number, lead)
            if isinstance(piece.block, Item):
                self._ends[id(group)] = self._marker(piece.block, style, number)[-1]

    def _needs_separator(self, group: PieceList, before: PieceList | None, style: Marking) -> bool:
        if before is None or before.form is None or MARKERS[before.form] != MARKERS[style.form]:
            return False
        item = group.pieces[0].block
        if not isinstance(item, Item):
            return False
        is_adjacent = self._out.follows(group.pieces[0].persona, _head_span(item))
        return not is_adjacent and style.marker[-1] == self._ends.get(id(before))

    def _style(self, group: PieceList, place: _Place, before: PieceList | None) -> Marking:
        """Return how a list is written here: as its source writes it, if it is at home."""
        form, own = group.form or "bulleted", group.style
        if own is None:
            message = "a list has the style of a source"
            raise TypeError(message)
        is_home = self._is_home(own.persona, own.column, place)
        marker = own.marker
        if not is_home and before is not None and self._ends.get(id(before)) == marker[-1]:
            marker = other_marker(marker, form)
        keeps = form != "ordered" or self._out.is_alone or keeps_numbers(group)
        start = None if keeps else min(1, int(re.sub(r"\D", "", marker) or 1))
        column = own.column if is_home else place.column
        boxes = None if self._out.is_alone else own.has_boxes
        return Marking(own.persona, column, form, marker, start, own.is_loose, boxes)

    def _item(self, piece: Piece, style: Marking, number: int, lead: str) -> None:
        item = piece.block
        if not isinstance(item, Item):
            message = f"a list contains items, not {type(item).__name__}"
            raise TypeError(message)
        source = self._out.sources[piece.persona]
        own_column = column_of(source, item.span.start)
        head = item.blocks[0] if item.blocks and isinstance(item.blocks[0], Paragraph) else None
        start = head.span.start if head else _head_span(item).start
        own = self._out.own(source.data[item.span.start : start].decode("utf-8"))
        marker, box = self._marker(item, style, number), box_of(item, style)
        usual = own if piece.persona == style.persona or self._out.is_alone else with_one_blank(own)
        mark = mark_of(item, usual, marker, box)
        is_home = own_column == style.column and mark.text == own and (self._out.is_alone or "\n" not in own)
        content = style.column + mark.width
        is_as_deep = own_column == style.column and mark.width == mark_of(item, own, item.marker, None).width
        nested = _Place(content, piece.persona if is_as_deep else None, is_nested=True)
        if self._out.pending:
            lead, self._out.pending = self._out.pending, ""
        else:
            lead += " " * style.column
        if head is None and piece.children:
            self._out.pending = lead + mark.text
        elif head is None:
            text = self._out.own(source.slice_text(item.span)) if marker == item.marker else mark.text
            self._leaf(Leaf(piece.persona, item.span, text, piece.origins, is_home), lead)
        else:
            if piece.text:
                text = piece.text
            elif is_as_deep:
                text = self._out.own(source.slice_text(head.span))
            else:
                text = indented(paragraph_text(source, head), content)
            self._leaf(Leaf(piece.persona, head.span, text, piece.origins, is_home), lead + mark.text)
        self._content(piece.children, nested)

    def _leaf(self, leaf: Leaf, lead: str) -> None:
        self._out.leaf(leaf, lead)
        self._is_below_label = False
        self._gap = "\n\n"

    def _marker(self, item: Item, style: Marking, number: int) -> str:
        if style.form == "ordered":
            if style.start is None:
                return item.marker
            return f"{style.start + number}{style.marker[-1]}"
        return style.marker


def _head_span(item: Item) -> Span:
    return next(leaf_spans(item), item.span)


def _is_code(text: str) -> bool:
    return text.startswith((" " * _CODE, "\t"))


def _is_verbatim(group: PieceList) -> bool:
    return isinstance(group.pieces[-1].block, Verbatim)
