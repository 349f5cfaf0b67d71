"""Links from a page of a build to a line of another file: relative, and harmless.

A forge shows markdown rendered, where a line has no place to go to; `plain=1`
asks for its text. A path from anywhere becomes nothing but a path: everything
that could be a scheme, a host or markup is percent-encoded.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote

from personac.report.escape import markdown


@lru_cache(maxsize=2**10)  # asked for line by line
def relative_path(path: str, folder: str) -> str:
    """Return the way from `folder` to `path`, both POSIX and from one place; empty where none is known.

    There is none to or from an absolute path, nor down out of a folder whose name is not known
    (from `../out` back to here).
    """
    here, there = PurePosixPath(folder), PurePosixPath(path)
    if here.is_absolute() or there.is_absolute():
        return ""
    shared = 0
    for one, other in zip(here.parts, there.parts, strict=False):
        if one != other:
            break
        shared += 1
    climbed = here.parts[shared:]
    return "" if ".." in climbed else "/".join([*[".."] * len(climbed), *there.parts[shared:]])


def link(label: str, target: str, line: int = 0) -> str:
    """Return a markdown link to a relative path, and a line of it; the bare label where there is no way."""
    text = markdown(label)
    if not target:
        return text
    place = f"?plain=1#L{line}" if line else ""
    return f"[{text}]({_quoted(target)}{place})"


@lru_cache(maxsize=2**10)  # as above
def _quoted(path: str) -> str:
    return quote(path, safe="/")
