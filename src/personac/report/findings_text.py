"""Findings as a compiler tells them: a place and a line each, and where else it stands."""

from __future__ import annotations

from collections.abc import Sequence

from personac.report.escape import one_line, shortened
from personac.report.findings import Finding, Place

_LONGEST = 120


def render_findings(findings: Sequence[Finding]) -> str:
    """Render as plain text; empty where there is none."""
    return "".join(_told(found) for found in findings)


def _told(found: Finding) -> str:
    head = f"{_place(found.place)}: {found.kind.severity}[{found.kind.code}]: {one_line(found.message)}\n"
    also = (f"    {_place(place)}: {one_line(shortened(place.text, _LONGEST))}\n" for place in found.related)
    return head + "".join(also)


def _place(place: Place) -> str:
    return f"{one_line(place.path)}:{place.line}"
