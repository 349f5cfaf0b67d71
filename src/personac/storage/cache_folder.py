"""Where personac keeps what it can do without: a folder of the user's, outside of every repository.

What lies in it only saves time. It may be deleted at any moment, and a run
that cannot use it goes on without.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "PERSONAC_CACHE_DIR"
"""Names the folder; empty for none."""


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder, which may not be there yet; None where the user wants none or has no home.

    `$PERSONAC_CACHE_DIR`, else `personac` in `$XDG_CACHE_HOME`, else in `~/.cache`, as the
    XDG base directory specification has it: a path there that is not absolute does not count.
    """
    if VARIABLE in environment:
        named = environment[VARIABLE]
        return Path(named).absolute() if named else None
    caches = Path(environment.get("XDG_CACHE_HOME", ""))
    if caches.is_absolute():
        return caches / "personac"
    home = Path(environment.get("HOME", ""))
    return home / ".cache" / "personac" if home.is_absolute() else None
