"""Patterns of paths as in .gitignore: `agents/legacy/**`, `*.draft.md`, `old/`."""

from __future__ import annotations

from typing import NamedTuple

from pathspec import GitIgnoreSpec


class PathPattern(NamedTuple):
    """One pattern, and what matches paths with it."""

    pattern: str
    spec: GitIgnoreSpec

    def matches(self, path: str) -> bool:
        """Return whether a path, relative and with slashes, or a folder above it has the pattern."""
        return self.spec.match_file(path)


def path_pattern(pattern: str) -> PathPattern:
    """Read a pattern."""
    return PathPattern(pattern, GitIgnoreSpec.from_lines([pattern]))
