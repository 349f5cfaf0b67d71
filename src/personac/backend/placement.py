"""Lines of the canonical as they would stand in a source: its markers, its indentation, its line ends.

The canonical's text is copied from the sources, but what leads a line is its
own: a source may number the section, mark items with `*` or end lines in CRLF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from personac.backend.edits import Lines

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_LEAD = re.compile(rb"([ \t]*)((?:[-+*]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+)?")
_LETTER = re.compile(r"[^\W\d_]")
_ITEM = re.compile(rb"(\d*)([-+*.)])([ \t]+.*)")


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands before the text of a line: its indentation, and its marker with the blanks behind."""

    indent: bytes
    marker: bytes

    @property
    def width(self) -> int:
        """The columns it takes."""
        return len(self.indent) + len(self.marker)


def source_lines(data: bytes) -> Lines:
    """Split as `Source` counts lines: at LF, CRLF and CR; each line keeps its end."""
    return tuple(_LINE.findall(data))


def lead_of(line: bytes, *, marked: bool = True) -> Lead:
    """Return what leads a line; `marked` False where a marker would be text, as in code."""
    found = _LEAD.match(line)
    if found is None:
        raise AssertionError
    return Lead(found[1], found[2] or b"" if marked else b"")


def is_equivalent(old: Lines, there: Lines, *, marked: bool) -> bool:
    """Tell whether lines of a source say what lines of the canonical do, but for markers and layout."""
    text, other = (_text(lines, marked=marked) for lines in (old, there))
    if text == other:
        return True
    before, found, after = other.partition(text) if text else ("", "", "")
    return bool(found) and not _LETTER.search(before + after)


def reworded(old: Lines, new: Lines, there: Lines, *, marked: bool) -> Lines:
    """Return the lines of a source that says the same as `old`, as they are with `new` in its place."""
    if len(old) == len(new) == 1:
        was, now = (_core(lines[0], marked=marked) for lines in (old, new))
        whole = b"".join(there)
        if whole.count(was) == 1:
            return source_lines(whole.replace(was, now))
    lines = adapted(old, new, there, marked=marked)
    if not len(old) == len(new) == len(lines) == len(there):
        return lines
    sides = zip(old[1:], new[1:], lines[1:], there[1:], strict=True)
    return (there[0] if old[0] == new[0] else lines[0], *(_as_deep(*side) for side in sides))


def _as_deep(was: bytes, now: bytes, own: bytes, theirs: bytes) -> bytes:
    """A line that goes on: as it stands there where nobody edited it, else `own` as deep as it was there."""
    if was == now:
        return theirs
    old, new, there = (lead_of(line, marked=False).indent for line in (was, now, theirs))
    return there + own.lstrip(b" \t") if old == new else own


def adapted(old: Lines, new: Lines, there: Lines, *, marked: bool) -> Lines:
    """Return lines of the canonical (`old`, or what was made of them) in the style of those at `there`."""
    if not new:
        return ()
    own, style = lead_of(old[0], marked=marked), lead_of(there[0], marked=marked)
    first = lead_of(new[0], marked=marked)
    marker = style.marker if first.marker == own.marker else first.marker
    inner = _inner_indent(there, style)
    lines = [style.indent + marker + new[0][first.width :]]
    lines += [_continued(line, own.width, inner) for line in new[1:]]
    return _ended(lines, there)


def inserted_lines(anchor: bytes, new: Lines, there: bytes) -> Lines:
    """Return new lines as they stand beside `there` in a source, given beside which line of the canonical."""
    own, style, first = lead_of(anchor), lead_of(there), lead_of(new[0])
    is_child = len(first.indent) > len(own.indent)
    indent = style.indent + b" " * (len(style.marker) if is_child else 0)
    marker = first.marker if is_child else _beside(style.marker, first.marker)
    lines = [indent + marker + new[0][first.width :]]
    lines += [_continued(line, len(first.indent), indent) for line in new[1:]]
    return tuple(_with_ends(lines, line_end(there), is_open=False))


def _beside(there: bytes, new: bytes) -> bytes:
    """The marker of a new item in the form of the one that it stands beside; any other stays."""
    style, own = _ITEM.match(there), _ITEM.match(new)
    if style is None or own is None:
        return new
    number = b"%d" % (int(style[1]) + 1) if style[1] else b""
    return number + style[2] + own[3]


def after_children(lines: Lines, index: int, indent: int) -> int:
    """Return the position behind what is nested under an item that ends before `index`."""
    end = index
    for place in range(index, len(lines)):
        line = lines[place]
        if line.strip():
            if len(lead_of(line).indent) <= indent:
                break
            end = place + 1
    return end


def line_end(line: bytes) -> bytes:
    """Return the line end of a line, LF where it has none."""
    return line[len(line.rstrip(b"\r\n")) :] or b"\n"


def _core(line: bytes, *, marked: bool) -> bytes:
    return line[lead_of(line, marked=marked).width :].rstrip()


def _text(lines: Lines, *, marked: bool) -> str:
    cores = [_core(lines[0], marked=marked), *(line.strip() for line in lines[1:])] if lines else []
    return " ".join(b" ".join(cores).decode("utf-8", "replace").split())


def _inner_indent(there: Lines, style: Lead) -> bytes:
    for line in there[1:]:
        if line.strip():
            return lead_of(line).indent
    return style.indent + b" " * len(style.marker)


def _continued(line: bytes, width: int, indent: bytes) -> bytes:
    return indent + _without(line, width) if line.strip() else line


def _without(line: bytes, width: int) -> bytes:
    """Take up to `width` blanks off the front."""
    blanks = len(line) - len(line.lstrip(b" "))
    return line[min(blanks, width) :]


def _ended(lines: Sequence[bytes], there: Lines) -> Lines:
    """Give the lines the line ends of `there`; the last has none where that is the end of a file."""
    is_open = there[-1] == there[-1].rstrip(b"\r\n")
    return tuple(_with_ends(lines, line_end(there[0]), is_open=is_open))


def _with_ends(lines: Sequence[bytes], end: bytes, *, is_open: bool) -> Iterator[bytes]:
    for number, line in enumerate(lines, start=1):
        yield line.rstrip(b"\r\n") + (b"" if is_open and number == len(lines) else end)
