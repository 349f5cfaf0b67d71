"""report.json: reading and writing it, and its JSON Schema.

The schema ships with the package. To write it again:
personac report --schema > src/personac/report/report.schema.json
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import NO_REPORT
from personac.paths import display_path
from personac.report.model import SCHEMA, Report

REPORT_NAME = "report.json"
SCHEMA_FILE = "report.schema.json"


def encode_report(report: Report) -> bytes:
    """Encode as JSON with an indentation of two spaces and a final newline."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def decode_report(data: bytes) -> Report:
    """Decode the output of `encode_report`; raises `msgspec.MsgspecError` for anything else."""
    report = msgspec.json.decode(data, type=Report)
    problem = next(_problems(report), "")
    if problem:
        raise msgspec.ValidationError(problem)
    return report


def load_report(folder: Path) -> Report:
    """Read `report.json` of a build's folder. Raises `PersonacError`."""
    path = folder / REPORT_NAME
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"no report here: {error.strerror or type(error).__name__}"
        raise no_report(display_path(path), message) from None
    return read_report(data, display_path(path))


def read_report(data: bytes, path: str) -> Report:
    """Decode the report at `path`. Raises `PersonacError`."""
    try:
        return decode_report(data)
    except msgspec.MsgspecError as error:
        raise no_report(path, f"not a report of this version: {error}") from None


def no_report(path: str, message: str, hint: str = "") -> PersonacError:
    """Return the error of a missing report; the default hint is how to build one."""
    way_out = hint or "build first: personac build; or name the build's folder"
    return PersonacError(Diagnostic(NO_REPORT, path, 0, 0, message, way_out))


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of report.json."""
    schema = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}


def schema_text() -> str:
    """Return the schema as text, equal to the file beside this module."""
    return json.dumps(report_schema(), indent=2, ensure_ascii=False) + "\n"


def _problems(report: Report) -> Iterator[str]:
    """Find torn references, as after a bad edit: renderers follow the ids of a report."""
    named = {id_ for cluster in report.clusters for id_ in (*cluster.members, cluster.representative)}
    named |= {id_ for cover in report.covers for id_ in (cover.broad, cover.narrow)}
    named |= {id_ for row in report.contradictions for id_ in (row.a, row.b)}
    named |= {id_ for row in report.near_misses for id_ in (row.a, row.b)}
    named -= {bullet.id for bullet in report.bullets}
    if named:
        yield f"it names the bullet {min(named)!r}, which is not listed"
    sides = {len(report.overlap.matrix), *(len(row) for row in report.overlap.matrix)}
    if report.overlap.personas and sides != {len(report.overlap.personas)}:
        yield "the overlap matrix does not fit its personas"
    personas = {bullet.persona for bullet in report.bullets} | set(report.overlap.personas)
    personas |= {origin.persona for line in report.lines for origin in line.origins}
    if personas - {persona.id for persona in report.personas}:
        yield "it names a persona that is not listed"
    sections = len(report.section_overlap.sections)
    cells = (max(one, other) for one, other, _ in report.section_overlap.shared)
    if max(cells, default=-1) >= sections or len(report.section_overlap.bullets) != sections:
        yield "the overlap of the sections does not fit them"
