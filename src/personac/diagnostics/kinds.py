"""The closed catalogue of what personac can find: every kind, documented.

`personac explain PC101` prints an entry. Codes never change their meaning:
PC0xx is about files, PC1xx front matter, PC2xx the body, PC3xx rules, PC4xx
matching and merging, PC5xx outputs.
"""

from __future__ import annotations

from personac.diagnostics.model import Kind, Severity


def _kind(code: str, slug: str, severity: Severity, summary: str, explanation: str) -> Kind:
    return Kind(code, slug, severity, summary, " ".join(explanation.split()))


NOT_UTF8 = _kind(
    "PC001",
    "not-utf-8",
    "error",
    "a source is not UTF-8 text",
    """personac reads UTF-8, with or without a byte-order mark. The message names the first byte that
    is not. Convert the file (iconv does it) or leave it out of the build.""",
)
UNREADABLE = _kind(
    "PC002",
    "unreadable",
    "error",
    "a source cannot be read",
    """The file named does not exist, is a directory without markdown files, or may not be read by
    you. Nothing is written until every source can be read.""",
)
NO_SOURCES = _kind(
    "PC003",
    "no-sources",
    "error",
    "there is nothing to build",
    """Without arguments personac reads agents/*.md below the current directory. Name files or
    directories, or put personas there.""",
)
EMPTY_SOURCE = _kind(
    "PC004",
    "empty-source",
    "warning",
    "a source says nothing",
    """The file has no bytes, or only white space. It is a persona without bullets: it gets a variant,
    so that it can be restored, and adds nothing to the canonical.""",
)


def catalogue() -> tuple[Kind, ...]:
    """Return every kind, ordered by code."""
    kinds = (value for value in globals().values() if isinstance(value, Kind))
    return tuple(sorted(kinds, key=lambda kind: kind.code))
