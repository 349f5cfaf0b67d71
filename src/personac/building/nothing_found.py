"""Say why a search found no personas: what was searched, what was left out, what the settings exclude."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from personac.building.source_patterns import hint_of, is_pattern
from personac.diagnostics.diagnostic import Diagnostic, first_of
from personac.paths import display_path

_MOST = 5  # paths that are named


class Tally(NamedTuple):
    """What a search met: paths that were left out, with reasons, and files that the settings do not leave.

    `settings` are the names of those settings.
    """

    left_out: Mapping[str, str]
    unwanted: Sequence[str] = ()
    settings: tuple[str, ...] = ()


def nothing_in(source: Path, tally: Tally) -> Diagnostic:
    """Return the error for a folder, or a pattern, that was named and holds no persona."""
    from personac.diagnostics.input_kinds import EMPTY_FOLDER

    if is_pattern(source):
        message, hint, missing = "no persona matches this pattern", hint_of(source), ""
    else:
        message, hint = "no persona in this folder", "name a folder that holds persona files, or the files"
        missing = ": no *.md, no *.mdc, and no *.toml in .codex/agents"
    found = f"{message}{_reasons(tally) or missing}"
    return Diagnostic(EMPTY_FOLDER, display_path(source), 0, 0, found, _hint(tally) or hint)


def nothing_at_all(folders: Sequence[Path], tally: Tally) -> Diagnostic:
    """Return the error for a search of the default folders."""
    from personac.diagnostics.input_kinds import NO_SOURCES

    names = ", ".join(f"{folder.as_posix()}/" for folder in folders)
    hint = "name persona files or folders: personac build path/to/*.md"
    message = f"no personas in {names}{_reasons(tally)}"
    return Diagnostic(NO_SOURCES, "agents", 0, 0, message, _hint(tally) or hint)


def _reasons(tally: Tally) -> str:
    """Return what was found all the same, as the end of a sentence; empty for nothing."""
    reasons = "; ".join(_each_reason(tally))
    return f": {reasons}" if reasons else ""


def _each_reason(tally: Tally) -> Iterator[str]:
    if number := len(tally.unwanted):
        names = " and ".join(f"`{name}`" for name in tally.settings)
        verb = "leaves" if len(tally.settings) == 1 else "leave"
        yield f"{names} in personac.toml {verb} none of {number} file{'s' if number > 1 else ''}"
    if number := len(tally.left_out):
        named = [f"{place} ({why})" for place, why in sorted(tally.left_out.items())]
        yield f"{number} left out: {first_of(named, _MOST)}"


def _hint(tally: Tally) -> str:
    if not tally.unwanted:
        return ""
    return f"change {' or '.join(f'`{name}`' for name in tally.settings)}, or name the files"
