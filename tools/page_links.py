"""The links of README.md and docs/ where neither lies in a checkout: on a package index, and on a site."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from posixpath import normpath
from typing import NamedTuple

# Code is no link: fenced blocks, then code spans.
_CODE_OR_LINK = re.compile(r"^```.*?^```$|`[^`\n]*`|\]\((?P<target>[^)\s]+)\)", re.DOTALL | re.MULTILINE)
_HAS_SCHEME = re.compile(r"[a-z]+:", re.IGNORECASE)


class Repository(NamedTuple):
    """Where the project's files are on the web: an address, and the branch or tag of its files."""

    address: str
    revision: str = "main"

    def link(self, path: str) -> str:
        """Return the address of a file or folder, with its anchor."""
        return f"{self.address}/blob/{self.revision}/{path}" if path else self.address


def repository(root: Path) -> Repository:
    """Return the repository that pyproject.toml names."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    return Repository(project["urls"]["Repository"])


def with_links(text: str, folder: str, place: Callable[[str], str]) -> str:
    """Return a page with other links: `place` gets paths from the root of the project, with anchors.

    `folder` is that of the page. Addresses, and anchors of the page itself, stay.
    """

    def replaced(match: re.Match[str]) -> str:
        target = match["target"]
        if target is None or target.startswith("#") or _HAS_SCHEME.match(target):
            return match[0]
        path, mark, anchor = target.partition("#")
        full = normpath(f"{folder}/{path}" if folder else path)
        return f"]({place(f'{full}{mark}{anchor}')})"

    return _CODE_OR_LINK.sub(replaced, text)
