"""The canonical around an item, and what an answer would change in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from personac.report.report_schema import LineRow
from personac.report.safe_text import count
from personac.review.session import Effect
from personac.review.web.item_view import ItemView

_AROUND = 9
_MOST_ROWS = 400


class LineView(NamedTuple):
    """A line of the canonical; `is_own`: the item has it. A number of 0 stands for lines not shown."""

    number: int
    text: str
    is_own: bool
    is_heading: bool


class DiffRow(NamedTuple):
    """A row of a diff: added, removed, as it was (an empty sign), or between two places (an ellipsis)."""

    sign: str
    words: str
    text: str


_WORDS = {"+": "added", "-": "removed", "@": "elsewhere"}
_SIGNS = {"@": "\N{VERTICAL ELLIPSIS}"}


def lines_around(lines: Sequence[LineRow], item: ItemView) -> tuple[LineView, ...]:
    """Return the lines of an item with those around them; of a long canonical, several parts."""
    own = {group.line for group in item.groups if group.line}
    return tuple(_parts(lines, {_line_of_key(lines, item.row.field)} if item.row.field else own))


def _line_of_key(lines: Sequence[LineRow], key: str) -> int:
    """The line of a key of the front matter, the first line where it has none."""
    numbers = (number for number, line in enumerate(lines, start=1) if line.text.startswith(f"{key}:"))
    return next(numbers, 1)


def _parts(lines: Sequence[LineRow], own: set[int]) -> Iterator[LineView]:
    last = 0
    for number, line in enumerate(lines, start=1):
        if any(abs(number - one) <= _AROUND for one in own):
            if number > last + 1:
                yield LineView(0, "", is_own=False, is_heading=False)
            is_heading = any(origin.relation == "heading" for origin in line.origins)
            yield LineView(number, line.text, number in own, is_heading)
            last = number


def diff_rows(effect: Effect) -> tuple[DiffRow, ...]:
    """Return the rows of an effect's diff, as many as can be read."""
    rows = effect.diff[:_MOST_ROWS]
    return tuple(DiffRow(_SIGNS.get(sign, sign.strip()), _WORDS.get(sign, ""), text) for sign, text in rows)


def effect_words(effect: Effect) -> str:
    """Return an effect in words: `+1 line, +9 tokens, nothing else moves`."""
    if not (effect.added or effect.removed or effect.others):
        return "changes nothing"
    parts = [f"{sign}{count(n, 'line')}" for sign, n in (("+", effect.added), ("-", effect.removed)) if n]
    parts += (
        [f"{effect.tokens:+d} {'token' if abs(effect.tokens) == 1 else 'tokens'}"] if effect.tokens else []
    )
    others = f"{count(effect.others, 'other line')} {'changes' if effect.others == 1 else 'change'}"
    return ", ".join((*parts, others if effect.others else "nothing else moves"))
