"""Findings where a forge shows them: GitHub's annotations, GitLab's code quality.

GitHub shows ten annotations of each level a step, so findings come in the
order of their weight.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from personac.diagnostics.model import Severity
from personac.report.escape import one_line, visible
from personac.report.findings import Finding

_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_SEVERITIES: Mapping[Severity, str] = {"error": "critical", "warning": "major", "info": "info"}
_MOST_PLACES = 20


def render_github(findings: Sequence[Finding]) -> str:
    """Render a workflow command a finding; empty where there is none."""
    return "".join(_command(found) for found in findings)


def render_gitlab(findings: Sequence[Finding]) -> str:
    """Render a code quality report, whose fingerprints are unique."""
    data = msgspec.json.encode(list(_issues(findings)))
    return msgspec.json.format(data, indent=2).decode("utf-8") + "\n"


def _command(found: Finding) -> str:
    place = found.place
    column = f",col={place.column}" if place.column else ""
    end = f",endLine={place.end_line}" if place.end_line > place.line else ""
    lines = f",line={place.line}{column}{end}" if place.line else ""
    title = _property(f"{found.kind.code} {found.kind.slug}")
    message = _escaped(visible(_told(found)))
    return (
        f"::{_COMMANDS[found.kind.severity]} file={_property(visible(place.path))}{lines},title={title}"
        f"::{message}\n"
    )


def _told(found: Finding) -> str:
    return "\n".join(part for part in (found.message, _others(found), found.hint) if part)


def _others(found: Finding) -> str:
    places = [f"{place.path}:{place.line}" for place in found.related[:_MOST_PLACES]]
    more = len(found.related) - len(places)
    return (f"also: {', '.join(places)}" if places else "") + (f" and {more} more" if more else "")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _issues(findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for found in findings:
        seen[found.fingerprint] += 1
        identity = f"{found.fingerprint}:{seen[found.fingerprint]}"
        description = "; ".join(part for part in (found.message, _others(found)) if part)
        yield {
            "description": one_line(description),
            "check_name": found.kind.slug,
            "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
            "severity": _SEVERITIES[found.kind.severity],
            "location": {"path": one_line(found.place.path), "lines": {"begin": max(1, found.place.line)}},
        }
