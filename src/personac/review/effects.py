"""What answers would change in the canonical, measured on a trial build before anything is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from personac.building.live_build import Live
from personac.emit.line_diff import line_opcodes
from personac.report.report_schema import LineRow

_NUMBER = re.compile(r"^\s*\d+(?=[.)]\s)")
_CONTEXT = 2  # lines shown above and below a change
_Diff = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Effect:
    """What answers would change in the canonical: lines, tokens, and the diff as rows (sign, text).

    `others` is the number of changed lines that are not about the items. The sign is `+`, `-`, a blank for
    a line that stays, or `@` between two places.
    """

    added: int
    removed: int
    tokens: int
    others: int
    diff: _Diff


def effect_of(before: Live, after: Live, bullets: Collection[str], *, of_fields: bool = False) -> Effect:
    """Compare two builds; `bullets` are the ids of those that the answers are about.

    With `of_fields` they are about the front matter.
    """
    old, new = before.report.lines, after.report.lines
    codes = line_opcodes(_texts(old), _texts(new))
    changes = [code for code in codes if code[0] != "equal"]
    gone = list(chain.from_iterable(old[start:end] for _, start, end, _, _ in changes))
    come = list(chain.from_iterable(new[start:end] for *_, start, end in changes))
    places = _places(before, bullets) | _places(after, bullets)
    is_known = _is_of_fields if of_fields else partial(_is_of, places=places)
    return Effect(
        added=len(come),
        removed=len(gone),
        tokens=after.report.canonical.tokens - before.report.canonical.tokens,
        others=sum(bool(line.text.strip()) and not is_known(line) for line in (*gone, *come)),
        diff=tuple(_rows(codes, old, new)),
    )


def _texts(lines: Sequence[LineRow]) -> list[bytes]:
    """Return the texts without the numbers of list items, which count on where a line is added."""
    return [_NUMBER.sub("1", line.text).encode() for line in lines]


def _places(live: Live, bullets: Collection[str]) -> set[tuple[str, int]]:
    """Return the lines of the sources that bullets are on, each with its persona."""
    rows = (row for row in live.report.bullets if row.id in bullets)
    return {(row.persona, line) for row in rows for line in range(row.line, row.end_line + 1)}


def _is_of(line: LineRow, places: Collection[tuple[str, int]]) -> bool:
    """Return whether a line is about one of these places."""
    return any((one.persona, one.line) in places for one in line.origins)


def _is_of_fields(line: LineRow) -> bool:
    """Return whether a line is in the front matter; one with a value that no source has has no origin."""
    return all(one.relation == "frontmatter" for one in line.origins)


def _rows(
    codes: Sequence[tuple[str, int, int, int, int]], old: Sequence[LineRow], new: Sequence[LineRow]
) -> Iterator[tuple[str, str]]:
    last = len(codes) - 1
    for at, (tag, a, a_end, b, b_end) in enumerate(codes):
        if tag != "equal":
            yield from (("-", line.text) for line in old[a:a_end])
            yield from (("+", line.text) for line in new[b:b_end])
        elif last:
            yield from _context(new[b:b_end], is_first=at == 0, is_last=at == last)


def _context(lines: Sequence[LineRow], *, is_first: bool, is_last: bool) -> Iterator[tuple[str, str]]:
    """Yield the lines next to changes, and what stands for a long run between two."""
    head = () if is_first else lines[:_CONTEXT]
    tail = () if is_last else lines[max(len(head), len(lines) - _CONTEXT) :]
    yield from ((" ", line.text) for line in head)
    if len(head) + len(tail) < len(lines) and not is_first and not is_last:
        yield "@", ""
    yield from ((" ", line.text) for line in tail)
