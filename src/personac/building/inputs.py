"""Find and read what a build reads: persona files and rules.

A build with nothing to do finds the files and reads none, so rules are imported only to parse them.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.paths import display_path, working_directory

if TYPE_CHECKING:
    from personac.config.schema import Rules
    from personac.model.source import Source

DEFAULT_SOURCES = Path("agents")
MARKDOWN = (".md", ".mdc")
DEFAULT_RULES = Path("rules")
BACKGROUND = "background.npz"
_READS = 20
_PAUSE = 0.01
"""Seconds between two reads of a file that is being written."""


class InputFiles(NamedTuple):
    """The files of a build by display path: sources sorted, rules in the order in which they apply."""

    sources: Mapping[str, Path]
    rules: Mapping[str, Path]

    @property
    def all(self) -> dict[str, Path]:
        """Both, sources first."""
        return {**self.sources, **self.rules}


class Inputs(NamedTuple):
    """The contents of a build's files; `rules_files` are (display path, bytes), ordered.

    One of them may be `background.npz`, made by tools/train_background.py: word statistics that
    replace those of the package. `cache` is the folder of what the judge has read, None for none.
    """

    sources: tuple[Source, ...]
    rules_files: tuple[tuple[str, bytes], ...]
    rules: Rules
    cache: Path | None = None

    @property
    def background(self) -> bytes | None:
        """The user's own background statistics, if there are any."""
        return next((data for path, data in self.rules_files if path.endswith(BACKGROUND)), None)


def find_inputs(sources: Sequence[Path], rules: Path | None, outputs: Path | None = None) -> InputFiles:
    """Return the files that `find_sources` and `find_rules` find. Raises `PersonacError`."""
    rules_files = {display_path(path): path for path in find_rules(rules)}
    return InputFiles(find_sources(sources, outputs), rules_files)


def find_sources(named: Sequence[Path], outputs: Path | None = None) -> dict[str, Path]:
    """Return the source files by display path, sorted.

    `named` are files, or folders that are searched at any depth for `*.md` and `*.mdc`, and for `*.toml`
    right in `.codex/agents/`; empty means `agents/*.md` and `agents/*.mdc`. Files below `outputs` are not
    sources. Raises `PersonacError`.
    """
    if working_directory() is None:
        place, message = ".", "the working directory cannot be found"
        raise _unreadable(place, message, "change to a directory that exists")
    return dict(sorted({display_path(path): path for path in _sources(named, outputs)}.items()))


def find_rules(folder: Path | None) -> list[Path]:
    """Return the files of a rules folder, ordered; None means `rules/`, if it exists.

    Raises `PersonacError` where the named folder does not exist.
    """
    if folder is not None and not folder.is_dir():
        hint = "name the folder that holds your *.toml rules"
        raise _unreadable(display_path(folder), "no such folder", hint)
    inside = folder or DEFAULT_RULES
    names = sorted(entry.name for entry in _entries(inside) if _has_suffix(entry, ".toml"))
    background = [BACKGROUND] if (inside / BACKGROUND).is_file() else []
    return [inside / name for name in (*names, *background)]


def read_inputs(files: InputFiles) -> Inputs:
    """Read every file once. Raises `PersonacError` with each file that cannot be read, or bad rules."""
    from personac.model.source import Source

    sources = tuple(Source(path, data) for path, data in _read_all(files.sources).items())
    rules_files = tuple(_read_all(files.rules).items())
    return Inputs(sources, rules_files, parse_rules(rules_files))


def parse_rules(files: Sequence[tuple[str, bytes]]) -> Rules:
    """Parse the rules in all files of a rules folder. Raises `PersonacError`."""
    from personac.config.loader import load_rules

    return load_rules([(path, data) for path, data in files if not path.endswith(BACKGROUND)])


def walk(folder: Path, outputs: Path | None) -> Iterator[tuple[str, Sequence[os.DirEntry[str]]]]:
    """Yield `folder` and each folder below it that is searched for sources, with its entries.

    Skips the outputs, and names that start with a dot, as in `.venv/` or `.git/`. Follows no links
    to folders. Raises `PersonacError` where a folder cannot be listed.
    """
    excluded, real = _real_path(outputs), os.path.realpath(folder)
    pending = [] if _is_inside(real, excluded) else [(os.fspath(folder), real)]
    while pending:
        path, real = pending.pop()
        entries = [entry for entry in _entries(path) if not entry.name.startswith(".")]
        yield path, entries
        for entry in entries:
            place = os.path.join(real, entry.name)  # noqa: PTH118 - a string, to compare with `excluded`
            if not entry.is_symlink() and _is_folder(entry) and place != excluded:
                pending.append((entry.path, place))


