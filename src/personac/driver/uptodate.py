"""Tell whether the last build still stands, from its lock alone.

A build is run on every `make` and every push, and mostly there is nothing to
do: then it must cost next to nothing, so this reads and hashes files, and
imports nothing that compiles. What it cannot vouch for it leaves to a build.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from personac.diagnostics.model import Diagnostic, Kind, PersonacError
from personac.driver.discover import Files, find_files, shown
from personac.driver.stamps import Stamps, is_installed, read_stamps
from personac.emit.lock_entries import LOCK_NAME, is_inside
from personac.version import VERSION

if TYPE_CHECKING:
    from personac.driver.build import Request

_FOLLOWING = frozenset({"counted_by_rules", "tokenizer"})
"""Options in a lock that were not given: they follow from those, the rules and what is installed."""


def findings_of_last_build(request: Request, files: Files | None = None) -> tuple[Diagnostic, ...] | None:
    """Return what the last build found, None where it has to be built again.

    The lock must be one that a build of this version wrote into this folder,
    with these options, from these very files; every output must be as it left it.
    `files` are what is read, where somebody has found it already.
    """
    try:
        files = files or find_files(request.sources, request.rules, request.output)
        stamps = read_stamps(request.output) if request.cached else Stamps(None)
        lock = _read_believed(request.output / LOCK_NAME, stamps)
        if (
            lock is None
            or not _is_of(request, files, lock, stamps)
            or not _is_whole(request.output, lock["outputs"], stamps)
        ):
            return None
        stamps.save()
        return _findings(lock["findings"])
    except (OSError, ValueError, LookupError, TypeError, PersonacError):
        return None  # a build will say what is the matter


def _read_believed(path: Path, stamps: Stamps) -> Mapping[str, Any] | None:
    """Return the lock, None where it may not be what a build of this code wrote."""
    digest, data = stamps.digest(path), path.read_bytes()
    if not stamps.vouches_for(digest):
        if not is_installed():
            return None
        stamps.vouch_for(digest)
    lock: Mapping[str, Any] = json.loads(data)
    return lock


def _is_of(request: Request, files: Files, lock: Mapping[str, Any], stamps: Stamps) -> bool:
    options = {name: value for name, value in lock["options"].items() if name not in _FOLLOWING}
    made_by = (lock["version"], lock["folder"], options)
    return (
        made_by == (VERSION, shown(request.output), request.lock_options)
        and _counts_as_now(lock["options"])
        and lock["sources"] == _digests(files.sources, stamps)
        and lock["rules"] == _digests(files.rules, stamps)
    )


def _counts_as_now(options: Mapping[str, str]) -> bool:
    """Tell whether what counted the tokens would do so now; `auto` is what is installed."""
    if "auto" not in {options.get(name) for name in ("counted_by", "counted_by_rules")}:
        return True
    from personac.tokens.token_counter import name_of

    return name_of("auto") == options.get("tokenizer")


def _is_whole(folder: Path, outputs: Mapping[str, str], stamps: Stamps) -> bool:
    return all(is_inside(name) and stamps.digest(folder / name) == digest for name, digest in outputs.items())


def _findings(rows: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    if not rows:
        return ()
    from personac.diagnostics.catalogue import kinds_by_code

    kinds = kinds_by_code()
    return tuple(_finding(kinds[row["code"]], row) for row in rows)


def _finding(kind: Kind, row: Mapping[str, Any]) -> Diagnostic:
    lowered = None if row["severity"] == kind.severity else row["severity"]
    return Diagnostic(kind, row["path"], row["line"], row["column"], row["message"], row["hint"], lowered)


def _digests(files: Mapping[str, Path], stamps: Stamps) -> dict[str, str]:
    return {place: stamps.digest(path) for place, path in files.items()}
