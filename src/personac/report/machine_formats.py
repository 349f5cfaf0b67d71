"""Findings and diagnostics in lists and for tools: text, GitHub's annotations, GitLab's code quality, SARIF.

GitHub shows ten annotations of each level a step, so findings are ordered by importance. Code scanning
and editors read SARIF: its paths are relative to %SRCROOT%, which a viewer sets to the checkout, and the
region of a finding without a column is whole lines.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

from personac import __version__
from personac.diagnostics.catalogue import all_kinds
from personac.diagnostics.diagnostic import Diagnostic, Kind, Severity
from personac.report.findings import Finding, Place, diagnostic_rows, digest, findings_of_diagnostics
from personac.report.report_schema import encode_json
from personac.report.safe_text import one_line, render_diagnostics_text, shortened, visible

FindingFormat = Literal["text", "github", "gitlab", "sarif"]
DiagnosticFormat = Literal["text", "json", "github", "gitlab", "sarif"]
_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
_SEVERITIES: Mapping[Severity, str] = {"error": "critical", "warning": "major", "info": "info"}
_MOST_OTHERS = 20
_LONGEST = 120
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_LINK = re.compile(r"[\\\[\]]")  # SARIF reads [text](target) in messages
_ROOT = "%SRCROOT%"
_MOST_LINKS = 20
_MOST_PLACES = 99  # GitHub shows a result with a hundred locations, and refuses one with more than a thousand


def render_diagnostics(diagnostics: Sequence[Diagnostic], form: DiagnosticFormat) -> str:
    """Render the diagnostics of a build in one of the formats."""
    if form == "text":
        return render_diagnostics_text(diagnostics)
    if form == "json":
        return encode_json(diagnostic_rows(diagnostics))
    return render_findings(findings_of_diagnostics(diagnostics), form)


def render_findings(findings: Sequence[Finding], form: FindingFormat) -> str:
    """Render findings in one of the formats."""
    match form:
        case "text":
            return "".join(map(_text_lines, findings))
        case "github":
            return "".join(map(_command, findings))
        case "gitlab":
            return encode_json([_issue(one, occurrence) for one, occurrence in _numbered(findings)])
        case "sarif":
            return encode_json(_sarif(findings))


def _text_lines(finding: Finding) -> str:
    """The finding as compilers print it, its related places below."""
    kind, message = finding.kind, one_line(finding.message)
    head = f"{one_line(_label(finding.place))}: {kind.severity}[{kind.code}]: {message}\n"
    related = (
        f"    {one_line(_label(place))}: {one_line(shortened(place.text, _LONGEST))}\n"
        for place in finding.related
    )
    return head + "".join(related)


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
    places = [_label(place) for place in finding.related[:_MOST_OTHERS]]
    more = len(finding.related) - len(places)
    return (f"also: {', '.join(places)}" if places else "") + (f" and {more} more" if more else "")


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def _issue(finding: Finding, occurrence: int) -> dict[str, Any]:
    """An issue of a code quality report; fingerprints are unique there."""
    identity = f"{finding.fingerprint}:{occurrence}"
    description = "; ".join(part for part in (finding.message, _others(finding)) if part)
    place = finding.place
    return {
        "description": one_line(description),
        "check_name": finding.kind.slug,
        "fingerprint": hashlib.sha256(identity.encode()).hexdigest(),
        "severity": _SEVERITIES[finding.kind.severity],
        "location": {"path": one_line(place.path), "lines": {"begin": max(1, place.line)}},
    }


def _sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """A log of one run, with every rule of the catalogue."""
    rules = {kind.code: at for at, kind in enumerate(all_kinds())}
    driver = {"name": "personac", "version": __version__, "rules": [_rule(kind) for kind in all_kinds()]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that personac ran in."}}},
        "results": [_result(one, rules[one.kind.code], number) for one, number in _numbered(findings)],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.code,
        "name": "".join(word.capitalize() for word in kind.slug.split("-")),
        "shortDescription": {"text": f"{kind.summary[0].upper()}{kind.summary[1:]}."},
        "fullDescription": {"text": kind.explanation},
        "help": {"text": f"{kind.explanation}\n\npersonac explain {kind.code} prints this page."},
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
    }


def _numbered(findings: Sequence[Finding]) -> Iterator[tuple[Finding, int]]:
    """Number the findings of one fingerprint, from 1."""
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        yield finding, seen[finding.fingerprint]


def _result(finding: Finding, rule: int, occurrence: int) -> dict[str, Any]:
    related = [
        {"id": at, "physicalLocation": _physical(place), "message": {"text": _text(shortened(place.text))}}
        for at, place in enumerate(finding.related[:_MOST_PLACES], 1)
    ]
    return {
        "ruleId": finding.kind.code,
        "ruleIndex": rule,
        "level": _LEVELS[finding.kind.severity],
        "message": {"text": _message(finding)},
        **({"locations": [{"physicalLocation": _physical(finding.place)}]} if finding.place.path else {}),
        **({"relatedLocations": related} if related else {}),
        "partialFingerprints": {"personac/v1": f"{digest(finding.fingerprint)}:{occurrence}"},
    }


def _message(finding: Finding) -> str:
    links = [f"[{_text(_label(place))}]({at})" for at, place in enumerate(finding.related[:_MOST_LINKS], 1)]
    more = len(finding.related) - len(links)
    others = ", ".join(links) + (f" and {more} more" if more else "")
    parts = (_text(finding.message), f"Also: {others}" if others else "", _text(finding.hint))
    return "\n".join(part for part in parts if part)


def _label(place: Place) -> str:
    return f"{place.path}:{place.line}" if place.line else place.path


def _physical(place: Place) -> dict[str, Any]:
    uri = quote(place.path, errors="backslashreplace")
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}}
    if place.line:
        column = {"startColumn": place.column} if place.column else {}
        location["region"] = {"startLine": place.line, **column, "endLine": max(place.line, place.end_line)}
    return location


def _text(text: str) -> str:
    return _LINK.sub(r"\\\g<0>", visible(text))
