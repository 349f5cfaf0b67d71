"""Restore sources from the canonical and the patches of the variants.

A patch does not contain the lines outside its hunks, so a canonical edited there would give a source that
never existed. The lock has the hashes of the canonical and of the sources: what does not match them is
not restored, except where the user asks to merge a hand edit into the sources, by `git merge-file`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.output_kinds import CANNOT_MERGE, EDIT_NOT_CARRIED, PATCH_MISMATCH
from personac.edits.edit_propagation import LineFate, Sides, propagate, without_map
from personac.edits.hand_edit import HandEdit, Region, find_edit, recover_canonical
from personac.edits.patch import apply_patch
from personac.emit.emitted import hint_if_left_out
from personac.emit.lock_entries import digest
from personac.emit.provenance import ProvenanceMap
from personac.model.source import Source
from personac.parsing.toml_agents import is_toml, read_toml_agent
from personac.report.safe_text import count, one_line, shortened
from personac.storage.build_folder import BuildFolder, find_build, read_build, read_file

_READ = ("canonical", "patches")  # kinds of outputs
_LONGEST = 60  # characters of a line that a message quotes
_MAX_REGIONS = 20  # regions that are reported one by one
_PROPAGATE = "carry the edit back into the sources with --3way, or undo it: personac build --force"
_UNDO = "undo the edit from version control, or build again with --force"
_CONVERTED = "put `build/** -text` into .gitattributes, and check it out again"
_UNKNOWN_LINES = (
    "edited by hand since it was built; which lines is unknown: "
    "all sources have changed since, and the patches do not contain every line"
)
_FILES = ("ours", "base", "theirs")
_MAX_CONFLICTS = 127  # git counts no further; higher exit codes are errors
_CONFLICT_MARKER = b"<<<<<<< "
_BY_HAND = "carry the edit into the source by hand"
_NO_GIT = "install git, or carry the edit into the sources by hand and build again"
_NAME_A_PATCH = "name build/variants/<persona>.patch of a finished build"
_NAME_THE_CANONICAL = "name the canonical agent that the patch belongs to: --canonical build/agent.md"
_NAME_A_BUILD = "name a patch in the folder of its build, beside personac.lock"


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored source; with hand edits merged in, the lines of conflicts and what became of each edit.

    `path` is that of the source when it was built, empty where it is unknown.
    """

    path: str
    data: bytes
    conflicts: tuple[int, ...] = ()
    fates: tuple[LineFate, ...] = ()

    @property
    def summary(self) -> str:
        """What became of the hand edits, in one line; empty where there were none."""
        fates = Counter(fate.fate for fate in self.fates)
        parts = (
            (fates["applied"], f"{count(fates['applied'], 'edit')} applied"),
            (len(self.conflicts), count(len(self.conflicts), "conflict")),
            (fates["absent"], f"{count(fates['absent'], 'edit')} of lines that it does not have"),
        )
        texts = [text for number, text in parts if number]
        return f"{self.path}: {', '.join(texts)}" if self.fates or self.conflicts else ""


def restore(patch: Path, canonical: Path | None = None, *, three_way: bool = False) -> Restored:
    """Return the source that `patch` restores, byte for byte.

    `canonical` None means the agent of the build that `patch` is an output of. With `three_way` hand
    edits of the canonical are merged into the source. Raises `PersonacError`.
    """
    build = find_build(patch.absolute().parent.parent, canonical)
    if build is not None:
        build.refuse_special_file(patch.absolute())
    data = _read(patch)
    if build is not None:
        return _restorer(build, three_way=three_way).restored(patch, data)
    if canonical is None:
        message = "not an output of a build: there is no personac.lock above it"
        raise PersonacError(Diagnostic(UNREADABLE, patch.as_posix(), 0, 0, message, _NAME_THE_CANONICAL))
    if three_way:
        message = "not an output of a build, so the canonical before its edit is unknown"
        raise _failure(patch.as_posix(), message, _NAME_A_BUILD)
    return Restored("", apply_patch(read_file(canonical, _NAME_A_PATCH), data, patch.as_posix()))


