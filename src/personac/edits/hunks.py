"""A patch read into its hunks: strict about everything, so that nothing has to be guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from personac.diagnostics.kinds import PATCH_MALFORMED
from personac.diagnostics.model import Diagnostic, Kind, PersonacError
from personac.emit.variant_patches import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANGES = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: .*)?\n?", re.DOTALL)
_RESTORE = "rebuild to write the patch anew, or restore it from version control"
_CONVERTED = "its line ends were converted: put `*.patch -text` into .gitattributes and check it out again"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Edit:
    """One line of a hunk: its mark (` `, `-`, `+`), its text, and its line in the patch."""

    mark: bytes
    text: bytes
    line: int


@dataclass(frozen=True, slots=True)
class Hunk:
    """Where a hunk starts on both sides (counted from 0), and its edits."""

    line: int
    old_start: int
    new_start: int
    edits: tuple[Edit, ...]

    @property
    def reversed(self) -> Hunk:
        """The hunk that undoes this one."""
        marks = {b"+": b"-", b"-": b"+"}
        edits = tuple(Edit(marks.get(edit.mark, edit.mark), edit.text, edit.line) for edit in self.edits)
        return Hunk(self.line, self.new_start, self.old_start, edits)


def read_hunks(patch: bytes, path: str) -> tuple[Hunk, ...]:
    """Return the hunks of a patch in their order; `path` names it in diagnostics. Raises `PersonacError`."""
    return tuple(_Reader(path, split_lines(patch)).hunks())


@dataclass(slots=True)
class _Reader:
    """Reads the hunks of one patch, line by line; strict about everything."""

    path: str
    lines: list[bytes]
    next: int = field(default=0)

    def hunks(self) -> Iterator[Hunk]:
        self._skip_header()
        while self.next < len(self.lines):
            yield self._hunk()

    def _skip_header(self) -> None:
        # `diff --git`, `index` and prose before the header say nothing that is needed.
        while self._peek() and not self._peek().startswith(b"--- "):
            self.next += 1
        if not self._peek():
            self._refuse("there is no `--- ` line, so this is no unified diff")
        self._refuse_converted()
        self.next += 1
        if not self._peek().startswith(b"+++ "):
            self._refuse("a `+++ ` line should stand here")
        self.next += 1

    def _refuse_converted(self) -> None:
        if self._peek().endswith(b"\r\n"):
            problem = "the header ends in CRLF, so the patch is not the file that was built"
            raise patch_error(PATCH_MALFORMED, self.path, self.next + 1, problem, _CONVERTED)

    def _hunk(self) -> Hunk:
        line = self.next + 1
        found = _RANGES.fullmatch(self._peek())
        if found is None:
            self._refuse(f"a hunk should start here (`@@ -1,3 +1,4 @@`), not {shown_line(self._peek())}")
        old_start, old_count, new_start, new_count = (int(part or b"1") for part in found.groups())
        if (old_count and not old_start) or (new_count and not new_start):
            self._refuse("lines count from 1, so no range of lines starts at 0")
        self.next += 1
        edits = tuple(self._edits(old_count, new_count))
        return Hunk(line, old_start - bool(old_count), new_start - bool(new_count), edits)

    def _edits(self, old_left: int, new_left: int) -> Iterator[Edit]:
        while old_left or new_left:
            edit = self._edit()
            old_left -= edit.mark != b"+"
            new_left -= edit.mark != b"-"
            if old_left < 0 or new_left < 0:
                self.next = edit.line - 1
                self._refuse("the hunk has other lines than its `@@` line says")
            yield edit

    def _edit(self) -> Edit:
        raw = self._peek()
        if not raw.endswith(b"\n"):
            self._refuse("the patch is cut off here")
        mark, text = raw[:1], raw[1:]
        if mark not in (b" ", b"-", b"+"):
            self._refuse(f"a line of a hunk starts with ` `, `-` or `+`, not like {shown_line(raw)}")
        self.next += 1
        line = self.next
        if self._peek().startswith(b"\\ "):
            self.next += 1
            text = text[:-1]
        return Edit(mark, text, line)

    def _peek(self) -> bytes:
        return self.lines[self.next] if self.next < len(self.lines) else b""

    def _refuse(self, problem: str) -> NoReturn:
        raise malformed(self.path, self.next + 1, problem)


def malformed(path: str, line: int, problem: str) -> PersonacError:
    """Return the error of a patch that cannot be read."""
    return patch_error(PATCH_MALFORMED, path, line, problem, _RESTORE)


def patch_error(kind: Kind, path: str, line: int, problem: str, hint: str) -> PersonacError:
    """Return an error at a line of a patch, 0 for none."""
    return PersonacError(Diagnostic(kind, path, line, 1 if line else 0, problem, hint))


def shown_line(line: bytes) -> str:
    """Return a line as a message quotes it, long ones cut."""
    text = repr(line.decode("utf-8", "replace"))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
