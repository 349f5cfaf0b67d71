"""Where the page leads: into the sources, and to its own parts.

A link to a source is relative, so that a report moves with its repository. It
always starts with `./` or `../`: a file called `javascript:x` is a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from personac.report.escape import visible

_FRAGMENT_SAFE = ":~,@"


@dataclass(frozen=True, slots=True)
class SourceLinks:
    """The way from the page's folder to where the sources' paths start; None: there is none."""

    root: str | None

    def href(self, path: str, line: int) -> str:
        """Return the link to a line of a source, empty where it cannot be reached."""
        if self.root is None or PurePosixPath(path).is_absolute():
            return ""
        return f"{self.root}{quote(path)}" + (f"#L{line}" if line else "")


def root_from(folder: str) -> str | None:
    """Return the way up from an output folder, shown relative to where the sources' paths start."""
    path = PurePosixPath(folder)
    if path.is_absolute() or ".." in path.parts:
        return None
    return "../" * len(path.parts) or "./"


def anchor(kind: str, *names: str) -> str:
    """Return the id of a part of the page, which is also its fragment: `cluster=one:7`."""
    return f"{kind}={quote(visible('~'.join(names)), safe=_FRAGMENT_SAFE)}"
