"""The bytes of one file, and the positions in them.

All later stages refer to the source by byte offset, because output is exact to the byte: a span
that is copied from the file is the file's own text, including its line endings, byte-order
mark and final newline. Parsers work on text, so this module also converts a character offset
of `Source.text` to a byte offset of `Source.data`, and that to a line and column.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from personac.diagnostics.diagnostic import Diagnostic, Kind

BOM = b"\xef\xbb\xbf"
_UTF16_OR_32_BOMS = (b"\xff\xfe", b"\xfe\xff")
_STEP = 256  # characters between two places whose offsets are known
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open byte range `[start, end)` of one source."""

    start: int
    end: int

    def __contains__(self, other: Span) -> bool:
        """Return whether `other` is inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Line and column, both counted from 1; the column counts characters."""

    line: int
    column: int


class UndecodableError(ValueError):
    """The bytes are not UTF-8 text; `offset` is the first invalid byte."""

    def __init__(self, offset: int, problem: str, hint: str) -> None:
        """Store the byte offset, the problem, and how to fix it."""
        super().__init__(problem)
        self.offset = offset
        self.problem = problem
        self.hint = hint


@dataclass(frozen=True)
class Source:
    """One file: its `path` for messages (POSIX, relative) and its `data`.

    `body_start` is the byte where the body begins, if that is known to be inside a line: its columns count
    from there.
    """

    path: str
    data: bytes
    body_start: int = 0

    @cached_property
    def text(self) -> str:
        """The decoded file without its byte-order mark, with its line endings.

        Raises `UndecodableError` if the bytes are not UTF-8 text.
        """
        _check_is_text(self.data)
        try:
            return self.data[self._bom_length :].decode("utf-8")
        except UnicodeDecodeError as error:
            offset = error.start + self._bom_length
            problem = f"byte {offset} (0x{self.data[offset]:02x}) is not UTF-8: {error.reason}"
            raise UndecodableError(offset, problem, _CONVERT_LATIN) from None

    def slice(self, span: Span) -> bytes:
        """Return the bytes of `span`."""
        return self.data[span.start : span.end]

    def slice_text(self, span: Span) -> str:
        """Return the text of `span`, whose ends must be character boundaries."""
        return self.slice(span).decode("utf-8")

    def span(self, start: int, end: int) -> Span:
        """Return the bytes of the character range `[start, end)` of `text`."""
        return Span(self.byte_offset(start), self.byte_offset(end))

    def byte_offset(self, index: int) -> int:
        """Return the byte offset of the character `index` of `text`."""
        if self._is_ascii:
            return index + self._bom_length
        mark = index // _STEP
        return self._marks[mark] + len(self.text[mark * _STEP : index].encode("utf-8"))

    def index(self, offset: int) -> int:
        """Return the index of the character of `text` at a byte offset."""
        if self._is_ascii:
            return offset - self._bom_length
        mark = max(0, bisect_right(self._marks, offset) - 1)
        return mark * _STEP + len(self.data[self._marks[mark] : offset].decode("utf-8", "replace"))

    def position(self, offset: int) -> Position:
        """Return the line and column of the byte at `offset`."""
        line = max(0, bisect_right(self._line_offsets, offset) - 1)
        start = self._line_offsets[line]
        return Position(line + 1, max(0, self.index(offset) - self.index(start)) + 1)

    def line(self, offset: int) -> int:
        """Return the line, counted from 1, of the byte at `offset`."""
        return max(1, bisect_right(self._line_offsets, offset))

    def line_start(self, offset: int) -> int:
        """Return the byte where the line of the byte at `offset` begins."""
        return self._line_offsets[self.line(offset) - 1]

    def lines_of(self, first: int, last: int) -> tuple[str, ...]:
        """Return the lines from `first` to `last`, counted from 1, with their line ends."""
        return self._lines[first - 1 : last]

    def last_line(self, span: Span) -> int:
        """Return the line of the last byte of `span`."""
        return self.line(max(span.start, span.end - 1))

    def diagnostic(self, offset: int, kind: Kind, message: str, hint: str) -> Diagnostic:
        """Return a diagnostic at the byte at `offset`."""
        place = self.position(offset)
        return Diagnostic(kind, self.path, place.line, place.column, message, hint)

    @cached_property
    def _bom_length(self) -> int:
        return len(BOM) if self.data.startswith(BOM) else 0

    @cached_property
    def _is_ascii(self) -> bool:
        return self.text.isascii()

    @cached_property
    def _lines(self) -> tuple[str, ...]:
        return tuple(line for line in _LINE.findall(self.text) if line)

    @cached_property
    def _marks(self) -> tuple[int, ...]:
        """The byte offset of every character whose index is a multiple of `_STEP`."""
        parts = (self.text[at : at + _STEP] for at in range(0, len(self.text), _STEP))
        sizes = (len(part.encode("utf-8")) for part in parts)
        return tuple(accumulate(sizes, initial=self._bom_length))

    @cached_property
    def _line_offsets(self) -> tuple[int, ...]:
        """The starts of all lines; a final line end starts another, empty line."""
        sizes = [len(line.encode("utf-8")) for line in self._lines]
        starts = tuple(accumulate(sizes, initial=self._bom_length))
        return starts if self.text.endswith(("\n", "\r")) or not sizes else starts[:-1]


_CONVERT_LATIN = "save the file as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8 FILE"
_CONVERT_UTF16 = "save the file as UTF-8, for example: iconv -f UTF-16 -t UTF-8 FILE"
_DROP_NUL = "a persona is a text file: remove the NUL byte, or exclude this file"


def _check_is_text(data: bytes) -> None:
    if data.startswith(_UTF16_OR_32_BOMS):
        raise UndecodableError(0, "byte 0 starts a UTF-16 byte-order mark", _CONVERT_UTF16)
    nul = data.find(b"\0")
    if nul >= 0:
        problem = f"byte {nul} is NUL, so this is not a text file"
        hint = _CONVERT_UTF16 if b"\0" in data[:4] else _DROP_NUL
        raise UndecodableError(nul, problem, hint)