def restore_all(
    folder: Path, canonical: Path | None = None, *, three_way: bool = False
) -> tuple[tuple[Restored, ...], tuple[Diagnostic, ...]]:
    """Return all sources of the build in `folder`, ordered by path, and warnings of edits that no source has.

    Raises `PersonacError`.
    """
    build = read_build(folder, canonical)
    restorer = _restorer(build, three_way=three_way)
    restored: list[Restored] = []
    problems: dict[Diagnostic, None] = {}
    for patch in map(build.patch_path, build.paths()):
        try:
            build.refuse_special_file(patch)
            restored.append(restorer.restored(patch, _read(patch)))
        except PersonacError as error:
            problems |= dict.fromkeys(error.diagnostics)
    if problems:
        raise PersonacError(*problems)
    return tuple(restored), tuple(_lost_edits(restored, build.canonical.as_posix()))


def _lost_edits(restored: Sequence[Restored], canonical: str) -> Iterator[Diagnostic]:
    fates = {(fate.line, fate.fate) for source in restored for fate in source.fates}
    lines = {line for line, _ in fates} - {line for line, fate in fates if fate != "absent"}
    for line in sorted(lines):
        message = (
            "edited by hand, but none of the restored sources has this line: the edit is in none of them"
        )
        yield Diagnostic(EDIT_NOT_CARRIED, canonical, line, 1, message, "put it into a source by hand")


@dataclass(frozen=True, slots=True)
class _Restorer:
    """Restores the sources of one build from its canonical as it was built; `edit` is its hand edit."""

    build: BuildFolder
    canonical: bytes
    edit: HandEdit | None = None
    provenance: ProvenanceMap | None = None

    def restored(self, patch: Path, data: bytes) -> Restored:
        """Return the source of a patch, the hand edit merged in."""
        persona = patch.name.removesuffix(".patch")
        path = self.build.paths().get(persona, "")
        source = _applied(self.canonical, data, patch)
        hashes = self.build.lock.sources
        if digest(source) not in ({hashes[path]} if path else hashes.values()):
            raise _changed(patch)
        if self.edit is None:
            return Restored(path, source)
        if self.provenance is None:
            sides = without_map(self.edit, source)
        else:
            sides = propagate(self.edit, self.provenance, persona, source)
        return merge_edit(sides, self.build.canonical.as_posix(), path)


def _read(patch: Path) -> bytes:
    return read_file(patch, hint_if_left_out(patch.absolute().parent.parent, *_READ) or _NAME_A_PATCH)


def _restorer(build: BuildFolder, *, three_way: bool) -> _Restorer:
    hint = hint_if_left_out(build.folder, *_READ) or _NAME_A_PATCH
    build.refuse_special_file(build.canonical)
    edited, path = read_file(build.canonical, hint), build.canonical.as_posix()
    if not build.is_edited(edited):
        return _Restorer(build, edited)
    original = recover_canonical(edited, build.patches(), build.sources(), build.canonical_hash)
    if not three_way:
        raise _refusal(original, edited, path)
    if original is None:
        message = "the canonical as it was built cannot be recovered, so there is no base to merge from"
        raise _failure(path, message, "restore a source of the build from version control, and expand again")
    return _Restorer(build, original, find_edit(original, edited), build.provenance())


def _applied(canonical: bytes, data: bytes, patch: Path) -> bytes:
    """Apply a patch to the very canonical of its build: where it does not fit, the patch was changed."""
    try:
        return apply_patch(canonical, data, patch.as_posix())
    except PersonacError as error:
        if all(diagnostic.kind is PATCH_MISMATCH for diagnostic in error.diagnostics):
            raise _changed(patch) from error
        raise


def _changed(patch: Path) -> PersonacError:
    message = "restores no source of this build: the patch was changed since"
    hint = "build again, or take the patch from the commit of the build"
    return PersonacError(Diagnostic(PATCH_MISMATCH, patch.as_posix(), 0, 0, message, hint))


