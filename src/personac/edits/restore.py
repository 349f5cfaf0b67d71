"""Expand: restore sources from the canonical and the variants' patches.

A patch says nothing about lines outside its hunks, so a canonical edited there
would give a source that never was. The lock knows the hashes of the canonical
and of the sources: what does not fit them is not restored, but for a hand edit
that the user asks to be merged in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.diagnostics.kinds import CANNOT_MERGE, EDIT_NOT_CARRIED, PATCH_MISMATCH, UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.edits.build_folder import BuildFolder, find_build, read_build, read_file
from personac.edits.edit_propagation import LineFate
from personac.edits.edited_canonical import original_canonical, refusal
from personac.edits.hand_edit import HandEdit, find_edit
from personac.edits.patch import apply_patch
from personac.edits.three_way import merge_edit
from personac.emit.lock_entries import digest
from personac.emit.provenance import ProvenanceMap
from personac.report.summary import count

_PATCH = "name build/variants/<persona>.patch of a finished build"


@dataclass(frozen=True, slots=True)
class Restored:
    """A source given back; with a hand edit merged in, the lines of conflicts and what became of it.

    `path` is that of the source when it was built, empty where nobody knows.
    """

    path: str
    data: bytes
    conflicts: tuple[int, ...] = ()
    fates: tuple[LineFate, ...] = ()

    @property
    def summary(self) -> str:
        """What became of the hand edits, in one line; empty where there were none."""
        if not self.fates and not self.conflicts:
            return ""
        tally = Counter(fate.fate for fate in self.fates)
        told = [count(tally["carried"], "edit") + " carried"] if tally["carried"] else []
        told += [count(len(self.conflicts), "conflict")] if self.conflicts else []
        told += [f"{count(tally['not said'], 'edit')} of what it does not say"] if tally["not said"] else []
        return f"{self.path}: {', '.join(told)}"


def restore(patch: Path, canonical: Path | None = None, *, three_way: bool = False) -> Restored:
    """Return the source that `patch` restores, byte for byte.

    `canonical` None means the agent of the build that `patch` is an output of. With `three_way` hand
    edits of the canonical are merged into the source. Raises `PersonacError`.
    """
    data = read_file(patch, _PATCH)
    build = find_build(_folder_of(patch), canonical)
    if build is None:
        return Restored("", _without_lock(patch, data, canonical, three_way=three_way))
    persona = patch.name.removesuffix(".patch")
    return _Restorer(build, read_file(build.canonical, _PATCH), three_way).restored(persona, patch, data)


def restore_all(
    folder: Path, canonical: Path | None = None, *, three_way: bool = False
) -> tuple[tuple[Restored, ...], tuple[Diagnostic, ...]]:
    """Return all sources of the build in `folder`, ordered by path, and warnings of edits that are in none.

    Raises `PersonacError`.
    """
    build = read_build(folder, canonical)
    restorer = _Restorer(build, read_file(build.canonical, _PATCH), three_way)
    found: list[Restored] = []
    problems: dict[Diagnostic, None] = {}
    for persona in build.paths():
        patch = build.patch_path(persona)
        try:
            found.append(restorer.restored(persona, patch, read_file(patch, _PATCH)))
        except PersonacError as error:
            problems |= dict.fromkeys(error.diagnostics)
    if problems:
        raise PersonacError(*problems)
    return tuple(found), tuple(_lost_edits(found, build.canonical.as_posix()))


def _lost_edits(restored: Sequence[Restored], canonical: str) -> Iterator[Diagnostic]:
    fates: dict[int, set[str]] = {}
    for one in restored:
        for fate in one.fates:
            fates.setdefault(fate.line, set()).add(fate.fate)
    for line in sorted(line for line, found in fates.items() if found == {"not said"}):
        message = "edited by hand, and said in none of the sources restored: the edit is in none of them"
        yield Diagnostic(EDIT_NOT_CARRIED, canonical, line, 1, message, "put it into a source by hand")


class _Restorer:
    """Restores the sources of one build from a canonical that is read once."""

    def __init__(self, build: BuildFolder, canonical: bytes, three_way: bool) -> None:  # noqa: FBT001
        self._build = build
        self._canonical = canonical
        self._paths = build.paths()
        self._edit = self._hand_edit(canonical, three_way=three_way) if build.is_edited(canonical) else None
        self._provenance: ProvenanceMap | None = build.provenance() if self._edit else None

    def _hand_edit(self, canonical: bytes, *, three_way: bool) -> HandEdit:
        if not three_way:
            raise refusal(self._build, canonical)
        original = original_canonical(self._build, canonical)
        if original is None:
            path = self._build.canonical.as_posix()
            message = "the canonical as it was built cannot be had, so there is nothing to merge from"
            hint = "restore a source of the build from version control, and expand again"
            raise PersonacError(Diagnostic(CANNOT_MERGE, path, 0, 0, message, hint))
        return find_edit(original, canonical)

    def restored(self, persona: str, patch: Path, data: bytes) -> Restored:
        """Return one source."""
        path = self._paths.get(persona, "")
        canonical = b"".join(self._edit.original) if self._edit else self._canonical
        source = _applied(canonical, data, patch)
        sources = self._build.lock.sources
        if digest(source) not in ({sources[path]} if path else sources.values()):
            raise _changed(patch)
        if self._edit is None:
            return Restored(path, source)
        names = (self._build.canonical.as_posix(), path)
        merged = merge_edit(self._edit, self._provenance, persona, source, names)
        return Restored(path, merged.data, merged.conflicts, merged.fates)


def _applied(canonical: bytes, data: bytes, patch: Path) -> bytes:
    """Apply a patch to the very canonical of its build: where it does not fit, the patch is to blame."""
    try:
        return apply_patch(canonical, data, patch.as_posix())
    except PersonacError as error:
        if all(found.kind is PATCH_MISMATCH for found in error.diagnostics):
            raise _changed(patch) from error
        raise


def _changed(patch: Path) -> PersonacError:
    message = "gives no source of this build: the patch was changed since"
    hint = "build again, or take the patch from the commit of the build"
    return PersonacError(Diagnostic(PATCH_MISMATCH, patch.as_posix(), 0, 0, message, hint))


def _folder_of(patch: Path) -> Path:
    return patch.absolute().parent.parent


def _without_lock(patch: Path, data: bytes, canonical: Path | None, *, three_way: bool) -> bytes:
    if canonical is None:
        hint = "name the canonical agent that the patch belongs to: --canonical build/agent.md"
        message = "not an output of a build: there is no personac.lock above it"
        raise PersonacError(Diagnostic(UNREADABLE, patch.as_posix(), 0, 0, message, hint))
    if three_way:
        message = "no output of a build, so nobody knows what the canonical was before it was edited"
        hint = "name a patch in the folder of its build, beside personac.lock"
        raise PersonacError(Diagnostic(CANNOT_MERGE, patch.as_posix(), 0, 0, message, hint))
    return apply_patch(read_file(canonical, _PATCH), data, patch.as_posix())
