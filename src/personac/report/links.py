"""Links from the outputs of a build to lines of other files and to parts of the report page.

All links are relative, so that a report moves with its repository, and harmless: everything in a path
that could be a scheme, a host or markup is percent-encoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from personac.report.escape import markdown, visible

_FRAGMENT_SAFE = ":~,@"


def relative_path(path: str, folder: str) -> str:
    """Return the path from `folder` to `path`, both POSIX and from one place; empty where none is known.

    There is none to or from an absolute path, nor from outside back into a folder whose name is not
    known (from `../out` to here).
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


@dataclass(frozen=True, slots=True)
class FileLinks:
    """Markdown links to one file and its lines; label and target are escaped, without a target no links."""

    label: str
    target: str

    @classmethod
    def to(cls, path: str, target: str) -> FileLinks:
        """Link to the relative path `target`, labelled `path`."""
        return cls(markdown(path), quote(target, safe="/"))

    @property
    def file(self) -> str:
        """The link to the file."""
        return f"[{self.label}]({self.target})" if self.target else self.label

    def line(self, number: int, text: str = "") -> str:
        """Return the link to a line, labelled `text` (markdown) or with path and line.

        Forges show markdown rendered, without line anchors; `plain=1` requests its text.
        """
        label = text or f"{self.label}:{number}"
        return f"[{label}]({self.target}?plain=1#L{number})" if self.target else label


def root_from(folder: str) -> str | None:
    """Return the path up from an output folder to where the sources' paths start, None if unknown."""
    path = PurePosixPath(folder)
    if path.is_absolute() or ".." in path.parts:
        return None
    return "../" * len(path.parts) or "./"


def anchor(kind: str, *names: str) -> str:
    """Return the id of a part of the report page, which is also its fragment: `cluster=one:7`."""
    return f"{kind}={quote(visible('~'.join(names)), safe=_FRAGMENT_SAFE)}"


@dataclass(frozen=True, slots=True)
class SourceLinks:
    """Links to sources from the page's folder; `root` leads to where their paths start, None: no links.

    A link starts with `./` or `../`: a file called `javascript:x` is a file.
    """

    root: str | None

    def href(self, path: str, line: int) -> str:
        """Return the link to a line of a source (0: to the file), empty where it cannot be reached."""
        if self.root is None or path.startswith("/"):
            return ""
        file = f"{self.root}{quote(path)}"
        return f"{file}#L{line}" if line else file


@dataclass(frozen=True, slots=True)
class LineLinks:
    """Links to lines of the canonical: the first `shown` lines on the page, all others in its file."""

    path: str
    shown: int

    def href(self, line: int) -> str:
        """Return the link to a line, counted from 1."""
        return f"#L{line}" if line <= self.shown else f"{quote(self.path)}#L{line}"
