"""Patterns of paths as in .gitignore: `agents/legacy/**`, `*.draft.md`, `old/`."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

PATTERN_HINT = "write a file, a folder, or a pattern such as `agents/legacy/**`, with two `**` inside at most"
_STAR = "[^/]*"
_ATOMS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.", re.DOTALL)
_MOST = 2  # `**` that are not at the end: the time grows with the depth of a folder to that power


class PathPatterns(NamedTuple):
    """Patterns, and what matches paths with them; a line with `!` takes back what one above it matches."""

    lines: tuple[str, ...]
    spec: GitIgnoreSpec

    def matches(self, path: str) -> bool:
        """Return whether a path, relative and with slashes, or a folder above it has a pattern."""
        return self.spec.match_file(path)


def is_path_pattern(line: str) -> bool:
    r"""Return whether a line is a pattern; one with `\` at its end is none."""
    try:
        _read((line,))
    except (ValueError, re.error):  # of pathspec, of a range such as `[z-a]`
        return False
    return len(re.findall(r"\*\*(?=/+[^/*])", line)) <= _MOST


def path_patterns(lines: tuple[str, ...]) -> PathPatterns:
    """Read patterns, one a line; those that are none match nothing, as in git."""
    return PathPatterns(lines, _read(tuple(filter(is_path_pattern, lines))))


def _read(lines: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - few builds have patterns
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of Python's expressions, on `[[`
        parsed = GitIgnoreSpec.from_lines(lines).patterns
        regexes = [one.regex and re.compile(_in_linear_time(one.regex.pattern)) for one in parsed]
    fast = zip(parsed, regexes, strict=True)
    return GitIgnoreSpec([GitIgnoreSpecPattern(regex, one.include) if regex else one for one, regex in fast])


def _in_linear_time(pattern: str) -> str:
    """Let each star end where the rest up to the next star fits first: no other place is better."""
    first, *parts = pattern.split(_STAR)
    last = len(parts) - 1
    atomic = (at < last and "(" not in _ATOMS.sub("", part) for at, part in enumerate(parts))
    stars = (
        f"(?>{_STAR}?{part})" if is_atomic else _STAR + part
        for is_atomic, part in zip(atomic, parts, strict=True)
    )
    return "".join([first, *stars])
