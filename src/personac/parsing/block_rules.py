"""Rules of the markdown parser that mistune lacks, or applies slowly.

Plain lists. Most lists of agent files have items of one line. mistune handles the inside of each
item as a document of its own; but for an item of one line that begins like a sentence, the result is
always one paragraph. `read_plain_list` reads such a list at once, to the same tokens, and leaves
whatever is not certain from the line itself to mistune. `plain_tokens` does so for inline text.

Broken tables. mistune abandons a table without outer pipes at the first row with another number of
cells than the header, and tries again from each line in between; all of these attempts fail at the
same row. Knowing that row avoids quadratic time.

Footnotes. `[^1]: Rye only` defines what `[^1]` leads to. As a paragraph it would be matched with other text.
It extends to the next blank line or block, and over indented lines behind a blank one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from personac.parsing.line_map import LineMap

if TYPE_CHECKING:
    from collections.abc import Mapping


Token = dict[str, Any]

# Only a paragraph begins with a letter, or with one of these marks directly before a letter.
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
_MAY_CONTINUE = re.compile(r"[\s*+-]|\d")  # another item, or a second paragraph of the last one
_ALIGNMENT = re.compile(r"[ \t]*(?::?-+:?)?[ \t]*")
_PIPE = re.compile(r"\\.|(\|)")
# Characters that begin no inline rule; before them a bold run whose marks certainly form a pair.
_PLAIN = r"[^\\`*_!\[\]<~\n]"
_PLAIN_TEXT = re.compile(
    rf"(?:\*\*([^\W_](?:{_PLAIN}*(?:[^\W_]|[^\W_][:.]?(?=\*\*(?:[ ]|\Z))))?)\*\*)?({_PLAIN}*)"
)
_FOOTNOTE = re.compile(r"\^\S+")
_FOOTNOTE_LINES = re.compile(
    r"""[^\n]*\n?
        (?: (?:[ \t]*\n)* (?:[ ]{4}|\t) [ \t]* \S [^\n]* \n?  # indented
          | (?![ ]{0,3}(?:\#{1,6}\s|[>|<]|```|~~~|(?:[-*+]|\d+[.)])\s|\[[^\]\n]+\]:|[-*_]{3}))
            [ \t]* \S [^\n]* \n?  # the same paragraph
        )*""",
    re.VERBOSE,
)


def read_plain_list(text: str, start: int, marker: str, lines: LineMap) -> Token | None:
    """Return the token of the list at `start` of `text`, or None if the list is not plain.

    `lines` is the map of `text`, `marker` the marker of the first item. The list's `end` is the
    position of the next block.
    """
    item = _ITEMS[marker[-1]]
    items, position = [], start
    while match := item.match(text, position):
        items.append(match)
        position = match.end()
    end = _list_end(text, position) if items else None
    if end is None:
        return None
    first = lines.line_at(start)
    ends = [*(match.start() for match in items[1:]), end]
    children = [
        _item(match, lines, first + number, item_end)
        for number, (match, item_end) in enumerate(zip(items, ends, strict=True))
    ]
    place = {"attrs": {"ordered": len(marker) > 1}, "start": start, "end": end}
    return {"type": "list", "tight": True, "children": children, **place}


def _list_end(text: str, position: int) -> int | None:
    """Return the position of the block after the items; None if it may belong to the last item."""
    if position == len(text) or _HEADING.match(text, position):
        return position
    blank = _BLANK_LINES.match(text, position)
    if blank is None or _MAY_CONTINUE.match(text, blank.end()):
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


def end_of_footnote(text: str, start: int, label: str) -> int | None:
    """Return the position behind the footnote that `start` defines; None if `label` is that of a link."""
    lines = _FOOTNOTE_LINES.match(text, start) if _FOOTNOTE.fullmatch(label) else None
    return lines.end() if lines is not None else None


def end_of_even_rows(text: str, start: int) -> int:
    """Return the position of the first row that no table starting at or after `start` can include.

    It is `start` itself if the two lines there are not a header and a delimiter row.
    """
    header, position = _row(text, start)
    delimiter, position = _row(text, position)
    if not all(_ALIGNMENT.fullmatch(cell) for cell in delimiter.split("|")):
        return start
    width = _pipe_count(header)
    row, next_row = _row(text, position)
    while row and _pipe_count(row) == width:
        position = next_row
        row, next_row = _row(text, position)
    return position


def _row(text: str, start: int) -> tuple[str, int]:
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return text[start:end], end + 1


def _pipe_count(row: str) -> int:
    return sum(match[1] is not None for match in _PIPE.finditer(row))


def plain_tokens(text: str) -> list[Token] | None:
    """Return the tokens of a text without markup, except for a bold lead; None for any other text.

    They are those that the inline parser returns, without the time that it takes.
    """
    match = _PLAIN_TEXT.fullmatch(text)
    if match is None:
        return None
    lead, rest = ({"type": "text", "raw": raw} for raw in match.groups(""))
    bold = {"type": "strong", "children": [lead]}
    return [rest] if match[1] is None else [bold, rest]
