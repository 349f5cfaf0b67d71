"""Paths: as people and outputs see them, and where the user's cache is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

PLAIN_NAME = r"[^\x00-/:-@\[-^`{-\xa0\s][^\x00-,/:-@\[-^`{-\xa0\s]*"
"""A regular expression of names that files, shells and Makefiles can have as they are.

Of ASCII, letters, digits and `_`, and but for the first character `.` and `-`.
"""
RESERVED = frozenset({"report"})
"""Names that no agent can have, because a build writes other files of these names."""
CACHE_VARIABLE = "PERSONAC_CACHE_DIR"
"""Names the cache folder; empty for none."""


def is_plain_name(name: str) -> bool:
    """Return whether files, shells and Makefiles can have the name as it is."""
    return re.fullmatch(PLAIN_NAME, name) is not None


def is_agent_name(name: str) -> bool:
    """Return whether an agent can have the name: a plain one that can be printed, and is not reserved."""
    return is_plain_name(name) and name.isprintable() and name.casefold() not in RESERVED


def display_path(path: Path) -> str:
    r"""Return the path relative to the working directory, normalised, with slashes.

    Bytes of a file name that are not UTF-8 become `\xff`, since reports are UTF-8.
    """
    try:
        relative = os.path.relpath(path).replace(os.sep, "/")
    except FileNotFoundError:  # the working directory was removed
        relative = os.path.normpath(path)
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def is_below(path: str) -> bool:
    """Return whether a path in the settings stays below them: they come with a repository."""
    parts = re.split(r"[/\\]", os.path.normpath(path))
    is_relative = not os.path.isabs(path) and ".." not in parts  # noqa: PTH117 - a text
    return is_relative and "\0" not in path and ".git" not in map(str.casefold, parts)


def leads_out(real: str, roots: Iterable[str]) -> bool:
    """Return whether a path without links leads out of all the folders, or into a folder of git."""
    inside = (os.path.relpath(real, root) for root in roots if is_within(real, root))
    return all(".git" in Path(path.casefold()).parts for path in inside)


def is_within(real: str, folder: str) -> bool:
    """Return whether a path without links is that of the folder, or below it."""
    is_below = real.startswith(os.path.join(folder, ""))  # noqa: PTH118 - a prefix that ends with a separator
    return bool(folder) and (real == folder or is_below)


def by_display_path(paths: Iterable[Path]) -> tuple[dict[str, Path], list[Path]]:
    """Return files by how they are displayed, and those that would be displayed like another one."""
    files, alike = dict[str, Path](), list[Path]()
    for path in paths:
        other = files.setdefault(display_path(path), path)
        if other is not path and os.path.relpath(other) != os.path.relpath(path):
            alike.append(path)
    return files, alike


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the user's private cache folder, which may not exist yet; None where there is none.

    `$PERSONAC_CACHE_DIR`, else `personac` in `$XDG_CACHE_HOME`, else in `~/.cache`, as the XDG base
    directory specification says: a relative path there is ignored. The folder holds the records of
    builds and of running writes. It may be deleted at any time; a run without it works all the same.
    """
    if CACHE_VARIABLE in environment:
        named = environment[CACHE_VARIABLE]
        return Path(named).absolute() if named else None
    caches = Path(environment.get("XDG_CACHE_HOME", ""))
    if caches.is_absolute():
        return caches / "personac"
    home = Path(environment.get("HOME", ""))
    return home / ".cache" / "personac" if home.is_absolute() else None


def working_directory() -> Path | None:
    """Return the working directory, None if it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None
