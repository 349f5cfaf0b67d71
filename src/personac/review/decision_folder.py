"""The folder of an agent's decisions, and the journal of what a session wrote there.

Each file is written whole or not at all, so that a session that is killed leaves decisions that are complete.
A step is undone only where its files are as it left them: what others changed since is never overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from personac.building.live_build import Files
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE
from personac.diagnostics.review_kinds import CANNOT_UNDO
from personac.paths import display_path
from personac.review.answers import Change
from personac.storage.filesystem import read_if_possible
from personac.storage.named_file import write_file
from personac.storage.overwrite_policy import resolve_folder


class _Written(NamedTuple):
    """A file, and its bytes before and after a step, None where there is none."""

    path: Path
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True)
class Step:
    """What one answer wrote: the files, and the folders that it made, the outermost first."""

    title: str
    files: tuple[_Written, ...]
    folders: tuple[Path, ...] = ()


@dataclass
class DecisionFolder:
    """The files of one agent's decisions, and the steps of this session, done and undone."""

    folder: Path
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)

    def with_changes(self, files: Files, changes: Iterable[Change]) -> Files:
        """Return decision files as they would be after changes."""
        after = dict(files)
        for change in changes:
            after.pop(path := display_path(self.folder / change.name), None)
            if change.data is not None:
                after[path] = change.data
        return tuple(sorted(after.items()))

    def write(self, title: str, changes: Iterable[Change]) -> bool:
        """Write files as one step, and return whether one of them is new or changed.

        Raises `PersonacError` where one cannot be written; then none is.
        """
        files = tuple(self._written(change) for change in changes)
        changed = tuple(one for one in files if one.before != one.after)
        if changed:
            step = Step(title, changed, tuple(_missing(self.folder)))
            _store(step.files, step.folders)
            self.done.append(step)
            self.undone.clear()
        return bool(changed)

    def undo(self) -> None:
        """Restore the files as they were before the last step. Raises `PersonacError` if it cannot."""
        step = _last(self.done, "undo")
        files = tuple(_Written(one.path, one.after, one.before) for one in step.files)
        _refuse_changed(files, step.title)
        _store(files)
        for folder in reversed(step.folders):
            with suppress(OSError):
                folder.rmdir()
        self.undone.append(self.done.pop())

    def redo(self) -> None:
        """Do the step again that was undone last. Raises `PersonacError` if it cannot."""
        step = _last(self.undone, "do again")
        _refuse_changed(step.files, step.title)
        _store(step.files, tuple(_missing(self.folder)))
        self.done.append(self.undone.pop())

    def _written(self, change: Change) -> _Written:
        path = self.folder / change.name
        return _Written(path, read_if_possible(path), change.data)


def _missing(folder: Path) -> Iterator[Path]:
    """Yield a folder and those above it that do not exist, the outermost first."""
    yield from (path for path in (*reversed(folder.parents), folder) if not path.exists())


def _last(steps: Sequence[Step], what: str) -> Step:
    if not steps:
        raise PersonacError(Diagnostic(CANNOT_UNDO, "", 0, 0, f"there is nothing to {what}"))
    return steps[-1]


def _refuse_changed(files: Iterable[_Written], title: str) -> None:
    """Raise `PersonacError` where a file is not as the journal left it."""
    for one in files:
        if read_if_possible(one.path) != one.before:
            message = f"this file was changed since, so the step cannot be taken back: {title}"
            hint = "somebody else, or git, changed it; decide anew about the item"
            raise PersonacError(Diagnostic(CANNOT_UNDO, display_path(one.path), 0, 0, message, hint))


def _store(files: Sequence[_Written], folders: Iterable[Path] = ()) -> None:
    """Write files, then remove others; if one fails, restore those that were written."""
    for folder in {one.path.parent for one in files}:
        resolve_folder(folder)  # a link that leads out of the project may have come with it
    stored: list[_Written] = []
    made: list[Path] = []
    try:
        for folder in folders:
            folder.mkdir()
            made.append(folder)
        for one in sorted(files, key=lambda own: (own.after is None, own.path)):
            _put(one.path, one.after)
            stored.append(one)
    except (OSError, PersonacError) as error:
        for one in reversed(stored):
            with suppress(OSError, PersonacError):
                _put(one.path, one.before)
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()
        raise error if isinstance(error, PersonacError) else cannot_write(error) from error


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
    else:
        write_file(path, data)


def cannot_write(error: OSError, path: Path | None = None) -> PersonacError:
    """Return the error of a file that cannot be written: of `path`, or of the one that the system names."""
    message = f"cannot be written: {error.strerror or error}"
    named = path or (Path(error.filename) if error.filename else None)
    place = display_path(named) if named else ""
    return PersonacError(Diagnostic(CANNOT_WRITE, place, 0, 0, message, "make its folder writable"))
