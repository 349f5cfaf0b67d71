"""Which section of the canonical each of its lines stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from personac.report.model import LineRow

_HEADING = re.compile(r"(#{1,6})\s+(.*)")


def section_paths(lines: Sequence[LineRow]) -> tuple[tuple[str, ...], ...]:
    """For each line the titles of the sections around it, the outermost first."""
    found: list[tuple[str, ...]] = []
    open_sections: list[tuple[int, str]] = []
    for line in lines:
        heading = _HEADING.fullmatch(line.text) if _is_heading(line) else None
        if heading is not None:
            level = len(heading[1])
            open_sections = [*(entry for entry in open_sections if entry[0] < level), (level, heading[2])]
        found.append(tuple(title for _, title in open_sections))
    return tuple(found)


def _is_heading(line: LineRow) -> bool:
    return any(origin.relation == "heading" for origin in line.origins)