def _sources(named: Sequence[Path], outputs: Path | None) -> Iterator[Path]:
    if not named:
        yield from _default_sources()
    for path in named:
        yield from _in_folder(path, outputs) if _is_folder(path) else (path,)


def _default_sources() -> list[Path]:
    paths = [DEFAULT_SOURCES / entry.name for entry in _entries(DEFAULT_SOURCES) if _is_file(entry, MARKDOWN)]
    if not paths:
        from personac.diagnostics.input_kinds import NO_SOURCES

        message = "no personas: agents/*.md and agents/*.mdc match nothing here"
        hint = "name persona files or folders: personac build path/to/*.md"
        raise PersonacError(Diagnostic(NO_SOURCES, "agents", 0, 0, message, hint))
    return paths


def _in_folder(folder: Path, outputs: Path | None) -> list[Path]:
    excluded = _real_path(outputs)
    paths = [
        Path(entry.path)
        for place, entries in walk(folder, outputs)
        for entry in entries
        if _is_file(entry, _suffixes_in(place))
        and not (entry.is_symlink() and _is_inside(os.path.realpath(entry), excluded))
    ]
    if not paths:
        from personac.diagnostics.input_kinds import EMPTY_FOLDER

        hint = "name a folder that holds persona files, or the files"
        message = "no persona in this folder: no *.md, no *.mdc, and no *.toml in .codex/agents/"
        raise PersonacError(Diagnostic(EMPTY_FOLDER, display_path(folder), 0, 0, message, hint))
    return paths


def _read_all(files: Mapping[str, Path]) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    unreadable: list[Diagnostic] = []
    for place, path in files.items():
        try:
            contents[place] = _stable_content(path)
        except OSError as error:
            reason = f"cannot read: {error.strerror or type(error).__name__}"
            refusal = _unreadable(place, reason, "check the path and its permissions, or leave it out")
            unreadable += refusal.diagnostics
    if unreadable:
        raise PersonacError(*unreadable)
    return contents


def _stable_content(path: Path) -> bytes:
    """Read a file again until it did not change meanwhile; after some attempts, return what was read."""
    for _ in range(_READS):
        before = path.stat()
        data = path.read_bytes()
        # A pipe can be read only once, and reading changes its state.
        if not stat.S_ISREG(before.st_mode) or _is_unchanged(before, path.stat(), len(data)):
            break
        time.sleep(_PAUSE)
    return data


def _is_unchanged(before: os.stat_result, after: os.stat_result, length: int) -> bool:
    is_same_file = (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    return is_same_file and before.st_size == after.st_size == length


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; none where it does not exist or access is denied.

    Raises `PersonacError` for any other reason: nothing is left out silently.
    """
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    except OSError as error:
        hint = "try again; if it still fails, check the disk, or name other folders"
        message = f"this folder cannot be listed: {error.strerror}"
        raise _unreadable(display_path(Path(folder)), message, hint) from None


def _unreadable(place: str, message: str, hint: str) -> PersonacError:
    from personac.diagnostics.input_kinds import UNREADABLE

    return PersonacError(Diagnostic(UNREADABLE, place, 0, 0, message, hint))


def _is_folder(path: Path | os.DirEntry[str]) -> bool:
    try:
        return path.is_dir()
    except OSError:  # the name is too long, or a parent denies access: reading it will report that
        return False


def _suffixes_in(folder: str) -> tuple[str, ...]:
    """Return what the names of personas in a folder end with: most TOML files are no agents of Codex."""
    is_codex = Path(os.path.abspath(folder)).parts[-2:] == (".codex", "agents")  # noqa: PTH100 - links not followed
    return (*MARKDOWN, ".toml") if is_codex else MARKDOWN


def _is_file(entry: os.DirEntry[str], suffixes: tuple[str, ...]) -> bool:
    return _has_suffix(entry, suffixes) and not _is_folder(entry)


def _has_suffix(entry: os.DirEntry[str], suffixes: str | tuple[str, ...]) -> bool:
    """Compare case where the file system does."""
    return os.path.normcase(entry.name).endswith(suffixes)


def _real_path(outputs: Path | None) -> str:
    return os.path.realpath(outputs) if outputs is not None else ""


def _is_inside(real: str, folder: str) -> bool:
    is_below = real.startswith(os.path.join(folder, ""))  # noqa: PTH118 - a prefix that ends with a separator
    return bool(folder) and (real == folder or is_below)
