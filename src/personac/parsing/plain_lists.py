"""Lists of plain items, one line each: nearly every list of an agent file, and most of its text.

A markdown parser reads the inside of each item as a document of its own, with
all its rules; for an item of one line that begins like a sentence the answer
is always the same: one paragraph. Such a list is read here in one go, to the
very tokens that the parser makes; whatever is not certain at a glance is left
to the parser.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from personac.parsing.line_map import LineMap

if TYPE_CHECKING:
    from collections.abc import Mapping

Token = dict[str, Any]

# No block but a paragraph begins with a letter, nor with these marks right before one.
_TEXT = r"""(?:\[[ xX]\][ ]+)?(?:\*\*?|[`"'(])?[^\W\d_][^\n]*"""
_NUMBER = r"[0-9]{1,9}"
_ITEMS: Mapping[str, re.Pattern[str]] = {
    mark: re.compile(rf"({marker})[ ]{{1,4}}({_TEXT}\n)")
    for mark, marker in {
        **{mark: re.escape(mark) for mark in "-*+"},
        **{mark: _NUMBER + re.escape(mark) for mark in ".)"},
    }.items()
}
_BLANK_LINES = re.compile(r"(?:[ \t]*\n)+")
_HEADING = re.compile(r"#{1,6}[ \t]")
# What another item, or a second paragraph of the last one, begins with.
_MAY_GO_ON = re.compile(r"[\s*+-]|\d")


def read_plain_list(text: str, start: int, marker: str, lines: LineMap) -> Token | None:
    """Return the token of the list at `start` of `text`, the text of `lines`; None where it is not plain.

    `marker` is that of its first item. The list's `end` is where the next block begins.
    """
    item = _ITEMS[marker[-1]]
    found, position = [], start
    while match := item.match(text, position):
        found.append(match)
        position = match.end()
    end = _end(text, position) if found else None
    if end is None:
        return None
    first = lines.line_at(start)
    ends = [*(match.start() for match in found[1:]), end]
    children = [
        _item(match, lines, first + number, item_end)
        for number, (match, item_end) in enumerate(zip(found, ends, strict=True))
    ]
    place = {"attrs": {"ordered": len(marker) > 1}, "start": start, "end": end}
    return {"type": "list", "tight": True, "children": children, **place}


def _end(text: str, position: int) -> int | None:
    """Return where the block behind the items begins; None where it may belong to the last of them."""
    if position == len(text) or _HEADING.match(text, position):
        return position
    blank = _BLANK_LINES.match(text, position)
    if blank is None or _MAY_GO_ON.match(text, blank.end()):
        return None
    return blank.end()


def _item(match: re.Match[str], lines: LineMap, line: int, end: int) -> Token:
    floor, inside = lines.to_source(match.end(1)), match[2]
    return {
        "type": "list_item",
        "children": [{"type": "block_text", "start": 0, "end": len(inside)}],
        "start": match.start(),
        "end": end,
        "marker": match[1],
        "lines": LineMap(inside, (0,), (floor,), (lines.ends[line],)),
    }
