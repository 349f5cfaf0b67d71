"""Decide from the build record and the lock whether there is nothing to build.

This runs on every `make` and every push, so it imports nothing that compiles. Whatever looks odd is
left to a build, which reports it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from personac.building.build_record import read_record
from personac.building.inputs import InputFiles
from personac.building.request import Request
from personac.diagnostics.model import Diagnostic, Kind
from personac.paths import LOCK_NAME, display_path, is_inside
from personac.version import VERSION

_DERIVED_OPTIONS = frozenset({"counted_by_rules", "tokenizer"})
"""Options in a lock that the user did not set: they follow from those, the rules and what is installed."""


class LastBuild(NamedTuple):
    """The last build, whose outputs are up to date: its lock file and its diagnostics.

    `is_compared` where the content of some file had to be compared, as the record does not know its state.
    """

    lock: bytes
    diagnostics: tuple[Diagnostic, ...]
    is_compared: bool


def last_build_if_up_to_date(request: Request, files: InputFiles) -> LastBuild | None:
    """Return the last build, None where there is something to build.

    The lock has to be the one that this user's last build of this version wrote, with the same
    options, from the same files; and all outputs have to be as that build left them.
    """
    record = read_record(request.output) if request.use_cache and not request.force else None
    if record is None:
        return None
    try:
        data = (request.output / LOCK_NAME).read_bytes()
        if not record.vouches_for(data):
            return None
        lock: Mapping[str, Any] = json.loads(data)
        if not (_is_for(request, lock) and _describes_inputs(lock, files)):
            return None
        digests = _expected_digests(request, lock, files)
        changed = [path for path in digests if record.has_changed(path)]
        if any(_digest_of(path) != digests[path] for path in changed):
            return None
        return LastBuild(data, _diagnostics(lock["findings"]), is_compared=bool(changed))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _is_for(request: Request, lock: Mapping[str, Any]) -> bool:
    options = {name: value for name, value in lock["options"].items() if name not in _DERIVED_OPTIONS}
    built = (lock["version"], lock["folder"], options)
    requested = (VERSION, display_path(request.output), request.recorded_options())
    return built == requested and _is_tokenizer_same(lock["options"])


def _is_tokenizer_same(options: Mapping[str, str]) -> bool:
    """Return whether tokens would be counted in the same way now: `auto` depends on what is installed."""
    if "auto" not in {options.get(name) for name in ("counted_by", "counted_by_rules")}:
        return True
    from personac.tokens.token_counter import name_of

    return name_of("auto") == options.get("tokenizer")


def _describes_inputs(lock: Mapping[str, Any], files: InputFiles) -> bool:
    return (set(lock["sources"]), set(lock["rules"])) == (set(files.sources), set(files.rules))


def _expected_digests(request: Request, lock: Mapping[str, Any], files: InputFiles) -> dict[Path, str]:
    """Return the SHA-256 of every input and output. Raises `ValueError` for an output elsewhere."""
    outputs: Mapping[str, str] = lock["outputs"]
    if not all(map(is_inside, outputs)):
        raise ValueError(LOCK_NAME)
    inputs = {**lock["sources"], **lock["rules"]}
    return {
        **{path: inputs[place] for place, path in files.all.items()},
        **{request.output / name: digest for name, digest in outputs.items()},
    }


def _digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, nothing for a pipe, which can be read only once. Raises `OSError`."""
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _diagnostics(rows: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    if not rows:
        return ()
    from personac.diagnostics.catalogue import kinds_by_code

    kinds = kinds_by_code()
    return tuple(_diagnostic(kinds[row["code"]], row) for row in rows)


def _diagnostic(kind: Kind, row: Mapping[str, Any]) -> Diagnostic:
    lowered = None if row["severity"] == kind.severity else row["severity"]
    return Diagnostic(kind, row["path"], row["line"], row["column"], row["message"], row["hint"], lowered)
