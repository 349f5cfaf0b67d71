"""Gather what a build reads: persona files and rules, as bytes, once.

Every source that cannot be read is told of in one go. One that is being saved
at this very moment is read again, so that what is built is what was saved.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.config.loader import load_rules
from personac.config.schema import Rules
from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import BACKGROUND, find_rules, find_sources, shown
from personac.model.source import Source

_READS = 20
_PAUSE = 0.01
"""Seconds between two reads of a file that is being written."""


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
    """Read the sources and the rules that `find_sources` and `find_rules` find. Raises `PersonacError`."""
    files = [(place, _read(path)) for place, path in find_sources(named, outputs).items()]
    _raise_for(file for _, file in files)
    rules_files = [(shown(path), _read(path)) for path in find_rules(rules_folder)]
    _raise_for(file for _, file in rules_files)
    rules = tuple((place, data) for place, data in rules_files if isinstance(data, bytes))
    sources = tuple(Source(place, data) for place, data in files if isinstance(data, bytes))
    return Input(sources, rules, settings_of(rules))


def _read(path: Path) -> bytes | Diagnostic:
    try:
        return _settled(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = "check the path and its permissions, or leave it out"
        return Diagnostic(UNREADABLE, shown(path), 0, 0, f"cannot read: {reason}", hint)


def _settled(path: Path) -> bytes:
    """Read a file that is the same before and after; after some attempts, as it is."""
    for _ in range(_READS):
        before = path.stat()
        data = path.read_bytes()
        # A pipe can be read only once, and reading it is what changes it.
        if not stat.S_ISREG(before.st_mode) or _same(before, path.stat(), len(data)):
            break
        time.sleep(_PAUSE)
    return data


def _same(before: os.stat_result, after: os.stat_result, length: int) -> bool:
    is_same_file = (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    return is_same_file and before.st_size == after.st_size == length


def _raise_for(files: Iterable[bytes | Diagnostic]) -> None:
    found = [file for file in files if isinstance(file, Diagnostic)]
    if found:
        raise PersonacError(*found)
