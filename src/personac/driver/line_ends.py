"""Say it where a checkout turned line ends to CRLF, instead of letting people look for an edit.

git with core.autocrlf changes every text file that it checks out. personac is
about bytes, so all outputs are stale then, or look edited by hand, and nothing
in a diff shows why. The lock tells: it knows each file as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import CONVERTED_LINE_ENDS, EDITED_OUTPUT, STALE_OUTPUT
from personac.driver.discover import shown
from personac.emit.lock_entries import LOCK_NAME, digest, is_inside

_READ = ("sources", "rules")
_SYMPTOMS = frozenset({STALE_OUTPUT.code, EDITED_OUTPUT.code})


def with_line_ends_explained(found: tuple[Diagnostic, ...], folder: Path) -> tuple[Diagnostic, ...]:
    """Return what a build into `folder` found, and what happened to line ends where that may be why."""
    if not any(one.code in _SYMPTOMS for one in found):
        return found
    return (*found, *converted_line_ends(folder))


def converted_line_ends(folder: Path) -> tuple[Diagnostic, ...]:
    """Return a warning each for sources, rules and outputs that are as the lock knows them but for CRLF."""
    lock = _lock(folder)
    outputs = {folder / name: said for name, said in _table(lock, "outputs").items() if is_inside(name)}
    sources, rules = ({Path(path): said for path, said in _table(lock, name).items()} for name in _READ)
    return (
        *_warning(sources, "source", "agents/**/*.md -text"),
        *_warning(rules, "rules file", "rules/** -text"),
        *_warning(outputs, "output", f"{shown(folder)}/** -text"),
    )


def unconverted(data: bytes) -> bytes:
    """Return the contents with LF at the ends of lines."""
    return data.replace(b"\r\n", b"\n")


def _warning(digests: Mapping[Path, str], noun: str, rule: str) -> Iterator[Diagnostic]:
    converted = sorted(path for path, known in digests.items() if _is_converted(path, known))
    if not converted:
        return
    some = f"this {noun} has" if len(converted) == 1 else f"this and {len(converted) - 1} more {noun}s have"
    message = f"{some} CRLF line ends, and had LF at the last build"
    hint = f"did git do that? put `{rule}` into .gitattributes, remove the files and check them out again"
    yield Diagnostic(CONVERTED_LINE_ENDS, shown(converted[0]), 0, 0, message, hint)


def _is_converted(path: Path, known: str) -> bool:
    try:
        data = path.read_bytes()
    except OSError:
        return False
    return b"\r\n" in data and digest(data) != known == digest(unconverted(data))


def _lock(folder: Path) -> object:
    """Return what the lock says."""
    try:
        return json.loads((folder / LOCK_NAME).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _table(lock: object, name: str) -> Mapping[str, str]:
    table = lock.get(name) if isinstance(lock, dict) else None
    return table if isinstance(table, dict) else {}
