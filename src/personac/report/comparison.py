"""What `personac diff` tells of two personas: one model for every renderer, and the contract of its JSON.

Field names and meanings are public (`personac-diff/1`); `comparison_schema`
gives their JSON Schema. Lines count from 1; nothing depends on the machine.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from personac.report.field_changes import FieldChange
from personac.report.model import Row
from personac.report.word_diff import ChangeKind

SCHEMA = "personac-diff/1"
FindingKind = Literal["exact", "otherwise", "partly", "contradicts", "only a", "only b"]
KINDS: tuple[FindingKind, ...] = ("exact", "otherwise", "partly", "contradicts", "only a", "only b")


class SideRow(Row, frozen=True):
    """One of the two files: its size in bytes and the number of its bullets."""

    path: str
    name: str
    bytes: int
    bullets: int


class SaidRow(Row, frozen=True):
    """A bullet of one side, or a block carried along whole (kind `block`)."""

    line: int
    end_line: int
    section: tuple[str, ...]
    kind: Literal["item", "task", "ordered", "paragraph", "block"]
    text: str


class ChangeRow(Row, frozen=True):
    """A run of words that both sides have, that only the first has (gone), or only the second (new)."""

    kind: ChangeKind
    text: str


class FindingRow(Row, frozen=True):
    """What the two sides have to do with each other in one thing that is said.

    `exact`: both say it word for word. `otherwise`: both say it, and `changes` mark the words of the
    first closest pair. `partly`: `broad` ("a" or "b") is the side that says it among other things, in
    the words of `reason`. `contradicts`: both cannot hold, for the `reason`. `only a`, `only b`.
    `score` is the mean score of the cluster, or that of the cover; 0 where nothing was scored.
    """

    kind: FindingKind
    section: int
    a: tuple[SaidRow, ...]
    b: tuple[SaidRow, ...]
    changes: tuple[ChangeRow, ...] = ()
    score: float = 0.0
    broad: Literal["a", "b", ""] = ""
    reason: str = ""


class SectionDiffRow(Row, frozen=True):
    """Sections of the two files that are one; a title is None where that side has no such section.

    Titles of a section that a side has several times are joined by ` / `; text before the first
    section is in one with empty titles. `counts` has a number for each kind of finding.
    """

    a: str | None
    b: str | None
    counts: dict[FindingKind, int]


class Comparison(Row, frozen=True):
    """Two personas compared by meaning: findings in the order of the sections, then of the lines.

    `counts` adds up the findings; `identical` tells that the two files are the same bytes.
    """

    schema: Literal["personac-diff/1"]
    a: SideRow
    b: SideRow
    identical: bool
    counts: dict[FindingKind, int]
    front_matter: tuple[FieldChange, ...]
    sections: tuple[SectionDiffRow, ...]
    findings: tuple[FindingRow, ...]

    @property
    def says_the_same(self) -> bool:
        """Tell whether neither side says anything that the other does not."""
        others = (self.counts[kind] for kind in KINDS if kind not in {"exact", "otherwise"})
        return not self.front_matter and not any(others)


def encode_comparison(comparison: Comparison) -> bytes:
    """Encode as JSON with two blanks of indentation and a final newline."""
    return msgspec.json.format(msgspec.json.encode(comparison), indent=2) + b"\n"


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the JSON."""
    schema = msgspec.json.schema(Comparison)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}
