"""Restore sources from the canonical and the patches of the variants.

A patch does not contain the lines outside its hunks, so a canonical edited there would give a source that
never existed. The lock has the hashes of the canonical and of the sources: what does not match them is
not restored, except where the user asks to merge a hand edit into the sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_MERGE, EDIT_NOT_CARRIED, PATCH_MISMATCH
from personac.edits.edit_propagation import LineFate, Sides, propagate, without_map
from personac.edits.edited_canonical import original_canonical, refusal
from personac.edits.hand_edit import HandEdit, find_edit
from personac.edits.patch import apply_patch
from personac.edits.three_way import merge_edit
from personac.emit.lock_entries import digest
from personac.emit.provenance import ProvenanceMap
from personac.report.safe_text import count
from personac.storage.build_folder import BuildFolder, find_build, read_build, read_file

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
    data = read_file(patch, _NAME_A_PATCH)
    build = find_build(patch.absolute().parent.parent, canonical)
    if build is not None:
        return _restorer(build, three_way=three_way).restored(patch, data)
    if canonical is None:
        message = "not an output of a build: there is no personac.lock above it"
        raise PersonacError(Diagnostic(UNREADABLE, patch.as_posix(), 0, 0, message, _NAME_THE_CANONICAL))
    if three_way:
        message = "not an output of a build, so the canonical before its edit is unknown"
        raise PersonacError(Diagnostic(CANNOT_MERGE, patch.as_posix(), 0, 0, message, _NAME_A_BUILD))
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
            restored.append(restorer.restored(patch, read_file(patch, _NAME_A_PATCH)))
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
        merged = merge_edit(self._sides(self.edit, persona, source), self.build.canonical.as_posix(), path)
        return Restored(path, merged.data, merged.conflicts, merged.fates)

    def _sides(self, edit: HandEdit, persona: str, source: bytes) -> Sides:
        if self.provenance is None:
            return without_map(edit, source)
        return propagate(edit, self.provenance, persona, source)


def _restorer(build: BuildFolder, *, three_way: bool) -> _Restorer:
    canonical = read_file(build.canonical, _NAME_A_PATCH)
    if not build.is_edited(canonical):
        return _Restorer(build, canonical)
    if not three_way:
        raise refusal(build, canonical)
    original = original_canonical(build, canonical)
    if original is None:
        message = "the canonical as it was built cannot be recovered, so there is no base to merge from"
        hint = "restore a source of the build from version control, and expand again"
        raise PersonacError(Diagnostic(CANNOT_MERGE, build.canonical.as_posix(), 0, 0, message, hint))
    return _Restorer(build, original, find_edit(original, canonical), build.provenance())


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
