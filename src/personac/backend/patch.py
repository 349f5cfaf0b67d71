r"""Restore a source from the canonical and its patch, or say why not.

`personac expand` must give back exactly the file that went in. So nothing is
guessed: a hunk applies at the line it names and only when every line there is
the one it expects, where `patch` would look around and accept a near miss.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from personac.backend.diff import split_lines
from personac.diagnostics.kinds import PATCH_MALFORMED, PATCH_MISMATCH
from personac.diagnostics.model import Diagnostic, Kind, PersonacError

if TYPE_CHECKING:
    from collections.abc import Iterator

_RANGES = re.compile(rb"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@(?: .*)?\n?", re.DOTALL)
_REBUILD = "rebuild to get a patch that fits, or take the canonical from the build that made this patch"
_RESTORE = "rebuild to write the patch anew, or restore it from version control"
_CONVERTED = "its line ends were converted: put `*.patch -text` into .gitattributes and check it out again"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Edit:
    """One line of a hunk: its mark (` `, `-`, `+`), its text, and its line in the patch."""

    mark: bytes
    text: bytes
    line: int


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Where a hunk starts on both sides (counted from 0), and its edits."""

    line: int
    old_start: int
    new_start: int
    edits: tuple[_Edit, ...]


def apply_patch(canonical: bytes, patch: bytes, path: str) -> bytes:
    """Return the source that `patch` turns `canonical` into.

    `path` names the patch in diagnostics. Raises `PersonacError` with
    `patch-mismatch` where the canonical is not the one the patch was made from,
    and `patch-malformed` where the patch cannot be read.
    """
    old = split_lines(canonical)
    new: list[bytes] = []
    done = 0
    for hunk in _Reader(path, split_lines(patch)).hunks():
        if hunk.old_start < done:
            raise _malformed(path, hunk.line, "the hunk overlaps the one before it")
        if hunk.old_start > len(old):
            problem = f"the patch expects line {hunk.old_start + 1} of the canonical, which has {len(old)}"
            raise _error(PATCH_MISMATCH, path, hunk.line, problem, _REBUILD)
        new += old[done : hunk.old_start]
        if hunk.new_start != len(new):
            raise _malformed(path, hunk.line, "the hunk's place in the source does not fit the hunks before")
        done = _apply(hunk, old, new, path)
    new += old[done:]
    _refuse_joined_lines(new, path)
    return b"".join(new)


def _apply(hunk: _Hunk, old: list[bytes], new: list[bytes], path: str) -> int:
    """Add the hunk's lines to `new`; return the first line of `old` behind it."""
    here = hunk.old_start
    for edit in hunk.edits:
        if edit.mark != b"+":
            found = old[here] if here < len(old) else None
            if found != edit.text:
                raise _mismatch(edit, here, found, path)
            here += 1
        if edit.mark != b"-":
            new.append(edit.text)
    return here


def _refuse_joined_lines(lines: list[bytes], path: str) -> None:
    # Only the last line of a file can lack its end; anywhere else two lines become one.
    if any(not line.endswith(b"\n") for line in lines[:-1]):
        raise _malformed(path, 0, "a line other than the last one is said to have no newline")


@dataclass(slots=True)
class _Reader:
    """Reads the hunks of one patch, line by line; strict about everything."""

    path: str
    lines: list[bytes]
    next: int = field(default=0)

    def hunks(self) -> Iterator[_Hunk]:
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
            raise _error(PATCH_MALFORMED, self.path, self.next + 1, problem, _CONVERTED)

    def _hunk(self) -> _Hunk:
        line = self.next + 1
        found = _RANGES.fullmatch(self._peek())
        if found is None:
            self._refuse(f"a hunk should start here (`@@ -1,3 +1,4 @@`), not {_shown(self._peek())}")
        old_start, old_count, new_start, new_count = (int(part or b"1") for part in found.groups())
        if (old_count and not old_start) or (new_count and not new_start):
            self._refuse("lines count from 1, so no range of lines starts at 0")
        self.next += 1
        edits = tuple(self._edits(old_count, new_count))
        return _Hunk(line, old_start - bool(old_count), new_start - bool(new_count), edits)

    def _edits(self, old_left: int, new_left: int) -> Iterator[_Edit]:
        while old_left or new_left:
            edit = self._edit()
            old_left -= edit.mark != b"+"
            new_left -= edit.mark != b"-"
            if old_left < 0 or new_left < 0:
                self.next = edit.line - 1
                self._refuse("the hunk has other lines than its `@@` line says")
            yield edit

    def _edit(self) -> _Edit:
        raw = self._peek()
        if not raw.endswith(b"\n"):
            self._refuse("the patch is cut off here")
        mark, text = raw[:1], raw[1:]
        if mark not in (b" ", b"-", b"+"):
            self._refuse(f"a line of a hunk starts with ` `, `-` or `+`, not like {_shown(raw)}")
        self.next += 1
        line = self.next
        if self._peek().startswith(b"\\ "):
            self.next += 1
            text = text[:-1]
        return _Edit(mark, text, line)

    def _peek(self) -> bytes:
        return self.lines[self.next] if self.next < len(self.lines) else b""

    def _refuse(self, problem: str) -> NoReturn:
        raise _malformed(self.path, self.next + 1, problem)


def _mismatch(edit: _Edit, here: int, found: bytes | None, path: str) -> PersonacError:
    what = "ends before it" if found is None else f"has {_shown(found)}"
    problem = f"the patch expects {_shown(edit.text)} in line {here + 1} of the canonical, which {what}"
    return _error(PATCH_MISMATCH, path, edit.line, problem, _REBUILD)


def _malformed(path: str, line: int, problem: str) -> PersonacError:
    return _error(PATCH_MALFORMED, path, line, problem, _RESTORE)


def _error(kind: Kind, path: str, line: int, problem: str, hint: str) -> PersonacError:
    return PersonacError(Diagnostic(kind, path, line, 1 if line else 0, problem, hint))


def _shown(line: bytes) -> str:
    text = repr(line.decode("utf-8", "replace"))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
