"""Find what a build reads: persona files and rules, as paths, and how they are shown.

Paths are shown relative to the working directory, with slashes, so that no
output holds an absolute path. A build that has nothing to do gets no further
than here, so this imports next to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.paths import shown as shown  # noqa: PLC0414 - others import it from here

DEFAULT_SOURCES = Path("agents")
DEFAULT_RULES = Path("rules")
BACKGROUND = "background.npz"


class Files(NamedTuple):
    """What a build reads, each file by the path that is shown of it: sources sorted, rules in their order."""

    sources: Mapping[str, Path]
    rules: Mapping[str, Path]

    @property
    def all(self) -> dict[str, Path]:
        """Both, the sources first."""
        return {**self.sources, **self.rules}


def find_files(sources: Sequence[Path], rules: Path | None, outputs: Path | None = None) -> Files:
    """Return what `find_sources` and `find_rules` find. Raises `PersonacError`."""
    return Files(find_sources(sources, outputs), {shown(path): path for path in find_rules(rules)})


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
    names = sorted(entry.name for entry in _entries(inside) if _ends(entry, ".toml"))
    return [*(inside / name for name in names), *own]


def _sources(named: Sequence[Path], outputs: Path | None) -> Iterator[Path]:
    if not named:
        found = [DEFAULT_SOURCES / entry.name for entry in _entries(DEFAULT_SOURCES) if _is_markdown(entry)]
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


def _is_folder(path: Path | os.DirEntry[str]) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name too long, or a folder above that may not be entered: reading will tell
        return False


def _in_folder(folder: Path, outputs: Path | None) -> list[Path]:
    ours = _real(outputs)
    found = [
        Path(entry.path)
        for _, entries in walk(folder, outputs)
        for entry in entries
        if _is_markdown(entry) and not (entry.is_symlink() and _is_in(os.path.realpath(entry), ours))
    ]
    if not found:
        from personac.diagnostics.kinds import EMPTY_FOLDER

        hint = "name a folder that holds persona files, or the files"
        raise PersonacError(
            Diagnostic(EMPTY_FOLDER, shown(folder), 0, 0, "no *.md file in this folder", hint)
        )
    return found


def walk(folder: Path, outputs: Path | None) -> Iterator[tuple[str, Sequence[os.DirEntry[str]]]]:
    """Yield `folder` and each one below that sources are looked for in, with what is in it.

    The outputs are none of them, nor what a tool keeps to itself, as in `.venv/` or `.git/`: names that
    start with a dot are left out. Links to folders lead nowhere. Raises `PersonacError`
    where one cannot be listed.
    """
    ours, real = _real(outputs), os.path.realpath(folder)
    waiting = [] if _is_in(real, ours) else [(os.fspath(folder), real)]
    while waiting:
        path, real = waiting.pop()
        entries = [entry for entry in _entries(path) if not entry.name.startswith(".")]
        yield path, entries
        for entry in entries:
            place = os.path.join(real, entry.name)  # noqa: PTH118 - where it really is, unless it is a link
            if not entry.is_symlink() and _is_folder(entry) and place != ours:
                waiting.append((entry.path, place))


def _real(outputs: Path | None) -> str:
    return os.path.realpath(outputs) if outputs is not None else ""


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, nothing where there is none, or none that may be looked into.

    Raises `PersonacError` where it cannot be read for another reason: nothing is left out in silence.
    """
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    except OSError as error:
        from personac.diagnostics.kinds import UNREADABLE

        message = f"this folder cannot be listed: {error.strerror}"
        hint = "try again; if it stays so, look at the disk, or name other folders"
        raise PersonacError(Diagnostic(UNREADABLE, shown(Path(folder)), 0, 0, message, hint)) from None


def _is_markdown(entry: os.DirEntry[str]) -> bool:
    return _ends(entry, ".md") and not _is_folder(entry)


def _ends(entry: os.DirEntry[str], ending: str) -> bool:
    """Tell whether a name ends so; case counts where the system tells names apart by it."""
    return os.path.normcase(entry.name).endswith(ending)


def _is_in(real: str, folder: str) -> bool:
    return bool(folder) and (real == folder or real.startswith(os.path.join(folder, "")))  # noqa: PTH118
