"""Patterns of paths as in .gitignore: `agents/legacy/**`, `*.draft.md`, `old/`."""

from __future__ import annotations

from typing import NamedTuple

from pathspec import GitIgnoreSpec


class PathPatterns(NamedTuple):
    """Patterns, and what matches paths with them; a line with `!` takes back what one above it matches."""

    lines: tuple[str, ...]
    spec: GitIgnoreSpec

    def matches(self, path: str) -> bool:
        """Return whether a path, relative and with slashes, or a folder above it has a pattern."""
        return self.spec.match_file(path)


def path_patterns(lines: tuple[str, ...]) -> PathPatterns:
    """Read patterns, one a line."""
    return PathPatterns(lines, GitIgnoreSpec.from_lines(lines))
