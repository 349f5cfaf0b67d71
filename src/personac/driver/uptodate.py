"""Tell whether the last build still stands, from its lock alone.

A build is run on every `make` and every push, and mostly there is nothing to
do: then it must cost next to nothing, so this reads and hashes files, and
imports nothing that compiles. What it cannot vouch for it leaves to a build.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from personac.backend.names import LOCK_NAME, is_inside
from personac.backend.seal import read_sealed
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.discover import find_rules, find_sources, shown
from personac.version import VERSION

if TYPE_CHECKING:
    from personac.driver.build import Request

_REPORT = "report.json"
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def findings_of_last_build(request: Request) -> tuple[Diagnostic, ...] | None:
    """Return what the last build found, None where it has to be built again.

    The lock must be one that a build of this version wrote into this folder,
    with these options, from these very files; every output must be as it left it.
    """
    try:
        lock = read_sealed((request.output / LOCK_NAME).read_bytes()) if is_fixed() else None
        if lock is None or not _is_of(request, lock) or not _is_whole(request.output, lock["outputs"]):
            return None
        return _findings(request.output, lock["findings"])
    except (OSError, ValueError, KeyError, PersonacError):
        return None  # a build will say what is the matter


def is_fixed() -> bool:
    """Tell whether this code is of one version for good: installed, not run from where it is developed."""
    return Path(__file__).parents[2].name in _INSTALLED


def _is_of(request: Request, lock: Mapping[str, Any]) -> bool:
    # What counted the tokens follows from the options and the rules.
    options = {name: value for name, value in lock["options"].items() if name != "tokenizer"}
    made_by = (lock["version"], lock["folder"], options)
    return (
        made_by == (VERSION, shown(request.output), request.lock_options)
        and lock["sources"] == _digests(find_sources(request.sources, request.output))
        and lock["rules"] == _digests({shown(path): path for path in find_rules(request.rules)})
    )


def _is_whole(folder: Path, outputs: Mapping[str, str]) -> bool:
    return all(is_inside(name) and _digest(folder / name) == digest for name, digest in outputs.items())


def _findings(folder: Path, counts: Mapping[str, int]) -> tuple[Diagnostic, ...]:
    """Read the findings from the report; there are none, mostly, and nothing is read."""
    if not counts:
        return ()
    from personac.diagnostics.kinds import catalogue

    kinds = {kind.code: kind for kind in catalogue()}
    rows = json.loads((folder / _REPORT).read_bytes())["diagnostics"]
    return tuple(
        Diagnostic(kinds[row["code"]], row["path"], row["line"], row["column"], row["message"], row["hint"])
        for row in rows
    )


def _digests(files: Mapping[str, Path]) -> dict[str, str]:
    return {place: _digest(path) for place, path in files.items()}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
