"""How paths are shown to people and in outputs."""

from __future__ import annotations

import os
from pathlib import Path


def display_path(path: Path) -> str:
    r"""Return the path relative to the working directory, normalised, with slashes.

    Bytes of a file name that are not UTF-8 become `\xff`, since reports are UTF-8.
    """
    relative = os.path.relpath(path).replace(os.sep, "/")
    return os.fsencode(relative).decode("utf-8", "backslashreplace")
