"""A section's title as it is written in the canonical; the most central of several sets.

What titles say and how they are compared is told in passes/outline.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from personac.model.ast import Section
from personac.model.source import Source
from personac.parsing.sections import clean_title

Key = tuple[str, ...]
_MOST_COMPARED = 500  # keys that each key is compared with
_LINE_END = re.compile(r"\r\n|\n|\r")
_HASHES = re.compile(r"#{1,6}(?=\s|$)")
_CLOSING_HASHES = re.compile(r"\s+#+$")
_MARKUP = re.compile(r"[`*_~<&\\\[\]]")
_BOLD = re.compile(r"(\*\*|__)(?P<inside>(?:(?!\1).)+)\1")


def similarity(one: Key, other: Key) -> float:
    """Jaccard index of two keys, 0 to 1; 0 for two empty keys."""
    return _share(frozenset(one), frozenset(other))


def most_central(keys: Sequence[Key]) -> int:
    """Return the position of the key nearest to all the others, the first of equals.

    Where there are very many, evenly spread ones stand for all the others.
    """
    words = [frozenset(key) for key in keys]
    step = -(-len(words) // _MOST_COMPARED)
    totals = [round(sum(_share(own, other) for other in words[::step]), 6) for own in words]
    return totals.index(max(totals))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def written_title(source: Source, section: Section) -> str:
    """Return the title in markdown, without what makes it a heading or label.

    Where the plain title stands in the source as it is, and no character of it
    could be read as a mark, that is the title; otherwise inline marks and
    escapes are kept.
    """
    if section.title_span is None:
        return section.title
    lines = [line.strip() for line in _LINE_END.split(source.slice_text(section.title_span))]
    written = _label_text(lines[0]) if section.kind == "label" else _heading_text(lines)
    is_plain = section.title in written and not _MARKUP.search(section.title)
    # A backquote counts as decoration in plain text, where it marks nothing.
    title = section.title if is_plain else written if written.startswith("`") else clean_title(written)
    return _CLOSING_HASHES.sub(lambda hashes: hashes[0].replace("#", "\\#"), title)


def _heading_text(lines: Sequence[str]) -> str:
    """Return what stands behind the hashes of a heading, or above its underline."""
    hashes = _HASHES.match(lines[0])
    return (
        " ".join(lines[:-1]) if hashes is None else _CLOSING_HASHES.sub("", lines[0][hashes.end() :]).strip()
    )


def _label_text(line: str) -> str:
    bold = _BOLD.fullmatch(line.removesuffix(":").rstrip())
    return bold["inside"] if bold else line
