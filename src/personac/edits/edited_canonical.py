"""A canonical that was edited by hand: which lines, and why a patch no longer applies."""

from __future__ import annotations

from collections.abc import Iterator

from personac.diagnostics.kinds import PATCH_MISMATCH
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.edits.build_folder import BuildFolder
from personac.edits.hand_edit import HandEdit, Region, find_edit
from personac.edits.recover import recover_canonical
from personac.report.escape import one_line, shortened

_SHOWN = 60
_MOST = 20  # regions told one by one
_WAY_OUT = "carry the edit back into the sources with --3way, or undo it: personac build --force"
_LOST = "undo the edit from version control, or build again with --force"


def original_canonical(build: BuildFolder, edited: bytes) -> bytes | None:
    """Return the canonical as it was built, None where it cannot be had."""
    return recover_canonical(edited, build.patches(), build.sources(), build.canonical_hash)


def refusal(build: BuildFolder, edited: bytes) -> PersonacError:
    """Return the error that says which lines of the canonical were edited."""
    original = original_canonical(build, edited)
    path = build.canonical.as_posix()
    if original is None:
        message = (
            "edited by hand since it was built; which lines cannot be told: "
            "no source is as it was then, and the patches do not tell every line"
        )
        return PersonacError(Diagnostic(PATCH_MISMATCH, path, 0, 0, message, _LOST))
    if edited.replace(b"\r\n", b"\n") == original:
        message = "its line ends were converted since it was built, and nothing else"
        hint = "put `build/** -text` into .gitattributes, and check it out again"
        return PersonacError(Diagnostic(PATCH_MISMATCH, path, 0, 0, message, hint))
    return PersonacError(*_regions(find_edit(original, edited), path))


def _regions(edit: HandEdit, path: str) -> Iterator[Diagnostic]:
    for region in edit.regions[:_MOST]:
        yield Diagnostic(PATCH_MISMATCH, path, _line(edit, region), 1, _what(edit, region), _WAY_OUT)
    rest = len(edit.regions) - _MOST
    if rest > 0:
        line = _line(edit, edit.regions[_MOST])
        yield Diagnostic(
            PATCH_MISMATCH, path, line, 1, f"edited by hand here and in {rest - 1} more places", _WAY_OUT
        )


def _line(edit: HandEdit, region: Region) -> int:
    return min(region.new_start + 1, max(1, len(edit.edited)))


def _what(edit: HandEdit, region: Region) -> str:
    gone, new = region.end - region.start, region.new_end - region.new_start
    last = f" to line {region.new_end}" if new > 1 else ""
    if not gone:
        return f"edited by hand since the build: added{last}"
    was = _quoted(edit, region)
    return f"edited by hand since the build{last}: {'was' if new else 'removed here was'} {was}"


def _quoted(edit: HandEdit, region: Region) -> str:
    lines = edit.original[region.start : region.end]
    first = next((line for line in lines if line.strip()), lines[0])
    text = shortened(one_line(first.decode("utf-8", "replace").strip()), _SHOWN)
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{text!r}{more}"
