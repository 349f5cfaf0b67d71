"""Which outputs on the disk differ from those of a build, how, and whether line ends are the reason.

git with core.autocrlf changes every text file that it checks out. personac compares bytes, so all outputs
are stale then, or look edited by hand, and no diff shows why. The lock has the digests from before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from difflib import unified_diff
from pathlib import Path

from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.output_kinds import CONVERTED_LINE_ENDS, EDITED_OUTPUT, STALE_OUTPUT
from personac.emit.lock_entries import digest, is_inside, listed_outputs, read_lock_bytes
from personac.paths import display_path, leads_out
from personac.regular_files import read_regular_file
from personac.report.safe_text import visible
from personac.storage.filesystem import exists, read_output

_MAX_DIFF_LINES = 40
_SYMPTOMS = frozenset({STALE_OUTPUT.code, EDITED_OUTPUT.code})


def stale_outputs(outputs: Mapping[str, bytes], folder: Path) -> Iterator[str]:
    """Yield the names of outputs that differ from those on the disk, or should not be there any more."""
    yield from (name for name, data in outputs.items() if read_output(folder, name) != data)
    yield from (name for name in listed_outputs(folder) if name not in outputs and exists(folder / name))


def stale_diff(outputs: Mapping[str, bytes], folder: Path, names: Sequence[str]) -> str:
    """Return a readable diff, on disk -> fresh, of the outputs named; long ones are cut."""
    diffs = (_diff(name, read_output(folder, name), outputs.get(name)) for name in names)
    return "".join(map(visible, diffs))


def with_line_ends_explained(diagnostics: tuple[Diagnostic, ...], folder: Path) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a build into `folder`, and warnings if line ends may be their cause."""
    if not any(diagnostic.code in _SYMPTOMS for diagnostic in diagnostics):
        return diagnostics
    return (*diagnostics, *converted_line_ends(folder))


def converted_line_ends(folder: Path) -> tuple[Diagnostic, ...]:
    """Return a warning each for sources, rules and outputs that differ from the lock only by CRLF."""
    lock = _lock(folder)
    sources, rules = (
        {Path(p): known for p, known in _table(lock, name).items()} for name in ("sources", "rules")
    )
    outputs = {folder / name: known for name, known in _table(lock, "outputs").items() if is_inside(name)}
    return (
        *_warnings_of_sources(sources),
        *_warning(rules, "rules file", "rules/** -text"),
        *_warning(outputs, "output", f"{display_path(folder)}/** -text"),
    )


def _diff(name: str, old: bytes | None, new: bytes | None) -> str:
    if old and new and b"\r\n" in old and b"\r\n" not in new:
        old = _with_lf(old)
        if old == new:
            return f"{name}: only the line ends differ\n"
    lines = list(unified_diff(_lines(old), _lines(new), f"{name} (on disk)", f"{name} (fresh)", lineterm=""))
    cut = [f"... {len(lines) - _MAX_DIFF_LINES} more lines"] if len(lines) > _MAX_DIFF_LINES else []
    return "\n".join([*lines[:_MAX_DIFF_LINES], *cut]) + "\n"


def _lines(data: bytes | None) -> list[str]:
    return [] if data is None else data.decode("utf-8", "backslashreplace").split("\n")


def _with_lf(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _warnings_of_sources(digests: Mapping[Path, str]) -> Iterator[Diagnostic]:
    """Yield a warning for each kind of file and top folder, as one line of .gitattributes covers both."""
    by_rule: dict[str, dict[Path, str]] = {}
    for path, known in digests.items():
        folder = f"{path.parts[0]}/**/" if len(path.parts) > 1 and path.parts[0] != ".." else ""
        by_rule.setdefault(f"{folder}*{path.suffix} -text", {})[path] = known
    for rule, inside in sorted(by_rule.items()):
        yield from _warning(inside, "source", rule)


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
        if leads_out(os.path.realpath(path), [os.path.realpath(".")]):
            return False  # anybody can write a lock, or a link
        data = read_regular_file(path)
    except (OSError, ValueError):  # there is none, or no file can have the name
        return False
    return b"\r\n" in data and digest(data) != known == digest(_with_lf(data))


def _lock(folder: Path) -> object:
    """Return the lock as JSON; its own line ends may be converted, so it is not checked further."""
    try:
        return json.loads(read_lock_bytes(folder))
    except (OSError, ValueError, RecursionError):
        return None


def _table(lock: object, name: str) -> Mapping[str, str]:
    table = lock.get(name) if isinstance(lock, dict) else None
    rows = table.items() if isinstance(table, dict) else ()
    return {name: known for name, known in rows if "\0" not in name}
