"""The result of `personac diff`: one model of two compared personas, and the contract of its JSON.

Field names and meanings are public (`personac-diff/1`). Lines count from 1; nothing depends on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Literal

import msgspec

from personac.report.field_changes import FieldChange
from personac.report.model import Row
from personac.report.summary import count
from personac.report.word_diff import ChangeKind

SCHEMA = "personac-diff/1"
FindingKind = Literal["exact", "otherwise", "partly", "contradicts", "only a", "only b"]
NO_SECTION = "(before the first section)"
KINDS: tuple[FindingKind, ...] = ("exact", "otherwise", "partly", "contradicts", "only a", "only b")


class SideRow(Row, frozen=True):
    """One of the two files: its size in bytes and the number of its bullets."""

    path: str
    name: str
    bytes: int
    bullets: int


class StatementRow(Row, frozen=True):
    """A bullet of one side, or a block kept whole (kind `block`)."""

    line: int
    end_line: int
    section: tuple[str, ...]
    kind: Literal["item", "task", "ordered", "paragraph", "block"]
    text: str


class ChangeRow(Row, frozen=True):
    """A run of words of both sides (same), of the first alone (gone), or of the second alone (new)."""

    kind: ChangeKind
    text: str


class FindingRow(Row, frozen=True):
    """How statements of the two sides relate.

    `exact`: the same words. `otherwise`: the same meaning in other words; `changes` mark the words of
    the closest pair. `partly`: the statement of the `broad` side ("a" or "b") includes the other, in the
    words of `reason`. `contradicts`: a contradiction, for the `reason`. `only a`, `only b`: on one side.
    `score` is the mean score of the cluster, or the score of the cover; 0 where nothing was scored.
    """

    kind: FindingKind
    section: int
    a: tuple[StatementRow, ...]
    b: tuple[StatementRow, ...]
    changes: tuple[ChangeRow, ...] = ()
    score: float = 0.0
    broad: Literal["a", "b", ""] = ""
    reason: str = ""


class SectionDiffRow(Row, frozen=True):
    """Matched sections of the two files; a title is None where that side has no such section.

    Titles of several sections of one side are joined by ` / `; text before the first section is in a
    section with empty titles. `counts` has a number for each kind of finding.
    """

    a: str | None
    b: str | None
    counts: dict[FindingKind, int]


class Comparison(Row, frozen=True):
    """Two personas compared by meaning: findings in the order of the sections, then of the lines.

    `counts` adds up the findings; `identical`: the two files have the same bytes.
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
    def is_equivalent(self) -> bool:
        """Whether both sides have the same meaning throughout."""
        others = (self.counts[kind] for kind in KINDS if kind not in {"exact", "otherwise"})
        return not self.front_matter and not any(others)


def encode_comparison(comparison: Comparison) -> bytes:
    """Encode as JSON with an indentation of two spaces and a final newline."""
    return msgspec.json.format(msgspec.json.encode(comparison), indent=2) + b"\n"


def comparison_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the JSON."""
    schema = msgspec.json.schema(Comparison)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}


def short_names(comparison: Comparison) -> tuple[str, str]:
    """Return short names of the two files: their file names, their paths where those are equal."""
    paths = (comparison.a.path, comparison.b.path)
    names = [PurePosixPath(path).name for path in paths]
    if names[0] != names[1]:
        return (names[0], names[1])
    return paths if paths[0] != paths[1] else ("the first", "the second")


def verdict(comparison: Comparison) -> str:
    """Return one line on how much the two have in common."""
    counts, (a, b) = comparison.counts, short_names(comparison)
    both = counts["exact"] + counts["otherwise"]
    if comparison.identical:
        return "The two files are identical, byte for byte."
    if comparison.is_equivalent:
        how = f"{counts['otherwise']} of them in other words" if counts["otherwise"] else "word for word"
        return f"The same content: {count(both, 'statement')}, {how}."
    parts = [
        f"{both} in both ({counts['exact']} word for word)",
        *([f"{counts['partly']} part of a broader statement"] if counts["partly"] else []),
        *([count(counts["contradicts"], "contradiction")] if counts["contradicts"] else []),
        f"{counts['only a']} only in {a}",
        f"{counts['only b']} only in {b}",
        *([f"{count(len(comparison.front_matter), 'different key')}"] if comparison.front_matter else []),
    ]
    return ", ".join(parts)


def headings(comparison: Comparison) -> tuple[str, ...]:
    """Return the headings of the table of figures."""
    a, b = short_names(comparison)
    titles: dict[FindingKind, str] = {"only a": f"only {a}", "only b": f"only {b}"}
    titles |= {"otherwise": "reworded", "partly": "part", "contradicts": "contradiction"}
    return ("section", *(titles.get(kind, kind) for kind in KINDS))


def figures(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table of figures: each section that is not empty, and the sum."""
    for section in comparison.sections:
        if any(section.counts.values()):
            yield (section_title(section), *_cells(section.counts))
    yield ("all", *_cells(comparison.counts))


def section_title(section: SectionDiffRow) -> str:
    """Return the title, or both where they differ."""
    titles = [title for title in (section.a, section.b) if title is not None]
    return " | ".join(dict.fromkeys(title or NO_SECTION for title in titles))


def _cells(counts: Mapping[FindingKind, int]) -> tuple[str, ...]:
    return tuple(str(counts[kind] or "") for kind in KINDS)
