"""What a build writes by kind, for `--emit`: all kinds unless some are named, and the lock always.

A build with nothing to do imports this module, so its imports are few.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from personac.emit.lock_entries import read_lock_bytes
from personac.emit.settings_table import SETTINGS_TABLES, table_in
from personac.regular_files import read_regular_file

EMITTED = ("canonical", "map", "patches", "variants", "report", "html", "markdown", "make")
"""The kinds of outputs, in the order in which they are listed; `targets/` come with their own option."""
OPTION = "emit"


def recorded(emit: Iterable[str]) -> dict[str, str]:
    """Return the option as the lock records it: nothing where all kinds are written."""
    wanted = frozenset(emit)
    kinds = [kind for kind in EMITTED if kind in wanted]
    return {} if len(kinds) == len(EMITTED) else {OPTION: ",".join(kinds)}


def hint_if_left_out(folder: Path, *kinds: str) -> str:
    """Return how to get outputs of these kinds if the build in `folder` left one out, else an empty text."""
    try:
        lock = json.loads(read_lock_bytes(folder))
        option, rules = lock["options"][OPTION], lock.get("rules", {})
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return ""
    if not isinstance(option, str) or {*kinds} <= {*option.split(",")}:
        return ""
    wanted = ",".join(kind for kind in EMITTED if kind in {*option.split(","), *kinds})
    for name, key in SETTINGS_TABLES.items():
        if name in rules and _is_set(Path(name), key):
            kinds_wanted = ", ".join(f'"{kind}"' for kind in wanted.split(","))
            return f"the build left it out: write `emit = [{kinds_wanted}]` in {name}, and build again"
    return f"the build left it out: personac build --emit {wanted}"


def _is_set(path: Path, key: tuple[str, ...]) -> bool:
    """Return whether the settings in this file name what to write."""
    try:
        return bool((table_in(read_regular_file(path), key) or {}).get(OPTION))
    except (OSError, ValueError, RecursionError):
        return False
