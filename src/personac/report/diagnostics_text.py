"""Diagnostics and findings as compilers print them; imports little, for a build with nothing to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from personac.diagnostics.model import Diagnostic
from personac.report.escape import one_line, shortened, visible

if TYPE_CHECKING:
    from personac.report.findings import Finding, Place

_LONGEST = 120


def render_diagnostics_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Render ordered by place, each with its hint below; empty where there is none."""
    return "".join(_diagnostic(one) for one in sorted(diagnostics, key=lambda one: one.sort_key))


def render_findings_text(findings: Sequence[Finding]) -> str:
    """Render each with its related places below; empty where there is none."""
    return "".join(_finding(one) for one in findings)


def _diagnostic(one: Diagnostic) -> str:
    path = one_line(one.path)
    place = f"{path}:{one.line}:{one.column}" if one.line else path
    hints = (f"    hint: {line}" for line in one.hint.splitlines())
    lines = (f"{place}: {one.severity}[{one.code}]: {one.message}", *hints)
    return "".join(f"{visible(line)}\n" for line in lines)


def _finding(one: Finding) -> str:
    head = f"{_place(one.place)}: {one.kind.severity}[{one.kind.code}]: {one_line(one.message)}\n"
    related = (f"    {_place(at)}: {one_line(shortened(at.text, _LONGEST))}\n" for at in one.related)
    return head + "".join(related)


def _place(place: Place) -> str:
    return f"{one_line(place.path)}:{place.line}"