def merge_edit(sides: Sides, canonical: str, source: str) -> Restored:
    """Merge the sides of a source by `git merge-file`. Raises `PersonacError`.

    `canonical` and `source` are the paths of the files, for the markers of conflicts.
    """
    labels = (f"{canonical}, edited", f"{canonical}, as built", source)
    process = _merge_file(sides, labels)
    if not 0 <= process.returncode <= _MAX_CONFLICTS:
        problem = process.stderr.decode("utf-8", "replace").strip() or f"exit code {process.returncode}"
        raise _failure(source, f"git merge-file failed: {problem}", _BY_HAND)
    conflicts = _markers(process.stdout) if process.returncode else ()
    if is_toml(source) and not conflicts:
        _check_toml(Source(source, process.stdout))
    return Restored(source, process.stdout, conflicts, sides.fates)


def _check_toml(source: Source) -> None:
    """Raise `PersonacError` if an edit of its text has broken the TOML around it."""
    try:
        read_toml_agent(source)
    except PersonacError as error:
        message = f"with the edit in it this file is {error.diagnostics[0].message}"
        raise _failure(source.path, message, _BY_HAND) from error


def _merge_file(sides: Sides, labels: tuple[str, str, str]) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise _failure(labels[-1], "--3way needs git, which is not on the PATH", _NO_GIT)
    options = [part for label in labels for part in ("-L", label)]
    command = [git, "merge-file", "-p", "-q", "--diff3", *options, *_FILES]
    with TemporaryDirectory() as folder:
        for name, data in zip(_FILES, (sides.ours, sides.base, sides.theirs), strict=True):
            (Path(folder) / name).write_bytes(data)
        return subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603 - git, on our own files


def _markers(data: bytes) -> tuple[int, ...]:
    lines = data.split(b"\n")
    return tuple(number for number, line in enumerate(lines, start=1) if line.startswith(_CONFLICT_MARKER))


def _failure(path: str, message: str, hint: str) -> PersonacError:
    return PersonacError(Diagnostic(CANNOT_MERGE, path, 0, 0, message, hint))


def _refusal(original: bytes | None, edited: bytes, path: str) -> PersonacError:
    """Return the error that reports which lines of the canonical were edited."""
    if original is None:
        return PersonacError(Diagnostic(PATCH_MISMATCH, path, 0, 0, _UNKNOWN_LINES, _UNDO))
    if edited.replace(b"\r\n", b"\n") == original:
        message = "its line ends were converted since it was built, and nothing else"
        return PersonacError(Diagnostic(PATCH_MISMATCH, path, 0, 0, message, _CONVERTED))
    return PersonacError(*_edited_regions(find_edit(original, edited), path))


def _edited_regions(edit: HandEdit, path: str) -> Iterator[Diagnostic]:
    for region in edit.regions[:_MAX_REGIONS]:
        line = _line(edit, region)
        yield Diagnostic(PATCH_MISMATCH, path, line, 1, _description(edit, region), _PROPAGATE)
    rest = len(edit.regions) - _MAX_REGIONS
    if rest > 0:
        line = _line(edit, edit.regions[_MAX_REGIONS])
        message = f"edited by hand here and in {rest - 1} more places"
        yield Diagnostic(PATCH_MISMATCH, path, line, 1, message, _PROPAGATE)


def _line(edit: HandEdit, region: Region) -> int:
    return min(region.new_start + 1, max(1, len(edit.edited)))


def _description(edit: HandEdit, region: Region) -> str:
    removed, new = region.end - region.start, region.new_end - region.new_start
    last = f" to line {region.new_end}" if new > 1 else ""
    if not removed:
        return f"edited by hand since the build: added{last}"
    original = _quoted(edit, region)
    return f"edited by hand since the build{last}: {'was' if new else 'removed here was'} {original}"


def _quoted(edit: HandEdit, region: Region) -> str:
    lines = edit.original[region.start : region.end]
    first = next((line for line in lines if line.strip()), lines[0])
    text = shortened(one_line(first.decode("utf-8", "replace").strip()), _LONGEST)
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return f"{text!r}{more}"
