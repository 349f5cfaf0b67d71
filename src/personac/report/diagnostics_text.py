"""Diagnostics as compilers print them; imports next to nothing, for a build that has nothing to do."""

from __future__ import annotations

from collections.abc import Iterable

from personac.diagnostics.model import Diagnostic
from personac.report.escape import one_line, visible


def render_diagnostics_text(diagnostics: Iterable[Diagnostic]) -> str:
    """Render ordered by place, each with its hint below; empty where there is none."""
    return "".join(_text(found) for found in sorted(diagnostics, key=lambda found: found.sort_key))


def _text(found: Diagnostic) -> str:
    head = f"{_place(found)}: {found.severity}[{found.code}]: {found.message}"
    hints = (f"    hint: {line}" for line in found.hint.splitlines())
    return "".join(f"{visible(line)}\n" for line in (head, *hints))


def _place(found: Diagnostic) -> str:
    path = one_line(found.path)
    return f"{path}:{found.line}:{found.column}" if found.line else path
