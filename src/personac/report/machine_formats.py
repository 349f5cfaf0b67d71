"""Findings and diagnostics for tools: GitHub's annotations, GitLab's code quality, JSON, SARIF.

GitHub shows ten annotations of each level a step, so findings are ordered by importance.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec

from personac.diagnostics.model import Diagnostic, Severity
from personac.report.diagnostics_text import render_diagnostics_text
from personac.report.escape import one_line, visible
from personac.report.findings import Finding, diagnostic_rows, findings_of_diagnostics
from personac.report.sarif import render_sarif

DiagnosticFormat = Literal["text", "json", "github", "gitlab", "sarif"]
_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_SEVERITIES: Mapping[Severity, str] = {"error": "critical", "warning": "major", "info": "info"}
_MOST_PLACES = 20


def render_diagnostics(diagnostics: Sequence[Diagnostic], form: DiagnosticFormat, version: str) -> str:
    """Render the diagnostics of a build in one of the formats; `version` is personac's."""
    findings = findings_of_diagnostics(diagnostics)
    renderers: Mapping[DiagnosticFormat, Callable[[], str]] = {
        "text": lambda: render_diagnostics_text(diagnostics),
        "json": lambda: encode_json(diagnostic_rows(diagnostics)),
        "github": lambda: render_github(findings),
        "gitlab": lambda: render_gitlab(findings),
        "sarif": lambda: render_sarif(findings, version),
    }
    return renderers[form]()


def encode_json(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    """Encode rows as JSON with an indentation of two spaces and a final newline."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8") + "\n"


def render_github(findings: Sequence[Finding]) -> str:
    """Render a workflow command for each finding; empty where there is none."""
    return "".join(_command(finding) for finding in findings)


def render_gitlab(findings: Sequence[Finding]) -> str:
    """Render a code quality report, whose fingerprints are unique."""
    return encode_json(list(_issues(findings)))


def _command(finding: Finding) -> str:
    place = finding.place
    column = f",col={place.column}" if place.column else ""
    end = f",endLine={place.end_line}" if place.end_line > place.line else ""
    lines = f",line={place.line}{column}{end}" if place.line else ""
    title = _property(f"{finding.kind.code} {finding.kind.slug}")
    parts = (finding.message, _others(finding), finding.hint)
    message = _escaped(visible("\n".join(part for part in parts if part)))
    command = _COMMANDS[finding.kind.severity]
    return f"::{command} file={_property(visible(place.path))}{lines},title={title}::{message}\n"


def _others(finding: Finding) -> str:
    places = [f"{place.path}:{place.line}" for place in finding.related[:_MOST_PLACES]]
    more = len(finding.related) - len(places)
    return (f"also: {', '.join(places)}" if places else "") + (f" and {more} more" if more else "")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _issues(findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        identity = f"{finding.fingerprint}:{seen[finding.fingerprint]}"
        description = "; ".join(part for part in (finding.message, _others(finding)) if part)
        place = finding.place
        yield {
            "description": one_line(description),
            "check_name": finding.kind.slug,
            "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
            "severity": _SEVERITIES[finding.kind.severity],
            "location": {"path": one_line(place.path), "lines": {"begin": max(1, place.line)}},
        }
