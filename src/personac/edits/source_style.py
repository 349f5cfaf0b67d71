"""Lines of the canonical in the style of a source: its markers, indentation, line ends and references.

The canonical's text is copied from the sources, but not the start of a line: a source may number the section,
mark items with `*` or end lines in CRLF. Its labels, numbers of steps and anchors may
differ, too: the canonical has its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from personac.edits.hand_edit import Lines

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_MARKER = re.compile(rb"(?:[-+*]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?|#{1,6}[ \t]+")
_LETTER = re.compile(r"[^\W\d_]")
_CLOSING_TAG = re.compile(r"\s*</[A-Za-z][\w-]*\s*>$")  # a line of a source may end with it
_ITEM = re.compile(rb"(\d*)([-+*.)])([ \t]+.*)")
_REFERENCE = re.compile(
    rb"""\[[^\[\]\n]*\] (?: \[[^\[\]\n]*\] | \(\#[^()\s]*\) )?
       | \b(?:step|phase|stage)s?\s+\d+ (?: (?:\s*[-,/&]\s*|\s(?:and|or|to|through)\s)\d+ )*""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Prefix:
    """What precedes the text of a line: its indentation, and its marker with the blanks after it."""

    indent: bytes
    marker: bytes

    @property
    def width(self) -> int:
        """Its length in bytes."""
        return len(self.indent) + len(self.marker)


def source_lines(data: bytes) -> Lines:
    """Split as `Source` counts lines: at LF, CRLF and CR; each line keeps its end."""
    return tuple(_LINE.findall(data))


def prefix_of(line: bytes, *, marked: bool = True) -> Prefix:
    """Return the prefix of a line; `marked` False where a marker would be text, as in code."""
    indent = line[: depth_of(line)]
    marker = _MARKER.match(line, len(indent)) if marked else None
    return Prefix(indent, marker[0] if marker else b"")


def depth_of(line: bytes) -> int:
    """Return the length of a line's indentation."""
    return len(line) - len(line.lstrip(b" \t"))


def is_same_text(old: Lines, there: Lines, *, marked: bool) -> bool:
    """Return whether lines of a source equal those of the canonical, apart from markers and layout."""
    text, other = (_text(lines, marked=marked) for lines in (old, there))
    if text == other:
        return True
    before, common, after = other.partition(text) if text else ("", "", "")
    return bool(common) and not _LETTER.search(before + _CLOSING_TAG.sub("", after))


def with_references(old: Lines, new: Lines, there: Lines, *, marked: bool) -> tuple[Lines, Lines]:
    """Return lines of the canonical (`new`, edited from `old`) with the references of those at `there`.

    They stay as they are if the text `there` is another one. References that the edit added stay, too.
    """
    changes = reference_changes(old, there)
    before, after = (
        tuple(_REFERENCE.sub(lambda found: changes.get(found[0], found[0]), line) for line in lines)
        for lines in (old, new)
    )
    return (before, after) if changes and is_same_text(before, there, marked=marked) else (old, new)


def reference_changes(old: Lines, there: Lines) -> Mapping[bytes, bytes]:
    """Return which references of the canonical's lines are written differently `there`, in a source.

    Empty if their numbers differ, or if one stands for two different ones.
    """
    here, own = (_REFERENCE.findall(b"".join(lines)) for lines in (old, there))
    changes = dict(zip(here, own, strict=False))
    is_clear = len(here) == len(own) and [changes[one] for one in here] == own
    return {one: other for one, other in changes.items() if one != other} if is_clear else {}


def reworded(old: Lines, new: Lines, there: Lines, *, marked: bool) -> Lines:
    """Return lines of a source with the text of `old`, unchanged but for `new` in its place."""
    if len(old) == len(new) == 1:
        whole = b"".join(there)
        for blanks in (b"\r\n", None):  # with the blanks of a hard line break, or without
            before, after = (_core(lines[0], blanks, marked=marked) for lines in (old, new))
            if whole.count(before) == 1:
                return source_lines(whole.replace(before, after))
    lines = adapted(old, new, there, marked=marked)
    if not len(old) == len(new) == len(lines) == len(there):
        return lines
    sides = zip(old[1:], new[1:], lines[1:], there[1:], strict=True)
    return (there[0] if old[0] == new[0] else lines[0], *(_realigned(*side) for side in sides))


def _realigned(old: bytes, new: bytes, own: bytes, there: bytes) -> bytes:
    """Return a continuation line: `there` where it was not edited, else `own` as deep as it was there."""
    if old == new:
        return there
    before, after, indent = (prefix_of(line, marked=False).indent for line in (old, new, there))
    return indent + own.lstrip(b" \t") if before == after else own


def adapted(old: Lines, new: Lines, there: Lines, *, marked: bool) -> Lines:
    """Return lines of the canonical (`new`, edited from `old`) in the style of those at `there`."""
    if not new:
        return ()
    own, style, first = (prefix_of(lines[0], marked=marked) for lines in (old, there, new))
    marker = style.marker if first.marker == own.marker else first.marker
    inner = _inner_indent(there, style)
    lines = [style.indent + marker + new[0][first.width :]]
    lines += [_continued(line, own.width, inner) for line in new[1:]]
    return _ended(lines, there)


def inserted_lines(anchor: bytes, new: Lines, there: bytes) -> Lines:
    """Return new lines as they are written next to `there` in a source; `anchor` is the same line here."""
    own, style, first = prefix_of(anchor), prefix_of(there), prefix_of(new[0])
    is_child = len(first.indent) > len(own.indent)
    indent = style.indent + b" " * (len(style.marker) if is_child else 0)
    marker = first.marker if is_child else _next_marker(style.marker, first.marker)
    lines = [indent + marker + new[0][first.width :]]
    lines += [_continued(line, len(first.indent), indent) for line in new[1:]]
    return tuple(_with_ends(lines, line_end(there), is_open=False))


def _next_marker(there: bytes, new: bytes) -> bytes:
    """Return the marker of a new item in the form of its neighbour's; other markers stay unchanged."""
    style, own = _ITEM.match(there), _ITEM.match(new)
    if style is None or own is None:
        return new
    number = b"%d" % (int(style[1]) + 1) if style[1] else b""
    return number + style[2] + own[3]


def after_children(lines: Lines, index: int, indent: int) -> int:
    """Return the position after everything nested under an item that ends before `index`."""
    end = index
    for position, line in enumerate(lines[index:], start=index):
        if not line.strip():
            continue
        if depth_of(line) <= indent:
            break
        end = position + 1
    return end


def at_end(lines: Lines, new: Lines) -> Lines:
    """Return lines for the end of a file: where its last line has no end, neither has the new one."""
    last = lines[-1]
    if last != last.rstrip(b"\r\n"):
        return new
    return (line_end(last), *new[:-1], new[-1].rstrip(b"\r\n"))


def line_end(line: bytes) -> bytes:
    """Return the line end of a line, LF where it has none."""
    return line[len(line.rstrip(b"\r\n")) :] or b"\n"


def _core(line: bytes, blanks: bytes | None = None, *, marked: bool) -> bytes:
    return line[prefix_of(line, marked=marked).width :].rstrip(blanks)


def _text(lines: Lines, *, marked: bool) -> str:
    cores = [_core(lines[0], marked=marked), *(line.strip() for line in lines[1:])] if lines else []
    return " ".join(b" ".join(cores).decode("utf-8", "replace").split())


def _inner_indent(there: Lines, style: Prefix) -> bytes:
    for line in there[1:]:
        if line.strip():
            return prefix_of(line).indent
    return style.indent + b" " * len(style.marker)


def _continued(line: bytes, width: int, indent: bytes) -> bytes:
    return indent + _without_blanks(line, width) if line.strip() else line


def _without_blanks(line: bytes, width: int) -> bytes:
    """Remove up to `width` blanks from the front."""
    blanks = len(line) - len(line.lstrip(b" "))
    return line[min(blanks, width) :]


def _ended(lines: Sequence[bytes], there: Lines) -> Lines:
    """Give the lines the line ends of `there`; the last has none where that is the end of a file."""
    is_open = there[-1] == there[-1].rstrip(b"\r\n")
    return tuple(_with_ends(lines, line_end(there[0]), is_open=is_open))


def _with_ends(lines: Sequence[bytes], end: bytes, *, is_open: bool) -> Iterator[bytes]:
    for number, line in enumerate(lines, start=1):
        yield line.rstrip(b"\r\n") + (b"" if is_open and number == len(lines) else end)
