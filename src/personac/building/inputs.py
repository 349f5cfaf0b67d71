"""Find and read what a build reads: persona files and rules.

A build with nothing to do finds the files and reads none, so rules are imported only to parse them.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.building.folder_walk import entries_of, has_suffix, is_folder, may_be_folder, unreadable
from personac.building.request import Request
from personac.building.source_files import FoundFiles, Search, find_files
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.emit.settings_table import SETTINGS_TABLES
from personac.paths import display_path, working_directory

if TYPE_CHECKING:
    from personac.config.schema import Rules
    from personac.model.source import Source

DEFAULT_RULES = Path("rules")
BACKGROUND = "background.npz"
_READS = 20
_PAUSE = 0.01
"""Seconds between two reads of a file that is being written."""


class InputFiles(NamedTuple):
    """The files of a build by display path: sources sorted, rules in the order in which they apply.

    The settings of the project come before the rules. `found` is how the sources were found.
    """

    sources: Mapping[str, Path]
    rules: Mapping[str, Path]
    found: FoundFiles = FoundFiles({})

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


def find_inputs(request: Request) -> InputFiles:
    """Return the files that a build of `request` reads. Raises `PersonacError`."""
    if working_directory() is None:
        message = "the working directory cannot be found"
        raise unreadable(place=".", message=message, hint="change to a directory that exists")
    found = find_files(search_of(request))
    settings = [request.settings] if request.settings else []
    rules = {display_path(path): path for path in (*settings, *find_rules(request.rules))}
    return InputFiles(found.files, rules, found)


def search_of(request: Request) -> Search:
    """Return where a build of `request` looks for sources."""
    return Search(request.sources, request.output, request.include, request.exclude)


def find_rules(folder: Path | None) -> list[Path]:
    """Return the files of a rules folder, ordered; None means `rules/`, if it exists.

    Raises `PersonacError` where the named folder does not exist, or a folder cannot be listed.
    """
    if folder is not None and not may_be_folder(folder):
        hint = "name the folder that holds your *.toml rules: --rules, or `rules` in personac.toml"
        raise unreadable(display_path(folder), "no such folder", hint)
    inside = folder or DEFAULT_RULES
    entries = entries_of(inside)
    names = sorted(entry.name for entry in entries if has_suffix(entry.name, ".toml"))
    background = [entry.name for entry in entries if entry.name == BACKGROUND and not is_folder(entry)]
    return [inside / name for name in (*names, *background)]


def read_inputs(files: InputFiles) -> Inputs:
    """Read every file once. Raises `PersonacError` with each file that cannot be read, or bad rules."""
    from personac.model.source import Source

    sources = tuple(Source(path, data) for path, data in _read_all(files.sources).items())
    rules_files = tuple(_read_all(files.rules).items())
    return Inputs(sources, rules_files, parse_rules(rules_files))


def parse_rules(files: Sequence[tuple[str, bytes]]) -> Rules:
    """Parse the rules in all files of a rules folder. Raises `PersonacError`."""
    from personac.config.loader import SettingsFile, load_rules

    rules = [
        (path, data) for path, data in files if path not in SETTINGS_TABLES and not path.endswith(BACKGROUND)
    ]
    settings = [SettingsFile(*file, SETTINGS_TABLES[file[0]]) for file in files if file[0] in SETTINGS_TABLES]
    return load_rules(rules, settings[0] if settings else None)


def _read_all(files: Mapping[str, Path]) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    problems: list[Diagnostic] = []
    for place, path in files.items():
        try:
            contents[place] = _stable_content(path)
        except OSError as error:
            reason = f"cannot read: {error.strerror or type(error).__name__}"
            refusal = unreadable(place, reason, "check the path and its permissions, or leave it out")
            problems += refusal.diagnostics
    if problems:
        raise PersonacError(*problems)
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
