"""Parts of markdown pages: links, tables, folded lists, pairs of texts, and pages of limited size.

Links are relative, so that a page moves with its repository; what could be a scheme, a host or markup is
percent-encoded.

GitHub accepts 65,536 characters in a comment. `join_parts` shares the room by weight; what a part does
not need goes to the others. A part that does not fit says how many entries are missing, and where they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import PurePosixPath
from urllib.parse import quote

from personac.report.differences import Change, markdown_marks
from personac.report.safe_text import count, markdown

LIMIT = 60_000
"""Bytes of UTF-8: below GitHub's limit, with room for what a workflow puts around the page."""
FEW = 12
"""Lines that are not worth folding."""
_MARGIN = 200


def relative_path(path: str, folder: str) -> str:
    """Return the path from `folder` to `path`, both POSIX and from one place; empty where none is known.

    There is none to or from an absolute path, nor from outside back into a folder whose name is not
    known (from `../out` to here).
    """
    here, there = PurePosixPath(folder), PurePosixPath(path)
    if here.is_absolute() or there.is_absolute():
        return ""
    shared = 0
    for one, other in zip(here.parts, there.parts, strict=False):
        if one != other:
            break
        shared += 1
    climbed = here.parts[shared:]
    return "" if ".." in climbed else "/".join([*[".."] * len(climbed), *there.parts[shared:]])


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Markdown links to one file and its lines; label and target are escaped, without a target no links."""

    label: str
    target: str

    @classmethod
    def to(cls, path: str, target: str) -> FileLinks:
        """Link to the relative path `target`, labelled `path`."""
        return cls(markdown(path), quote(target, safe="/"))

    @property
    def file(self) -> str:
        """The link to the file."""
        return f"[{self.label}]({self.target})" if self.target else self.label

    def line(self, number: int, text: str = "") -> str:
        """Return the link to a line, labelled `text` (markdown) or with path and line; empty for line 0.

        Forges show markdown rendered, without line anchors; `plain=1` requests its text.
        """
        if not number:
            return ""
        label = text or f"{self.label}:{number}"
        return f"[{label}]({self.target}?plain=1#L{number})" if self.target else label


def heading(title: str, size: int) -> str:
    """Return the heading of a part of `size` entries; `title` is markdown."""
    return f"## {title} ({size})"


def folded(summary: str, size: int, lines: Iterable[str]) -> tuple[str, ...]:
    """Return lines that open on a click; `summary` is HTML."""
    return (f"<details><summary>{summary} ({size})</summary>", "", *lines, "", "</details>")


def contrasted(
    label: str,
    texts: tuple[str, str],
    word: str,
    places: tuple[str, str] = ("", ""),
    changes: Sequence[Change] = (),
) -> tuple[str, ...]:
    """Return a list item of two texts: one with marks where there are `changes`, else two lines.

    `word` relates the second text to the first; texts, label and places are markdown.
    """
    if changes:
        return (f"- {label}{markdown_marks(changes)}{in_brackets(*places)}",)
    first, second = (f"{text}{in_brackets(place)}" for text, place in zip(texts, places, strict=True))
    return (f"- {label}{first}  ", f"  *{word}* {second}")


def in_brackets(*places: str) -> str:
    """Return the places that are known, in brackets."""
    known = " \N{RIGHTWARDS ARROW} ".join(place for place in places if place)
    return f" ({known})" if known else ""


def table_row(cells: Iterable[object]) -> str:
    """Return a row of a table; the cells are markdown."""
    return f"| {' | '.join(map(str, cells))} |"


def table_head(columns: Sequence[str], texts: int = 1) -> tuple[str, str]:
    """Return the two lines above a table: its columns, and their alignment: `texts` left, figures right."""
    return (table_row(columns), f"|{' --- |' * texts}{' ---: |' * (len(columns) - texts)}")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page: its head, its entries (each with its line end), and the noun for an entry.

    The first `unfolded` entries are open, all where it is None; `left` counts the entries that were
    cut off, or that are elsewhere from the start.
    """

    head: str
    entries: tuple[str, ...] = ()
    noun: str = "line"
    weight: int = 1
    unfolded: int | None = None
    left: int = 0

    @property
    def size(self) -> int:
        """The bytes that the part takes without entries."""
        return _bytes(self.head) + _MARGIN


def titled_parts(
    title: str, entries: tuple[str, ...], noun: str, weight: int, unfolded: int = 0
) -> tuple[Part, ...]:
    """Make a part with a heading that counts its entries; none where there are no entries."""
    head = f"{heading(title, len(entries))}\n\n"
    return (Part(head, entries, noun, weight, unfolded),) if entries else ()


def join_parts(parts: Sequence[Part], elsewhere: str, limit: int = LIMIT) -> str:
    """Render parts in at most `limit` bytes of UTF-8; `elsewhere` names the place of the rest."""
    page = "".join(line for part in fitted(parts, limit) for line in _lines(part, elsewhere))
    return page.rstrip("\n") + "\n"


def fitted(parts: Sequence[Part], limit: int) -> tuple[Part, ...]:
    """Return the parts with as many of their first entries as fit."""
    needs = [sum(map(_bytes, part.entries)) for part in parts]
    room = limit - sum(part.size for part in parts)
    result = list(parts)
    # Smallest need first: what they do not use is available to the others.
    order = sorted(range(len(parts)), key=lambda at: (needs[at] / parts[at].weight, at))
    for place, at in enumerate(order):
        weights = sum(parts[other].weight for other in order[place:])
        result[at] = _cut(parts[at], max(0, room) * parts[at].weight // weights)
        room -= sum(map(_bytes, result[at].entries))
    return tuple(result)


def _cut(part: Part, room: int) -> Part:
    sizes = accumulate(map(_bytes, part.entries))
    kept = sum(size <= room for size in sizes)
    return replace(part, entries=part.entries[:kept], left=part.left + len(part.entries) - kept)


def _lines(part: Part, elsewhere: str) -> Iterator[str]:
    yield part.head
    at = len(part.entries) if part.unfolded is None else part.unfolded
    opened, closed = part.entries[:at], part.entries[at:]
    yield from _spaced(opened)
    if closed:
        more = f"more {part.noun}" if opened else part.noun
        yield f"<details><summary>{count(len(closed), more)}</summary>\n\n"
        yield from _spaced(closed)
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
