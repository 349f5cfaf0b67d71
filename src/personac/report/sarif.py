"""Findings as SARIF 2.1.0, the input of code scanning (GitHub and others) and of editors.

Paths are relative to %SRCROOT%, which a viewer sets to the checkout. The region of a finding without a
column is whole lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from personac.diagnostics.kinds import catalogue
from personac.diagnostics.model import Kind, Severity
from personac.report.escape import shortened, visible
from personac.report.findings import Finding, Place
from personac.report.fingerprints import digest

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_LINK = re.compile(r"[\\\[\]]")  # SARIF reads [text](target) in messages
_ROOT = "%SRCROOT%"
_MOST_LINKS = 20
_MOST_PLACES = 99  # GitHub shows a result with a hundred locations, and refuses one with more than a thousand


def render_sarif(findings: Sequence[Finding], version: str) -> str:
    """Render a log of one run, with every rule of the catalogue."""
    rules = {kind.code: at for at, kind in enumerate(catalogue())}
    driver = {"name": "personac", "version": version, "rules": [_rule(kind) for kind in catalogue()]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that personac ran in."}}},
        "results": list(_results(findings, rules)),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(log), indent=2).decode("utf-8") + "\n"


def _rule(kind: Kind) -> dict[str, Any]:
    return {
        "id": kind.code,
        "name": "".join(word.capitalize() for word in kind.slug.split("-")),
        "shortDescription": {"text": f"{kind.summary[0].upper()}{kind.summary[1:]}."},
        "fullDescription": {"text": kind.explanation},
        "help": {"text": f"{kind.explanation}\n\npersonac explain {kind.code} prints this page."},
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
    }


def _results(findings: Sequence[Finding], rules: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.fingerprint] += 1
        yield _result(finding, rules[finding.kind.code], seen[finding.fingerprint])


def _result(finding: Finding, rule: int, occurrence: int) -> dict[str, Any]:
    related = [_location(place, at) for at, place in enumerate(finding.related[:_MOST_PLACES], 1)]
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
    return f"{place.path}:{place.line}"


def _location(place: Place, number: int) -> dict[str, Any]:
    message = {"text": _text(shortened(place.text))}
    return {"id": number, "physicalLocation": _physical(place), "message": message}


def _physical(place: Place) -> dict[str, Any]:
    uri = quote(place.path, errors="backslashreplace")
    location: dict[str, Any] = {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}}
    if place.line:
        column = {"startColumn": place.column} if place.column else {}
        location["region"] = {"startLine": place.line, **column, "endLine": max(place.line, place.end_line)}
    return location


def _text(text: str) -> str:
    return _LINK.sub(r"\\\g<0>", visible(text))
