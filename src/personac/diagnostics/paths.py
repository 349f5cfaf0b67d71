"""A path as diagnostics, reports and locks name it."""

from __future__ import annotations

import os
from pathlib import Path


def shown(path: Path) -> str:
    r"""Return the path relative to the working directory, normalised, with slashes.

    Bytes of a file name that are not UTF-8 are shown as `\xff`: reports are UTF-8.
    """
    relative = os.path.relpath(path).replace(os.sep, "/")
    return os.fsencode(relative).decode("utf-8", "backslashreplace")
