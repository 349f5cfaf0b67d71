"""Explain stale or edited files whose line ends a checkout turned to CRLF.

git with core.autocrlf changes every text file that it checks out. personac compares bytes, so all
outputs are stale then, or look edited by hand, and no diff shows why. The lock has the digests of
the files before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import CONVERTED_LINE_ENDS, EDITED_OUTPUT, STALE_OUTPUT
from personac.emit.lock_entries import LOCK_NAME, digest, is_inside
from personac.paths import display_path

_INPUTS = ("sources", "rules")
_SYMPTOMS = frozenset({STALE_OUTPUT.code, EDITED_OUTPUT.code})


def with_line_ends_explained(diagnostics: tuple[Diagnostic, ...], folder: Path) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a build into `folder`, and warnings if line ends may be their cause."""
    if not any(diagnostic.code in _SYMPTOMS for diagnostic in diagnostics):
        return diagnostics
    return (*diagnostics, *converted_line_ends(folder))


def converted_line_ends(folder: Path) -> tuple[Diagnostic, ...]:
    """Return a warning each for sources, rules and outputs that differ from the lock only by CRLF."""
    lock = _lock(folder)
    outputs = {folder / name: known for name, known in _table(lock, "outputs").items() if is_inside(name)}
    sources, rules = ({Path(path): known for path, known in _table(lock, name).items()} for name in _INPUTS)
    return (
        *_warning(sources, "source", "agents/**/*.md -text"),
        *_warning(rules, "rules file", "rules/** -text"),
        *_warning(outputs, "output", f"{display_path(folder)}/** -text"),
    )


def unconverted(data: bytes) -> bytes:
    """Return the content with LF line ends."""
    return data.replace(b"\r\n", b"\n")


def _warning(digests: Mapping[Path, str], noun: str, rule: str) -> Iterator[Diagnostic]:
    converted = sorted(path for path, known in digests.items() if _is_converted(path, known))
    if not converted:
        return
    files = f"this {noun} has" if len(converted) == 1 else f"this and {len(converted) - 1} more {noun}s have"
    message = f"{files} CRLF line ends, and had LF at the last build"
    hint = f"did git do that? put `{rule}` into .gitattributes, remove the files and check them out again"
    yield Diagnostic(CONVERTED_LINE_ENDS, display_path(converted[0]), 0, 0, message, hint)


def _is_converted(path: Path, known: str) -> bool:
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return b"\r\n" in data and digest(data) != known == digest(unconverted(data))


def _lock(folder: Path) -> object:
    """Return the lock as JSON; its own line ends may be converted, so it is not checked further."""
    try:
        return json.loads((folder / LOCK_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _table(lock: object, name: str) -> Mapping[str, str]:
    table = lock.get(name) if isinstance(lock, dict) else None
    return table if isinstance(table, dict) else {}
