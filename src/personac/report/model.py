"""The report: one model that every renderer reads, and the contract of report.json.

Field names and meanings are public (`personac-report/1`); `report_schema`
gives their JSON Schema. Paths are relative, lines count from 1, and there is
no time stamp: the same input gives the same bytes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from personac.diagnostics.row import DiagnosticRow
from personac.ir import BulletKind, Relation
from personac.tokens.token_counter import Tokenizer

SCHEMA = "personac-report/1"
BulletState = Literal["kept", "merged", "covered", "left_out"]


class Row(msgspec.Struct, frozen=True):
    """Base of all rows: immutable."""


class PersonaRow(Row, frozen=True):
    """One source: its size in bytes and tokens, the number of its bullets, and how many only it has.

    `sha256` is that of its bytes; reports of earlier versions have none.
    """

    id: str
    path: str
    name: str
    bytes: int
    bullets: int
    unique: int
    tokens: int
    sha256: str = ""


class BulletRow(Row, frozen=True):
    """One bullet, as in the source; what became of it, and in which line of the canonical (0: none)."""

    id: str
    persona: str
    path: str
    line: int
    end_line: int
    section: tuple[str, ...]
    kind: BulletKind
    text: str
    state: BulletState = "kept"
    canonical_line: int = 0


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


class NearMissRow(Row, frozen=True):
    """Two bullets that score near the threshold, or above it, and were not merged.

    `apart` says what kept a pair apart that scores high enough; empty where the score is too low.
    """

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]
    apart: str


class Overlap(Row, frozen=True):
    """`matrix[i][j]`: the share of persona i's bullets that persona j says too."""

    personas: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


class SectionOverlap(Row, frozen=True):
    """Sections of the outline by title path, their bullets, and what they share.

    An entry (i, j, n) of `shared`: section j says n of section i's bullets too; i may be j.
    """

    sections: tuple[tuple[str, ...], ...] = ()
    bullets: tuple[int, ...] = ()
    shared: tuple[tuple[int, int, int], ...] = ()


class LineOrigin(Row, frozen=True):
    """A line of a persona that a line of the canonical came from, and how."""

    persona: str
    line: int
    relation: Relation


class LineRow(Row, frozen=True):
    """A line of the canonical, the cluster it says (if any), and where it came from."""

    text: str
    cluster: str
    origins: tuple[LineOrigin, ...]


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


class CanonicalRow(Row, frozen=True):
    """The merged agent: its name, file and size."""

    name: str
    path: str
    bytes: int
    bullets: int
    tokens: int


class SizeRow(Row, frozen=True):
    """How much is said: bullets, paragraphs among them, and how long that is."""

    bullets: int
    bytes: int
    tokens: int


class SavedRow(SizeRow, frozen=True):
    """What the canonical is smaller than the sources together; below 0 where it is larger.

    `share` is that of the sources' tokens.
    """

    share: float


class SizesRow(Row, frozen=True):
    """The sources together beside the canonical.

    `tokenizer` counted all tokens of the report: `estimate`, or the name of an
    encoding.
    """

    tokenizer: Tokenizer
    sources: SizeRow
    canonical: SizeRow
    saved: SavedRow


class Report(Row, frozen=True):
    """Everything a build found out."""

    schema: Literal["personac-report/1"]
    canonical: CanonicalRow
    sizes: SizesRow
    personas: tuple[PersonaRow, ...]
    bullets: tuple[BulletRow, ...]
    clusters: tuple[ClusterRow, ...]
    covers: tuple[CoverRow, ...]
    contradictions: tuple[ContradictionRow, ...]
    overlap: Overlap
    sections: tuple[SectionRow, ...]
    left_out: tuple[LeftOutRow, ...]
    diagnostics: tuple[DiagnosticRow, ...]
    threshold: float = 0.0
    near_misses: tuple[NearMissRow, ...] = ()
    section_overlap: SectionOverlap = SectionOverlap()
    lines: tuple[LineRow, ...] = ()


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
    named |= {id_ for near in report.near_misses for id_ in (near.a, near.b)}
    if named - bullets:
        problem = f"it names the bullet {min(named - bullets)!r}, which is not listed"
        raise msgspec.ValidationError(problem)
    sides = {len(report.overlap.matrix), *(len(row) for row in report.overlap.matrix)}
    if report.overlap.personas and sides != {len(report.overlap.personas)}:
        problem = "the overlap matrix does not fit its personas"
        raise msgspec.ValidationError(problem)
    told = {bullet.persona for bullet in report.bullets} | set(report.overlap.personas)
    told |= {origin.persona for line in report.lines for origin in line.origins}
    if told - {persona.id for persona in report.personas}:
        problem = "it tells of a persona that is not listed"
        raise msgspec.ValidationError(problem)
    sections = len(report.section_overlap.sections)
    cells = (max(one, other) for one, other, _ in report.section_overlap.shared)
    if max(cells, default=-1) >= sections or len(report.section_overlap.bullets) != sections:
        problem = "the overlap of the sections does not fit them"
        raise msgspec.ValidationError(problem)


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of report.json."""
    schema = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}
