"""The report: one model that every renderer reads, and the contract of report.json.

Field names and meanings are public (`personac-report/1`). Paths are relative, lines count from 1, and
there is no time stamp: the same input gives the same bytes.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from personac.diagnostics.row import DiagnosticRow
from personac.model import BulletKind, Relation
from personac.tokens import Tokenizer

SCHEMA = "personac-report/1"
BulletState = Literal["kept", "merged", "covered", "left_out"]


class Row(msgspec.Struct, frozen=True):
    """Base of all rows: immutable."""


class PersonaRow(Row, frozen=True):
    """One source: its size in bytes and tokens, the number of its bullets, and of those that only it has.

    `sha256` is the hash of its bytes; reports of earlier versions have none.
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
    """One bullet, as in the source; its state, and its line in the canonical (0: none)."""

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
    """A pair of members that was scored: its probability, the features of the score, and reasons in words."""

    a: str
    b: str
    score: float
    features: dict[str, float]
    reasons: tuple[str, ...]


class ClusterRow(Row, frozen=True):
    """Bullets with the same meaning; `text` is the representative's."""

    id: str
    members: tuple[str, ...]
    representative: str
    cohesion: float
    text: str
    why: tuple[WhyRow, ...]


class CoverRow(Row, frozen=True):
    """A broad bullet whose `facet` covers a narrow one; they are not merged."""

    broad: str
    narrow: str
    score: float
    facet: str


class ContradictionRow(Row, frozen=True):
    """Two similar bullets of different personas that contradict each other."""

    a: str
    b: str
    reason: str


class NearMissRow(Row, frozen=True):
    """Two bullets that score near the threshold, or above it, and were not merged.

    `apart` is the reason why a pair with a sufficient score was not merged; empty where the score is too low.
    """

    a: str
    b: str
    score: float
    reasons: tuple[str, ...]
    apart: str


class Overlap(Row, frozen=True):
    """`matrix[i][j]`: the share of persona i's bullets that persona j has too."""

    personas: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


class SectionOverlap(Row, frozen=True):
    """Sections of the outline by title path, their numbers of bullets, and what they share.

    An entry (i, j, n) of `shared`: section j has n of section i's bullets too; i may be j.
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
    """A line of the canonical, its cluster (empty: none), and its origins."""

    text: str
    cluster: str
    origins: tuple[LineOrigin, ...]


class LeftOutRow(Row, frozen=True):
    """Text of a source that the canonical does not have, and the reason."""

    persona: str
    path: str
    line: int
    end_line: int
    text: str
    reason: str
    bullet: str


class SectionRow(Row, frozen=True):
    """A section of the canonical and its other titles in the sources."""

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
    """A size: bullets (with paragraphs), bytes and tokens."""

    bullets: int
    bytes: int
    tokens: int


class SavedRow(SizeRow, frozen=True):
    """How much smaller the canonical is than the sources together; below 0 where it is larger.

    `share` is the share of the sources' tokens.
    """

    share: float


class SizesRow(Row, frozen=True):
    """The sources together beside the canonical.

    `tokenizer` counted all tokens of the report: `estimate`, or the name of an encoding.
    """

    tokenizer: Tokenizer
    sources: SizeRow
    canonical: SizeRow
    saved: SavedRow


class Report(Row, frozen=True):
    """All results of a build."""

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
