"""The report: one model that every renderer reads, and the contract of report.json.

Field names and meanings are public (`personac-report/1`); `report_schema`
gives their JSON Schema. Paths are relative, lines count from 1, and there is
no time stamp: the same input gives the same bytes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from personac.diagnostics.model import Severity
from personac.ir import BulletKind

SCHEMA = "personac-report/1"


class Row(msgspec.Struct, frozen=True):
    """Base of all rows: immutable."""


class PersonaRow(Row, frozen=True):
    """One source: its size in bytes, the number of its bullets, and how many only it has.

    `sha256` is that of its bytes; reports of earlier versions have none.
    """

    id: str
    path: str
    name: str
    bytes: int
    bullets: int
    unique: int
    sha256: str = ""


class BulletRow(Row, frozen=True):
    """One bullet, as in the source."""

    id: str
    persona: str
    path: str
    line: int
    end_line: int
    section: tuple[str, ...]
    kind: BulletKind
    text: str


class WhyRow(Row, frozen=True):
    """A pair of members that was scored: its probability, what that came from, and why in words."""

    a: str
    b: str
    score: float
    features: dict[str, float]
    reasons: tuple[str, ...]


class ClusterRow(Row, frozen=True):
    """Bullets that say the same; `text` is the representative's."""

    id: str
    members: tuple[str, ...]
    representative: str
    cohesion: float
    text: str
    why: tuple[WhyRow, ...]


class CoverRow(Row, frozen=True):
    """A broad bullet that says in its `facet` what a narrow one says; they are not merged."""

    broad: str
    narrow: str
    score: float
    facet: str


class ContradictionRow(Row, frozen=True):
    """Two bullets of different personas that are alike and cannot both hold."""

    a: str
    b: str
    reason: str


class Overlap(Row, frozen=True):
    """`matrix[i][j]`: the share of persona i's bullets that persona j says too."""

    personas: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


class LeftOutRow(Row, frozen=True):
    """Something a source says that the canonical does not, and why."""

    persona: str
    path: str
    line: int
    end_line: int
    text: str
    reason: str
    bullet: str


class SectionRow(Row, frozen=True):
    """A section of the canonical and the other titles it goes by in the sources."""

    title: str
    aliases: tuple[str, ...]


class DiagnosticRow(Row, frozen=True):
    """One finding; line and column are 0 where there is none."""

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    message: str
    hint: str


class CanonicalRow(Row, frozen=True):
    """The merged agent: its name, file and size."""

    name: str
    path: str
    bytes: int
    bullets: int


class Report(Row, frozen=True):
    """Everything a build found out."""

    schema: Literal["personac-report/1"]
    canonical: CanonicalRow
    personas: tuple[PersonaRow, ...]
    bullets: tuple[BulletRow, ...]
    clusters: tuple[ClusterRow, ...]
    covers: tuple[CoverRow, ...]
    contradictions: tuple[ContradictionRow, ...]
    overlap: Overlap
    sections: tuple[SectionRow, ...]
    left_out: tuple[LeftOutRow, ...]
    diagnostics: tuple[DiagnosticRow, ...]


def encode_report(report: Report) -> bytes:
    """Encode as JSON with two blanks of indentation and a final newline."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def decode_report(data: bytes) -> Report:
    """Decode what `encode_report` wrote; raises `msgspec.MsgspecError` for anything else."""
    report = msgspec.json.decode(data, type=Report)
    _check_references(report)
    return report


def _check_references(report: Report) -> None:
    """Refuse a report that an editor has torn: renderers follow its ids."""
    bullets = {bullet.id for bullet in report.bullets}
    named = {id_ for cluster in report.clusters for id_ in (*cluster.members, cluster.representative)}
    named |= {id_ for cover in report.covers for id_ in (cover.broad, cover.narrow)}
    named |= {id_ for found in report.contradictions for id_ in (found.a, found.b)}
    if named - bullets:
        problem = f"it names the bullet {min(named - bullets)!r}, which is not listed"
        raise msgspec.ValidationError(problem)
    sides = {len(report.overlap.matrix), *(len(row) for row in report.overlap.matrix)}
    if report.overlap.personas and sides != {len(report.overlap.personas)}:
        problem = "the overlap matrix does not fit its personas"
        raise msgspec.ValidationError(problem)


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of report.json."""
    schema = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}
