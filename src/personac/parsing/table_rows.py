"""How far the rows reach that a table without outer pipes fails on.

mistune gives such a table up at the first row whose cells are not as many as
the header's, and tries again from each of the lines between; all of them fail
on that same row. Knowing it keeps a long broken table from taking quadratic
time.
"""

from __future__ import annotations

import re

_ALIGNMENT = re.compile(r"[ \t]*(?::?-+:?)?[ \t]*")
_PIPE = re.compile(r"\\.|(\|)")


def end_of_even_rows(text: str, start: int) -> int:
    """Return where the first row stands that no table from `start` on can hold.

    `start` itself where the two lines there are no header and delimiter row.
    """
    header, position = _row(text, start)
    delimiter, position = _row(text, position)
    if not all(_ALIGNMENT.fullmatch(cell) for cell in delimiter.split("|")):
        return start
    width = _width(header)
    row, behind = _row(text, position)
    while row and _width(row) == width:
        position = behind
        row, behind = _row(text, position)
    return position


def _row(text: str, start: int) -> tuple[str, int]:
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    return text[start:end], end + 1


def _width(row: str) -> int:
    return sum(found[1] is not None for found in _PIPE.finditer(row))
