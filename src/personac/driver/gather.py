"""Gather what a build reads: persona files and rules, as bytes, once.

Paths are shown relative to the working directory, with slashes, so that no
output holds an absolute path. Every source that cannot be read is told of in
one go.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.diagnostics.kinds import EMPTY_FOLDER, NO_SOURCES, UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.rules.load import load_rules
from personac.rules.model import Rules
from personac.source import Source

DEFAULT_SOURCES = Path("agents")
DEFAULT_RULES = Path("rules")
BACKGROUND = "background.npz"


@dataclass(frozen=True, slots=True)
class Input:
    """What one build reads; `rules_files` are (shown path, bytes), ordered.

    One of them may be `background.npz`, made by tools/train_background.py: what
    is known of words, in place of what ships with the package.
    """

    sources: tuple[Source, ...]
    rules_files: tuple[tuple[str, bytes], ...]
    rules: Rules

    @property
    def background(self) -> bytes | None:
        """The user's own background knowledge, if there is some."""
        return next((data for path, data in self.rules_files if path.endswith(BACKGROUND)), None)


def settings_of(files: Sequence[tuple[str, bytes]]) -> Rules:
    """Load the rules out of all files of a rules folder. Raises `PersonacError`."""
    return load_rules([(path, data) for path, data in files if not path.endswith(BACKGROUND)])


def gather(named: Sequence[Path], rules_folder: Path | None, outputs: Path | None = None) -> Input:
    """Read the sources and the rules.

    `named` are files or folders, searched for `*.md` at any depth; empty means
    `agents/*.md`. `rules_folder` None means `rules/`, if it is there. Files
    below `outputs` are no sources. Raises `PersonacError`.
    """
    paths = sorted({shown(path): path for path in _sources(named, outputs)}.items())
    files = [(shown, _read(path)) for shown, path in paths]
    _raise_for(file for _, file in files)
    rules_files = [(shown(path), _read(path)) for path in _rules(rules_folder)]
    _raise_for(file for _, file in rules_files)
    rules = tuple((shown, data) for shown, data in rules_files if isinstance(data, bytes))
    sources = tuple(Source(shown, data) for shown, data in files if isinstance(data, bytes))
    return Input(sources, rules, settings_of(rules))


def shown(path: Path) -> str:
    r"""Return the path relative to the working directory, normalised, with slashes.

    Bytes of a file name that are no UTF-8 are shown as `\xff`: reports are UTF-8.
    """
    return os.fsencode(Path(os.path.relpath(path)).as_posix()).decode("utf-8", "backslashreplace")


def _sources(named: Sequence[Path], outputs: Path | None) -> Iterator[Path]:
    if not named:
        found = sorted(path for path in DEFAULT_SOURCES.glob("*.md") if not _is_folder(path))
        if not found:
            hint = "name persona files or folders: personac build path/to/*.md"
            message = "no personas: agents/*.md matches nothing here"
            raise PersonacError(Diagnostic(NO_SOURCES, "agents", 0, 0, message, hint))
        yield from found
    for path in named:
        yield from _in_folder(path, outputs) if _is_folder(path) else (path,)


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
        hint = "name a folder that holds persona files, or the files"
        raise PersonacError(
            Diagnostic(EMPTY_FOLDER, shown(folder), 0, 0, "no *.md file in this folder", hint)
        )
    return found


def _is_hidden(path: Path) -> bool:
    """Tell whether a tool keeps the file to itself, as in `.venv/` or `.git/`."""
    return any(part.startswith(".") for part in path.parts)


def _rules(folder: Path | None) -> list[Path]:
    if folder is not None and not folder.is_dir():
        hint = "name the folder that holds your *.toml rules"
        raise PersonacError(Diagnostic(UNREADABLE, shown(folder), 0, 0, "no such folder", hint))
    inside = folder or DEFAULT_RULES
    own = [path for path in (inside / BACKGROUND,) if path.is_file()]
    return [*sorted(inside.glob("*.toml"), key=lambda path: path.name), *own]


def _read(path: Path) -> bytes | Diagnostic:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = "check the path and its permissions, or leave it out"
        return Diagnostic(UNREADABLE, shown(path), 0, 0, f"cannot read: {reason}", hint)


def _raise_for(files: Iterable[bytes | Diagnostic]) -> None:
    found = [file for file in files if isinstance(file, Diagnostic)]
    if found:
        raise PersonacError(*found)
