r"""Restore a source from the canonical and its patch, or report why that is impossible.

`personac expand` has to give back exactly the file that was built. So nothing is guessed: the reader is
strict, and a hunk applies at the line that it names and only where every line is the expected one, where
`patch` would search nearby and accept a near miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from personac.diagnostics.diagnostic import Diagnostic, Kind, PersonacError
from personac.diagnostics.output_kinds import PATCH_MALFORMED, PATCH_MISMATCH
from personac.emit.line_diff import split_lines
from personac.emit.variant_patches import FROM_NOTHING

_RANGES = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: .*)?\n?", re.DOTALL)
_RESTORE = "rebuild to write the patch anew, or restore it from version control"
_CONVERTED = "its line ends were converted: put `*.patch -text` into .gitattributes and check it out again"
_REBUILD = "rebuild to get a patch that fits, or take the canonical from the build that made this patch"
_LONGEST = 60  # characters of a line that a message quotes


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


def apply_patch(canonical: bytes, patch: bytes, path: str) -> bytes:
    """Return the source that `patch` turns `canonical` into, or that it makes from nothing.

    `path` names the patch in diagnostics. Raises `PersonacError` with `patch-mismatch` where the canonical
    is not the one the patch was made from, and `patch-malformed` where the patch cannot be read.
    """
    return _applied(read_hunks(patch, path), b"" if is_from_nothing(patch) else canonical, path)


def is_from_nothing(patch: bytes) -> bool:
    """Return whether a patch makes its source without the canonical, as those of large groups do."""
    return patch.startswith(FROM_NOTHING) or b"\n" + FROM_NOTHING in patch.partition(b"\n@@ ")[0]


def revert_patch(source: bytes, patch: bytes, path: str) -> bytes:
    """Return the canonical that `patch` was made from, given the very source it restores.

    That is empty where it was made from nothing. Raises `PersonacError` as `apply_patch` does.
    """
    return _applied([hunk.reversed for hunk in read_hunks(patch, path)], source, path)


def expected_lines(patch: bytes, path: str) -> dict[int, bytes]:
    """Return the lines of the canonical that a patch contains, by their position from 0."""
    return {
        hunk.old_start + offset: edit.text
        for hunk in read_hunks(patch, path)
        for offset, edit in enumerate(edit for edit in hunk.edits if edit.mark != b"+")
    }


def read_hunks(patch: bytes, path: str) -> tuple[Hunk, ...]:
    """Return the hunks of a patch in their order; `path` names it in diagnostics. Raises `PersonacError`."""
    return tuple(_Reader(path, split_lines(patch)).hunks())


@dataclass(slots=True)
class _Reader:
    """Reads the hunks of one patch, line by line."""

    path: str
    lines: list[bytes]
    next: int = field(default=0)

    def hunks(self) -> Iterator[Hunk]:
        self._skip_header()
        while self.next < len(self.lines):
            yield self._hunk()

    def _skip_header(self) -> None:
        # `diff --git`, `index` and prose before the header are not needed.
        while self._peek() and not self._peek().startswith(b"--- "):
            self.next += 1
        if not self._peek():
            self._refuse("there is no `--- ` line, so this is no unified diff")
        if self._peek().endswith(b"\r\n"):
            problem = "the header ends in CRLF, so the patch is not the file that was built"
            raise _patch_error(PATCH_MALFORMED, self.path, (self.next + 1, problem), _CONVERTED)
        self.next += 1
        if not self._peek().startswith(b"+++ "):
            self._refuse("expected a `+++ ` line here")
        self.next += 1

    def _hunk(self) -> Hunk:
        line = self.next + 1
        ranges = _RANGES.fullmatch(self._peek())
        if ranges is None:
            self._refuse(f"expected a hunk here (`@@ -1,3 +1,4 @@`), not {_shown_line(self._peek())}")
        old_start, old_count, new_start, new_count = (int(part or b"1") for part in ranges.groups())
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
                self._refuse("the hunk has other lines than its `@@` line announces")
            yield edit

    def _edit(self) -> Edit:
        raw = self._peek()
        if not raw.endswith(b"\n"):
            self._refuse("the patch is cut off here")
        mark, text = raw[:1], raw[1:]
        if mark not in (b" ", b"-", b"+"):
            self._refuse(f"a line of a hunk starts with ` `, `-` or `+`, not like {_shown_line(raw)}")
        self.next += 1
        line = self.next
        if self._peek().startswith(b"\\ "):
            self.next += 1
            text = text[:-1]
        return Edit(mark, text, line)

    def _peek(self) -> bytes:
        return self.lines[self.next] if self.next < len(self.lines) else b""

    def _refuse(self, problem: str) -> NoReturn:
        raise _malformed(self.path, self.next + 1, problem)


def _applied(hunks: Sequence[Hunk], before: bytes, path: str) -> bytes:
    old = split_lines(before)
    new: list[bytes] = []
    done = 0
    for hunk in hunks:
        _refuse_misplaced(hunk, done, len(old), path)
        new += old[done : hunk.old_start]
        if hunk.new_start != len(new):
            raise _malformed(path, hunk.line, "the hunk's place in the source does not fit the hunks before")
        new += _replacement(hunk, old, path)
        done = hunk.old_start + sum(edit.mark != b"+" for edit in hunk.edits)
    new += old[done:]
    _refuse_joined_lines(new, path)
    return b"".join(new)


def _refuse_misplaced(hunk: Hunk, done: int, size: int, path: str) -> None:
    if hunk.old_start < done:
        raise _malformed(path, hunk.line, "the hunk overlaps the one before it")
    if hunk.old_start > size:
        problem = f"the patch expects line {hunk.old_start + 1} of the canonical, which has {size}"
        raise _patch_error(PATCH_MISMATCH, path, (hunk.line, problem), _REBUILD)


def _replacement(hunk: Hunk, old: Sequence[bytes], path: str) -> list[bytes]:
    """Return the lines that a hunk leaves. Raises `PersonacError` where `old` has other lines."""
    new: list[bytes] = []
    here = hunk.old_start
    for edit in hunk.edits:
        if edit.mark != b"+":
            if old[here : here + 1] != [edit.text]:
                raise _mismatch(edit, here, old, path)
            here += 1
        if edit.mark != b"-":
            new.append(edit.text)
    return new


def _refuse_joined_lines(lines: list[bytes], path: str) -> None:
    # Only the last line of a file can lack its end; anywhere else two lines become one.
    if any(not line.endswith(b"\n") for line in lines[:-1]):
        raise _malformed(path, 0, "a line other than the last one is marked as having no newline")


def _mismatch(edit: Edit, here: int, old: Sequence[bytes], path: str) -> PersonacError:
    actual = f"has {_shown_line(old[here])}" if here < len(old) else "ends before it"
    problem = (
        f"the patch expects {_shown_line(edit.text)} in line {here + 1} of the canonical, which {actual}"
    )
    return _patch_error(PATCH_MISMATCH, path, (edit.line, problem), _REBUILD)


def _malformed(path: str, line: int, problem: str) -> PersonacError:
    return _patch_error(PATCH_MALFORMED, path, (line, problem), _RESTORE)


def _patch_error(kind: Kind, path: str, problem: tuple[int, str], hint: str) -> PersonacError:
    """Return an error at a line of a patch, 0 for none, with its message."""
    line, message = problem
    return PersonacError(Diagnostic(kind, path, line, 1 if line else 0, message, hint))


def _shown_line(line: bytes) -> str:
    """Return a line as a message quotes it, long ones cut."""
    text = repr(line.decode("utf-8", "replace"))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
