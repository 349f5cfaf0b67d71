r"""Restore a source from the canonical and its patch, or say why not.

`personac expand` must give back exactly the file that went in. So nothing is
guessed: a hunk applies at the line it names and only when every line there is
the one it expects, where `patch` would look around and accept a near miss.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from personac.diagnostics.kinds import PATCH_MISMATCH
from personac.diagnostics.model import PersonacError
from personac.edits.hunks import Edit, Hunk, malformed, patch_error, read_hunks, shown_line
from personac.emit.variant_patches import split_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

_REBUILD = "rebuild to get a patch that fits, or take the canonical from the build that made this patch"


def apply_patch(canonical: bytes, patch: bytes, path: str) -> bytes:
    """Return the source that `patch` turns `canonical` into.

    `path` names the patch in diagnostics. Raises `PersonacError` with
    `patch-mismatch` where the canonical is not the one the patch was made from,
    and `patch-malformed` where the patch cannot be read.
    """
    return _applied(read_hunks(patch, path), canonical, path)


def revert_patch(source: bytes, patch: bytes, path: str) -> bytes:
    """Return the canonical that `patch` was made from, given the very source it restores.

    Raises `PersonacError` as `apply_patch` does.
    """
    return _applied([hunk.reversed for hunk in read_hunks(patch, path)], source, path)


def expected_lines(patch: bytes, path: str) -> dict[int, bytes]:
    """Return the lines of its canonical that a patch tells, by their position from 0."""
    return {
        hunk.old_start + offset: edit.text
        for hunk in read_hunks(patch, path)
        for offset, edit in enumerate(edit for edit in hunk.edits if edit.mark != b"+")
    }


def _applied(hunks: Sequence[Hunk], before: bytes, path: str) -> bytes:
    old = split_lines(before)
    new: list[bytes] = []
    done = 0
    for hunk in hunks:
        if hunk.old_start < done:
            raise malformed(path, hunk.line, "the hunk overlaps the one before it")
        if hunk.old_start > len(old):
            problem = f"the patch expects line {hunk.old_start + 1} of the canonical, which has {len(old)}"
            raise patch_error(PATCH_MISMATCH, path, hunk.line, problem, _REBUILD)
        new += old[done : hunk.old_start]
        if hunk.new_start != len(new):
            raise malformed(path, hunk.line, "the hunk's place in the source does not fit the hunks before")
        done = _apply(hunk, old, new, path)
    new += old[done:]
    _refuse_joined_lines(new, path)
    return b"".join(new)


def _apply(hunk: Hunk, old: list[bytes], new: list[bytes], path: str) -> int:
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
        raise malformed(path, 0, "a line other than the last one is said to have no newline")


def _mismatch(edit: Edit, here: int, found: bytes | None, path: str) -> PersonacError:
    what = "ends before it" if found is None else f"has {shown_line(found)}"
    problem = f"the patch expects {shown_line(edit.text)} in line {here + 1} of the canonical, which {what}"
    return patch_error(PATCH_MISMATCH, path, edit.line, problem, _REBUILD)
