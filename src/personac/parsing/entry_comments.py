"""Comments of YAML front matter, each with the entry that it is about.

A line of comment is about the key below it; below the last key it is about that. A comment at the end of a
line, and one that is indented deeper than the keys, is about the entry that it follows.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from personac.parsing.yaml_reader import YamlEntry

_COMMENT = re.compile(r"(?:\A|(?<=[\r\n]))[ \t]*(#[^\r\n]*)")
_AT_END = re.compile(r"[ \t]+#[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\n|\r")
_INDENTATION = re.compile(r"[ \t]*")
_BELOW = r"(?:\r\n|\n|\r)[ \t]{{{width},}}#[^\r\n]*"


@dataclass(frozen=True, slots=True)
class Comments:
    """The character ranges of the comments of one entry: lines of their own, and what is behind its end."""

    lines: tuple[tuple[int, int], ...]
    behind: tuple[int, int] | None


def comments_of(text: str, entries: Sequence[YamlEntry]) -> tuple[Comments, ...]:
    """Return the comments of every entry in `text`, in the order of the entries."""
    starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
    ends = [_end(text, entry, starts[bisect_right(starts, entry.start) - 1]) for entry in entries]
    result = []
    for number, entry in enumerate(entries):
        lines = _lines(text, ends[number - 1] if number else 0, entry.start)
        if number == len(entries) - 1:
            lines += _lines(text, ends[number], len(text))
        behind = (entry.end, ends[number]) if ends[number] > entry.end else None
        result.append(Comments(tuple(lines), behind))
    return tuple(result)


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    return [comment.span(1) for comment in _COMMENT.finditer(text, start, end)]


def _end(text: str, entry: YamlEntry, line_start: int) -> int:
    """Return the end of an entry, on the line at `line_start`, with the comments behind it."""
    indentation = _INDENTATION.match(text, line_start, entry.start)
    width = len(indentation[0]) + 1 if indentation else 1
    at_end = _AT_END.match(text, entry.end)
    end = at_end.end() if at_end else entry.end
    below = re.compile(rf"(?:{_BELOW.format(width=width)})+").match(text, end)
    return below.end() if below else end
