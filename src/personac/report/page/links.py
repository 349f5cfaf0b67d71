"""Where the page leads: into the sources, and to its own parts.

A link to a source is relative, so that a report moves with its repository. It
always starts with `./` or `../`: a file called `javascript:x` is a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import quote

from personac.report.escape import visible

MOST_LINES = 10_000
"""Lines of the canonical that the page shows; all stand in its file."""

_FRAGMENT_SAFE = ":~,@"


@dataclass(frozen=True, slots=True)
class SourceLinks:
    """The way from the page's folder to where the sources' paths start; None: there is none."""

    root: str | None
    _known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def href(self, path: str, line: int) -> str:
        """Return the link to a line of a source, empty where it cannot be reached."""
        if path not in self._known:
            self._known[path] = self._file(path)
        file = self._known[path]
        return f"{file}#L{line}" if file and line else file

    def _file(self, path: str) -> str:
        return "" if self.root is None or PurePosixPath(path).is_absolute() else f"{self.root}{quote(path)}"


class LineLinks:
    """The way to a line of the canonical: on the page where that shows it, else into its file."""

    def __init__(self, path: str) -> None:
        """Take the file's path; the page shows the first of its lines."""
        self._file = quote(path)

    def href(self, line: int) -> str:
        """Return the link to a line, counted from 1."""
        return f"#L{line}" if line <= MOST_LINES else f"{self._file}#L{line}"


def root_from(folder: str) -> str | None:
    """Return the way up from an output folder, shown relative to where the sources' paths start."""
    path = PurePosixPath(folder)
    if path.is_absolute() or ".." in path.parts:
        return None
    return "../" * len(path.parts) or "./"


@lru_cache(maxsize=2**13)  # of every card and bullet of a page
def anchor(kind: str, *names: str) -> str:
    """Return the id of a part of the page, which is also its fragment: `cluster=one:7`."""
    return f"{kind}={quote(visible('~'.join(names)), safe=_FRAGMENT_SAFE)}"
