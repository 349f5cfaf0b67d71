"""Whether a build that died left something lying about; asked by builds that have nothing to do.

Imports next to nothing, for their sake.
"""

from __future__ import annotations

import os
from pathlib import Path

MARK = ".personac-"
"""In the name of every temporary: `.build.personac-…` beside an output directory, `.personac-…` in it."""
LOCK_END = f"{MARK}lock"


def has_leftovers(directory: Path) -> bool:
    """Tell whether there are temporaries beside or in `directory`, of a dead build or a living one."""
    target = os.path.realpath(directory)
    beside = f".{os.path.basename(target)}{MARK}"  # noqa: PTH119 - no Path is needed
    return _has(os.path.dirname(target), beside) or _has(target, MARK)  # noqa: PTH120


def _has(folder: str, start: str) -> bool:
    try:
        return any(name.startswith(start) for name in os.listdir(folder))  # noqa: PTH208 - names only
    except OSError:
        return False
