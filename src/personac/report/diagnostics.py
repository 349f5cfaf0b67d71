"""Diagnostics for people and for machines: text, JSON, and what forges and editors read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from personac.diagnostics.model import Diagnostic
from personac.report.diagnostics_text import render_diagnostics_text
from personac.report.findings import findings_of_rows
from personac.report.forges import render_github, render_gitlab
from personac.report.measure import diagnostic_rows
from personac.report.sarif import render_sarif

DiagnosticFormat = Literal["text", "json", "github", "gitlab", "sarif"]


def render_diagnostics(diagnostics: Sequence[Diagnostic], form: DiagnosticFormat, version: str) -> str:
    """Render in one of the formats; empty where a format has nothing to say."""
    rows = diagnostic_rows(diagnostics)
    renderers: Mapping[DiagnosticFormat, Callable[[], str]] = {
        "text": lambda: render_diagnostics_text(diagnostics),
        "json": lambda: _json([msgspec.to_builtins(row) for row in rows]),
        "github": lambda: render_github(findings_of_rows(rows)),
        "gitlab": lambda: render_gitlab(findings_of_rows(rows)),
        "sarif": lambda: render_sarif(findings_of_rows(rows), version),
    }
    return renderers[form]()


def _json(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8") + "\n"
