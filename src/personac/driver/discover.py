"""Find what a build reads: persona files and rules, as paths, and how they are shown.

Paths are shown relative to the working directory, with slashes, so that no
output holds an absolute path. A build that has nothing to do gets no further
than here, so this imports next to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from personac.diagnostics.model import Diagnostic, PersonacError

DEFAULT_SOURCES = Path("agents")
DEFAULT_RULES = Path("rules")
BACKGROUND = "background.npz"


def find_sources(named: Sequence[Path], outputs: Path | None = None) -> dict[str, Path]:
    """Return the source files by the path that is shown of them, sorted.

    `named` are files or folders, searched for `*.md` at any depth; empty means
    `agents/*.md`. Files below `outputs` are no sources. Raises `PersonacError`.
    """
    _refuse_nowhere()
    return dict(sorted({shown(path): path for path in _sources(named, outputs)}.items()))


def find_rules(folder: Path | None) -> list[Path]:
    """Return the files of a rules folder, ordered; None means `rules/`, if it is there.

    Raises `PersonacError` where the folder named is none.
    """
    if folder is not None and not folder.is_dir():
        from personac.diagnostics.kinds import UNREADABLE

        hint = "name the folder that holds your *.toml rules"
        raise PersonacError(Diagnostic(UNREADABLE, shown(folder), 0, 0, "no such folder", hint))
    inside = folder or DEFAULT_RULES
    own = [path for path in (inside / BACKGROUND,) if path.is_file()]
    return [*sorted(inside.glob("*.toml"), key=lambda path: path.name), *own]


def shown(path: Path) -> str:
    r"""Return the path relative to the working directory, normalised, with slashes.

    Bytes of a file name that are no UTF-8 are shown as `\xff`: reports are UTF-8.
    """
    return os.fsencode(Path(os.path.relpath(path)).as_posix()).decode("utf-8", "backslashreplace")


def _sources(named: Sequence[Path], outputs: Path | None) -> Iterator[Path]:
    if not named:
        found = sorted(path for path in DEFAULT_SOURCES.glob("*.md") if not _is_folder(path))
        if not found:
            from personac.diagnostics.kinds import NO_SOURCES

            hint = "name persona files or folders: personac build path/to/*.md"
            message = "no personas: agents/*.md matches nothing here"
            raise PersonacError(Diagnostic(NO_SOURCES, "agents", 0, 0, message, hint))
        yield from found
    for path in named:
        yield from _in_folder(path, outputs) if _is_folder(path) else (path,)


def _refuse_nowhere() -> None:
    """Raise `PersonacError` where the working directory, which all paths are relative to, is gone."""
    try:
        os.getcwd()  # noqa: PTH109 - nothing is done with it
    except OSError as error:
        from personac.diagnostics.kinds import UNREADABLE

        message = f"the working directory cannot be found: {error.strerror}"
        raise PersonacError(Diagnostic(UNREADABLE, ".", 0, 0, message, "go to one that is there")) from None


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long, or a folder above that may not be entered: reading will tell
        return False


def _in_folder(folder: Path, outputs: Path | None) -> list[Path]:
    ours = outputs.resolve() if outputs is not None else None
    found = [
        path
        for path in folder.rglob("*.md")
        if not _is_folder(path)
        and not _is_hidden(path.relative_to(folder))
        and not (ours and path.resolve().is_relative_to(ours))
    ]
    if not found:
        from personac.diagnostics.kinds import EMPTY_FOLDER

        hint = "name a folder that holds persona files, or the files"
        raise PersonacError(
            Diagnostic(EMPTY_FOLDER, shown(folder), 0, 0, "no *.md file in this folder", hint)
        )
    return found


def _is_hidden(path: Path) -> bool:
    """Tell whether a tool keeps the file to itself, as in `.venv/` or `.git/`."""
    return any(part.startswith(".") for part in path.parts)
