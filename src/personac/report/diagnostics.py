"""Diagnostics for people and for machines: text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal
from urllib.parse import quote

import msgspec

from personac.diagnostics.kinds import catalogue
from personac.diagnostics.model import Diagnostic, Severity
from personac.report.escape import one_line, visible
from personac.report.measure import diagnostic_rows
from personac.report.model import DiagnosticRow

DiagnosticFormat = Literal["text", "json", "github", "sarif"]
_LEVELS: Mapping[Severity, tuple[str, str]] = {
    "error": ("error", "error"),
    "warning": ("warning", "warning"),
    "info": ("notice", "note"),
}
_LINK = re.compile(r"[\\\[\]](?=[^\]]*\]\()|\](?=\()")  # SARIF reads [text](target) in messages
_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def render_diagnostics(diagnostics: Sequence[Diagnostic], form: DiagnosticFormat, version: str) -> str:
    """Render in one of the formats; empty where a format has nothing to say."""
    rows = diagnostic_rows(diagnostics)
    renderers: Mapping[DiagnosticFormat, Callable[[], str]] = {
        "text": lambda: "".join(_text(row) for row in rows),
        "json": lambda: _json([msgspec.to_builtins(row) for row in rows]),
        "github": lambda: "".join(_github(row) for row in rows),
        "sarif": lambda: _json(_sarif(rows, version)),
    }
    return renderers[form]()


def _place(row: DiagnosticRow) -> str:
    path = one_line(row.path)
    return f"{path}:{row.line}:{row.column}" if row.line else path


def _text(row: DiagnosticRow) -> str:
    hint = "".join(f"    hint: {line}\n" for line in row.hint.splitlines())
    return visible(f"{_place(row)}: {row.severity}[{row.code}]: {row.message}\n{hint}")


def _github(row: DiagnosticRow) -> str:
    command, _ = _LEVELS[row.severity]
    place = f",line={row.line},col={row.column}" if row.line else ""
    message = _github_escape(_message(row))
    return f"::{command} file={_github_property(visible(row.path))}{place},title={row.code}::{message}\n"


def _message(row: DiagnosticRow) -> str:
    return visible(row.message + (f"\n{row.hint}" if row.hint else ""))


def _github_escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(text: str) -> str:
    return _github_escape(text).replace(":", "%3A").replace(",", "%2C")


def _sarif(rows: Sequence[DiagnosticRow], version: str) -> dict[str, Any]:
    rules = [
        {
            "id": kind.code,
            "name": kind.slug,
            "shortDescription": {"text": kind.summary},
            "fullDescription": {"text": kind.explanation},
        }
        for kind in catalogue()
    ]
    driver = {"name": "personac", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(row) for row in rows],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _sarif_result(row: DiagnosticRow) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(row.path)}}
    if row.line:
        location["region"] = {"startLine": row.line, "startColumn": max(1, row.column)}
    return {
        "ruleId": row.code,
        "level": _LEVELS[row.severity][1],
        "message": {"text": _LINK.sub(r"\\\g<0>", _message(row))},
        "locations": [{"physicalLocation": location}],
    }


def _json(value: Any) -> str:  # noqa: ANN401 - JSON of any shape
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8") + "\n"
