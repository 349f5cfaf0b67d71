"""Make a markdown page of many parts fit a comment: GitHub takes 65,536 characters.

Room is shared out by weight; what a part does not need goes to the others. A
part that does not fit says how many of its entries are left, and where they
stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from personac.report.summary import count

LIMIT = 60_000
"""Bytes of UTF-8: below GitHub's limit, with room for what a workflow puts around the page."""
_AROUND = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: what stands in front, its entries, each with its line end, and what an entry is.

    The first `unfolded` entries lie open, all where it is None; `left` counts the
    entries that were cut off, or that stand elsewhere from the start.
    """

    head: str
    entries: tuple[str, ...] = ()
    noun: str = "line"
    weight: int = 1
    unfolded: int | None = None
    left: int = 0

    @property
    def size(self) -> int:
        """The bytes that the part takes with no entry at all."""
        return _bytes(self.head) + _AROUND


def join_parts(parts: Sequence[Part], elsewhere: str, limit: int = LIMIT) -> str:
    """Render parts one below the other in at most `limit` bytes of UTF-8; `elsewhere` has the rest."""
    page = "".join(_rendered(part, elsewhere) for part in fitted(parts, limit))
    return page.rstrip("\n") + "\n"


def fitted(parts: Sequence[Part], limit: int) -> tuple[Part, ...]:
    """Return the parts with as many of their first entries as fit."""
    needs = [sum(map(_bytes, part.entries)) for part in parts]
    room = limit - sum(part.size for part in parts)
    found = list(parts)
    # The most modest ones first: what they leave is there for the others.
    order = sorted(range(len(parts)), key=lambda at: (needs[at] / parts[at].weight, at))
    for place, at in enumerate(order):
        weights = sum(parts[other].weight for other in order[place:])
        found[at] = _cut(parts[at], max(0, room) * parts[at].weight // weights)
        room -= sum(map(_bytes, found[at].entries))
    return tuple(found)


def _cut(part: Part, room: int) -> Part:
    sizes = accumulate(map(_bytes, part.entries))
    kept = sum(size <= room for size in sizes)
    return replace(part, entries=part.entries[:kept], left=part.left + len(part.entries) - kept)


def _rendered(part: Part, elsewhere: str) -> str:
    return "".join(_lines(part, elsewhere))


def _lines(part: Part, elsewhere: str) -> Iterator[str]:
    yield part.head
    at = len(part.entries) if part.unfolded is None else part.unfolded
    opened, folded = part.entries[:at], part.entries[at:]
    yield from _spaced(opened)
    if folded:
        more = f"more {part.noun}" if opened else part.noun
        yield f"<details><summary>{count(len(folded), more)}</summary>\n\n"
        yield from _spaced(folded)
        yield "</details>\n\n"
    if part.left:
        more = f"more {part.noun}" if part.entries else part.noun
        yield f"_{count(part.left, more)} in {elsewhere}._\n\n"


def _spaced(entries: Sequence[str]) -> Iterator[str]:
    yield from entries
    if entries and not entries[-1].endswith("\n\n"):
        yield "\n"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "backslashreplace"))
