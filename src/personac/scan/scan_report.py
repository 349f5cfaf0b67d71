"""The result of a scan: one model that every renderer reads, and the contract of scan.json.

Field names and meanings are public (`personac-scan/1`). Paths are POSIX, relative to the project. There is no
time stamp and nothing about engines or partitions: the same files give the same bytes.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from personac.emit.json_rows import encode_rows
from personac.emit.lockfile import DiagnosticRow

SCHEMA = "personac-scan/1"
CopyKind = Literal["equal", "body", "near"]


class Row(msgspec.Struct, frozen=True):
    """Base of all rows: immutable."""


class FileRow(Row, frozen=True):
    """One file: the name in its front matter (else that of the file), its content's hash, its sizes.

    `family` is the id of its family, empty for none.
    """

    path: str
    name: str
    content: str
    bullets: int
    tokens: int
    family: str = ""


class CopyRow(Row, frozen=True):
    """Files that are copies: equal bytes, the same body under another front matter, or nearly the same.

    `similarity` (0 to 1) is the lowest share that a file has in common with the first; `tokens_saved` is what
    all but the largest of them take.
    """

    kind: CopyKind
    files: tuple[str, ...]
    similarity: float
    tokens_saved: int


class DriftRow(Row, frozen=True):
    """Files with one name that are alike: mostly one agent once. `similarity` is their mean likeness."""

    name: str
    files: tuple[str, ...]
    similarity: float


class MemberRow(Row, frozen=True):
    """A persona of a family: the number of its bullets, and of those that no other member says.

    `same` are the other files with equal bytes.
    """

    path: str
    name: str
    bullets: int
    alone: int
    tokens: int
    same: tuple[str, ...] = ()


class FamilyRow(Row, frozen=True):
    """Personas that say enough of the same to be one agent; `members` are ordered by path.

    `likeness` is the mean likeness (0 to 1) of its pairs: what they say in common, or what they are about;
    `alike[i][j]` is that of two members. `shared` is the share (0 to 1) of their words that two members or
    more say, in items that are equal or nearly so; `overlap[i][j]` is the share of what member `i` says that
    member `j` says too. `tokens` is the size of all, `merged_tokens` that of their merge: measured by
    building it if `is_measured`, else estimated. Known of measured families alone are `merged_share`, that
    of bullets with one meaning in two members or more, the `contradictions`, and the `preview` of the merged
    agent, in markdown.
    """

    id: str
    members: tuple[MemberRow, ...]
    shared: float
    overlap: tuple[tuple[float, ...], ...]
    tokens: int
    merged_tokens: int
    is_measured: bool
    contradictions: int | None = None
    preview: str = ""
    likeness: float = 0.0
    alike: tuple[tuple[float, ...], ...] = ()
    merged_share: float | None = None

    @property
    def tokens_saved(self) -> int:
        """The tokens that a merge saves; families are ranked by them."""
        return self.tokens - self.merged_tokens


class DescriptionRow(Row, frozen=True):
    """Two personas whose descriptions a router can hardly tell apart; `similarity` is from 0 to 1."""

    files: tuple[str, str]
    similarity: float
    terms: tuple[str, ...]


class TotalRow(Row, frozen=True):
    """The numbers of files, distinct contents and bullets; the tokens of all files, and what merges save."""

    files: int
    contents: int
    bullets: int
    tokens: int
    tokens_saved: int


class ScanReport(Row, frozen=True):
    """All that a scan tells.

    Families and copies are ordered by the tokens that they save, most first, then by their files; all other
    rows by their files. `alone` are the files that nothing overlaps, neither in
    their text nor in their description.
    """

    schema: Literal["personac-scan/1"]
    roots: tuple[str, ...]
    totals: TotalRow
    files: tuple[FileRow, ...]
    copies: tuple[CopyRow, ...]
    drifted: tuple[DriftRow, ...]
    families: tuple[FamilyRow, ...]
    descriptions: tuple[DescriptionRow, ...]
    alone: tuple[str, ...]
    diagnostics: tuple[DiagnosticRow, ...] = ()


def encode_scan(report: ScanReport) -> bytes:
    """Encode a report as scan.json has it: one line for each row."""
    fields: dict[str, Any] = msgspec.to_builtins(report)
    return encode_rows(fields)
