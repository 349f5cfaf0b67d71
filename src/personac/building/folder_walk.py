"""List the folders that are searched for sources: no outputs of builds, no links, no hidden names.

Folders that are not searched are reported, except hidden ones and the outputs of the build.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.emit.lock_entries import LOCK_NAME
from personac.paths import display_path, is_within, leads_out
from personac.regular_files import special_kind

MARKDOWN = (".md", ".mdc")
OUTPUT = "the output of a build"
LINK = "a link to a folder"
LOOKS_THE_SAME = "another file has a name that looks the same"
RENAME = "rename one of them"
_OUTSIDE = "it leads out of the project, or to a hidden file"
_COPY = "copy the file into the project, name it on the command line, or follow it with --follow-links"


class Unsearched(NamedTuple):
    """A folder that is not searched: why, and whether that is a problem."""

    path: str
    reason: str
    is_problem: bool = False


OnUnsearched = Callable[[Unsearched], object]
"""Called for each folder that is not searched."""


def ignore(_: Unsearched) -> None:
    """Drop what is not searched."""


def walk(
    folder: Path, outputs: Path | None, on_unsearched: OnUnsearched = ignore
) -> Iterator[tuple[str, Sequence[os.DirEntry[str]]]]:
    """Yield `folder` and each folder below it that is searched for sources, with its entries.

    Skips outputs of any build, and names that start with a dot, as in `.venv/` or `.git/`. Follows no links
    to folders. Raises `PersonacError` where a folder cannot be listed for another reason than permissions.
    """
    excluded, real = real_path(outputs), os.path.realpath(folder)
    pending = [] if is_within(real, excluded) else [(os.fspath(folder), real)]
    while pending:
        path, real = pending.pop()
        entries = [entry for entry in listed(path, on_unsearched) if not entry.name.startswith(".")]
        if any(entry.name == LOCK_NAME for entry in entries):
            on_unsearched(Unsearched(path, OUTPUT))
            continue
        yield path, entries
        for entry in entries:
            place = os.path.join(real, entry.name)  # noqa: PTH118 - a string, to compare with `excluded`
            if not is_folder(entry) or place == excluded or has_suffix(entry.name, MARKDOWN):
                continue
            if entry.is_symlink():
                on_unsearched(Unsearched(entry.path, LINK))
            else:
                pending.append((entry.path, place))


def listed(folder: str, on_unsearched: OnUnsearched) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; none, and a problem, where access is denied.

    Raises `PersonacError` as `walk` does.
    """
    try:
        return _listed(folder)
    except PermissionError as error:
        on_unsearched(Unsearched(folder, f"cannot be listed: {error.strerror}", is_problem=True))
        return []
    except OSError as error:
        raise _cannot_list(folder, error) from None


def entries_of(folder: str | Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; none where it does not exist.

    Raises `PersonacError` for any other reason: nothing is left out silently.
    """
    try:
        return _listed(os.fspath(folder))
    except OSError as error:
        raise _cannot_list(folder, error) from None


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _cannot_list(folder: str | Path, error: OSError) -> PersonacError:
    hint = "try again; if it still fails, check the disk, or name other folders"
    if isinstance(error, PermissionError):
        hint = "check its permissions, or name another folder"
    message = f"this folder cannot be listed: {error.strerror}"
    return unreadable(display_path(Path(folder)), message, hint)


def unreadable(place: str, message: str, hint: str) -> PersonacError:
    """Return the error for something that cannot be read."""
    from personac.diagnostics.input_kinds import UNREADABLE

    return PersonacError(Diagnostic(UNREADABLE, place, 0, 0, message, hint))


def no_working_directory() -> PersonacError:
    """Return the error for a working directory that was removed."""
    return unreadable(".", "the working directory cannot be found", "change to a directory that exists")


def has_suffix(name: str, suffix: str | tuple[str, ...]) -> bool:
    """Compare case where the file system does."""
    return os.path.normcase(name).endswith(suffix)


def is_folder(path: Path | os.DirEntry[str]) -> bool:
    """Return whether a path is that of a folder, as far as access is allowed."""
    try:
        return path.is_dir()
    except OSError:  # the name is too long, or a parent denies access: reading it will report that
        return False


def may_be_folder(path: Path) -> bool:
    """Return whether a path is that of a folder, or cannot be looked at: then listing it will fail."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except PermissionError:
        return True
    except OSError:
        return False


def obstacle_of(path: Path) -> Diagnostic | None:
    """Return why a file that was found is not read: it is none, or a pipe.

    What cannot be looked at is left to reading it.
    """
    place, kind = display_path(path), ""
    try:
        kind = special_kind(path.stat().st_mode)
    except PermissionError:
        return None
    except OSError:
        if os.path.islink(path):  # noqa: PTH114 - raises nothing
            return skipped(
                place, "a link to a file that does not exist", "remove it, or mend what it leads to"
            )
    if kind == "a folder":
        return skipped(place, "a folder, and named as a file", "rename it, or name the files in it")
    return skipped(place, kind, "remove it; a pipe has to be named on the command line") if kind else None


def outside_of(path: Path, roots: Iterable[str]) -> Diagnostic | None:
    """Return the error for a path that leads out of these folders, or for a link to a hidden file."""
    real = os.path.realpath(path)
    name = path.name if is_folder(path) else Path(real).name
    if not leads_out(real, roots) and not (name.startswith(".") and name != path.name):
        return None
    from personac.diagnostics.input_kinds import LEADS_OUT

    return Diagnostic(LEADS_OUT, display_path(path), 0, 0, _OUTSIDE, _COPY)


def skipped(place: str, reason: str, hint: str) -> Diagnostic:
    """Return the warning for something that was found and is skipped."""
    from personac.diagnostics.input_kinds import SKIPPED_FILE

    return Diagnostic(SKIPPED_FILE, place, 0, 0, f"skipped: {reason}", hint)


def real_path(outputs: Path | None) -> str:
    """Return the folder of the outputs without links, nothing for None."""
    return os.path.realpath(outputs) if outputs is not None else ""
