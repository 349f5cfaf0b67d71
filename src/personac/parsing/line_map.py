"""Mapping from the text that a markdown parser reads back to the source.

The markdown parser reads the body, and then the inside of each quote and each list item, as a text of its
own. Such a text has one line for each of a run of consecutive source lines. It differs from them only at
the *start* of a line: quote marks, list markers and indentation are removed, tabs there are expanded; and
CR LF became LF. So a position is mapped by its line and its distance from the line's *end*; positions
inside expanded indentation are clamped to the first character that belongs to the container.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, cast

_LINE_END = re.compile(r"\r\n|\n|\r")
_QUOTE_MARK = re.compile(r" {0,3}>")
ITEM_MARKER = re.compile(r"[ \t]*([*+-]|\d{1,9}[.)])")


@dataclass(frozen=True, slots=True)
class LineMap:
    """A parser's text, and the location of each of its lines in the source.

    `starts` are positions in `text`. `floors` and `ends` are character indices of the source: the first
    character of the line that belongs to the container, and the end of the line without its line ending.
    """

    text: str
    starts: tuple[int, ...]
    floors: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of_body(cls, source: str, start: int) -> LineMap:
        """Map the text of `source` from character `start` on, with LF as line endings."""
        breaks = [(match.start(), match.end()) for match in _LINE_END.finditer(source, start)]
        floors = [start, *(end for _, end in breaks)]
        ends = [*(begin for begin, _ in breaks), len(source)]
        if breaks and floors[-1] == len(source):
            del floors[-1], ends[-1]
        text = "".join(f"{source[floor:end]}\n" for floor, end in zip(floors, ends, strict=True))
        return _with_starts(text, floors, ends)

    def in_quote(self, text: str, line: int) -> LineMap:
        """Map the inside `text` of the quote whose first line is `line` of this text."""
        last = line + text.count("\n")
        floors = [self._floor_after(_QUOTE_MARK, number) for number in range(line, last)]
        return _with_starts(text, floors, self.ends[line:last])

    def in_item(self, text: str, line: int) -> LineMap:
        """Map the inside `text` of the list item whose marker is on `line` of this text.

        If there is no text after the marker, the inside begins on the next line.
        """
        marker = ITEM_MARKER.match(self.line(line))
        below = int(marker is not None and not self.line(line)[marker.end() :].strip())
        first, last = line + below, line + below + text.count("\n")
        floors = list(self.floors[first:last])
        if floors and not below:
            floors[0] = self._floor_after(ITEM_MARKER, line)
        return _with_starts(text, floors, self.ends[first:last])

    def between(self, start: int, end: int) -> LineMap:
        """Map the text from the line at `start` up to `end`, without the white space before `end`.

        Lines with text before `end` are whole, but for the last, which may end there.
        """
        text = self.text[start:end].rstrip(" \t")
        if text and not text.endswith("\n"):
            text += "\n"
        first = self.line_at(start)
        last = first + text.count("\n")
        floors, ends = self.floors[first:last], list(self.ends[first:last])
        if ends:
            ends[-1] = self.to_source(start + len(text) - 1)
        return _with_starts(text, floors, ends)

    def line(self, number: int) -> str:
        """Return line `number` of the text, counted from 0, without its line ending."""
        start = self.starts[number]
        return self.text[start : self.text.find("\n", start)]

    def line_at(self, position: int) -> int:
        """Return the number of the line of `position` in the text."""
        return bisect_right(self.starts, position) - 1

    def to_source(self, position: int) -> int:
        """Return the character index in the source of a position in the text."""
        number = self.line_at(position)
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        distance = end - 1 - position
        return max(self.floors[number], self.ends[number] - distance)

    def _floor_after(self, mark: re.Pattern[str], number: int) -> int:
        """Return the source index after `mark` on a line, or the line's floor if it has no mark."""
        match = mark.match(self.line(number))
        return self.floors[number] if match is None else self.to_source(self.starts[number] + match.end())


@dataclass(slots=True)
class Container:
    """A quote or list that is being parsed: its text, the line of its next inside, and its insides so far.

    An inside is the `lines` of a quote or item as a token has them; that of an item also has its `start` and
    `marker`.
    """

    around: LineMap
    line: int
    is_quote: bool
    insides: list[dict[str, Any]] = field(default_factory=list)

    def enter(self, text: str, cursor: int) -> LineMap:
        """Return the map of the next inside with this `text`; `cursor` is behind it in the text around."""
        if self.is_quote:
            inside = self.around.in_quote(text, self.line)
            self.insides.append({"lines": inside})
        else:
            inside = self.around.in_item(text, self.line)
            self.insides.append(self._item() | {"lines": inside})
            # If another item follows, the cursor is after the line of its marker.
            self.line = self.around.line_at(cursor - 1)
        return inside

    def _item(self) -> dict[str, Any]:
        marker = cast("re.Match[str]", ITEM_MARKER.match(self.around.line(self.line)))
        return {"start": self.around.starts[self.line] + marker.start(1), "marker": marker[1]}

    def place_insides(self, token: dict[str, Any]) -> None:
        """Add the insides to the token of the quote, or to the items of the list, with their ends."""
        if self.is_quote:
            token.update(self.insides[0])
            return
        ends = [*(inside["start"] for inside in self.insides[1:]), token["end"]]
        for item, inside, end in zip(token["children"], self.insides, ends, strict=True):
            item.update(inside, end=end)


def _with_starts(text: str, floors: Sequence[int], ends: Sequence[int]) -> LineMap:
    sizes = (len(line) + 1 for line in text.split("\n")[:-1])
    starts = tuple(accumulate(sizes, initial=0))[:-1]
    return LineMap(text, starts, tuple(floors), tuple(ends))
