"""What links and texts call the headings of a file: their titles, and their anchors (`#set-up`)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from personac.extraction.text_regions import Outline, Region
from personac.parsing.sections import clean_title

_MARKS = re.compile(r"\A#{1,6}[ \t]+|[ \t]#+[ \t]*\Z|\r?\n[ \t]*(?:=+|-+)[ \t]*\Z|[*`]|\]\([^)]*\)|[\[\]]")
_NOT_IN_ANCHOR = re.compile(r"[^\w\- ]")


def lines_by_title(outline: Outline) -> Mapping[str, tuple[int, ...]]:
    """Return the lines of each title, those of labels included."""
    lines: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
    for region in _titled(outline):
        lines[clean_title(_plain(region))] += (region.line,)
    return lines


def lines_by_anchor(outline: Outline) -> Mapping[str, int]:
    """Return the line of each heading by its anchor, as GitHub makes it; a label line has none."""
    lines: dict[str, int] = {}
    times: Counter[str] = Counter()
    for region in _titled(outline):
        if region.text.startswith("#") or "\n" in region.text:
            name = _NOT_IN_ANCHOR.sub("", _plain(region).lower()).replace(" ", "-")
            lines.setdefault(f"{name}-{times[name]}" if times[name] else name, region.line)
            times[name] += 1
    return lines


def _titled(outline: Outline) -> Iterator[Region]:
    return (region for region in outline.regions if region.kind == "heading")


def _plain(region: Region) -> str:
    """Return a title without marks."""
    return _MARKS.sub("", region.text).strip()
