"""Gather what a build reads: persona files and rules, as bytes, once.

Every source that cannot be read is told of in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from personac.diagnostics.kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import BACKGROUND, find_rules, find_sources, shown
from personac.rules.load import load_rules
from personac.rules.model import Rules
from personac.source import Source


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
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        hint = "check the path and its permissions, or leave it out"
        return Diagnostic(UNREADABLE, shown(path), 0, 0, f"cannot read: {reason}", hint)


def _raise_for(files: Iterable[bytes | Diagnostic]) -> None:
    found = [file for file in files if isinstance(file, Diagnostic)]
    if found:
        raise PersonacError(*found)
