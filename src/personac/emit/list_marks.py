"""How the items of a list are marked: bullets, numbers and boxes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from personac.model import ListForm, Piece, PieceList
from personac.model.ast import Item

MARKERS: dict[ListForm, tuple[str, str]] = {
    "bulleted": ("-", "*"),
    "ordered": (".", ")"),
    "task": ("-", "*"),
}
_MARKED = re.compile(r"\S+ +")  # a marker and blanks


@dataclass(frozen=True, slots=True)
class Marking:
    """How the items of a list are written; `start` is None where the numbers of the source are kept."""

    persona: int
    column: int
    form: ListForm
    marker: str
    start: int | None
    is_loose: bool
    has_boxes: bool | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands before the text of an item; `width` is that of its marker with the blanks behind it."""

    text: str
    width: int


def other_marker(marker: str, form: ListForm) -> str:
    """Return a marker that starts a new list: neighbouring lists of one marker would be one."""
    one, two = MARKERS[form]
    end = two if marker[-1] == one else one
    return f"{marker[:-1]}{end}" if form == "ordered" else end


def keeps_numbers(group: PieceList) -> bool:
    """Return whether all items are of one source and numbered there one by one, or all the same."""
    items = [piece.block for piece in group.pieces if isinstance(piece.block, Item)]
    digits = [re.sub(r"\D", "", item.marker) for item in items]
    is_whole = group.style is None or items[0].marker == group.style.marker
    if len({piece.persona for piece in group.pieces}) > 1 or not all(digits) or not is_whole:
        return False
    steps = {int(b) - int(a) for a, b in pairwise(digits)}
    return steps <= {1} or steps == {0}


def box_of(item: Item, style: Marking) -> str | None:
    """Return the box of an item, empty for none, or None if it stays as it is."""
    if style.has_boxes is None or style.has_boxes == (item.checked is not None):
        return None
    return "[ ] " if style.has_boxes else ""


def with_one_blank(own: str) -> str:
    """Return a mark with one blank behind its marker."""
    return _MARKED.sub(lambda mark: f"{mark[0].rstrip()} ", own)


def mark_of(item: Item, own: str, marker: str, box: str | None) -> Mark:
    """Return the mark of an item with this marker and box; as in its source, `own`, if nothing differs."""
    blanks = _MARKED.match(own)
    width = blanks.end() if blanks else len(marker) + 1
    if marker == item.marker and box is None:
        return Mark(own, width)
    if box is None and item.checked is not None:
        box = "[x] " if item.checked else "[ ] "
    return Mark(f"{marker} {box or ''}", len(marker) + 1)


def interrupts(piece: Piece, style: Marking) -> bool:
    """Return whether a list may follow a text without a blank line: a bullet, or the number 1, with text."""
    if not isinstance(piece.block, Item) or not piece.block.blocks:
        return False
    first = piece.block.marker if style.start is None else f"{style.start}."
    return style.form != "ordered" or re.sub(r"\D", "", first) == "1"
