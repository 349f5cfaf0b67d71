"""Families as rows of the report, with the sizes of their merges estimated.

A persona saves the share that a larger one of its family says too, or a fifth of their likeness.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from personac.scan.evidence import Evidence
from personac.scan.families import find_families
from personac.scan.persona_names import family_names
from personac.scan.scan_report import FamilyRow, MemberRow
from personac.scan.scanned_personas import Scanned

_OF_LIKENESS = 0.2  # tokens that a merge saves
_DIGITS = 4


def family_rows(evidence: Evidence) -> tuple[FamilyRow, ...]:
    """Return the families with distinct names, those that save most tokens first."""
    found = find_families(evidence.likeness, evidence.alike, evidence.copies, evidence.rules)
    personas = evidence.personas
    members = [sorted((personas[one] for one in family), key=lambda one: one.paths) for family in found]
    rows = sorted((_family_row(evidence, own) for own in members), key=rank)
    members_names = [[member.name for member in row.members] for row in rows]
    names = family_names(members_names, evidence.rules.generic)
    return tuple(replace(row, id=name) for row, name in zip(rows, names, strict=True))


def _family_row(evidence: Evidence, members: Sequence[Scanned]) -> FamilyRow:
    keys = [one.content for one in members]
    overlap = tuple(tuple(evidence.shared.of_pair(one, other) for other in keys) for one in keys)
    rows = tuple(
        _member_row(one, row, at) for at, (one, row) in enumerate(zip(members, overlap, strict=True))
    )
    words = sum(one.words for one in members)
    said = sum(
        one.words * _highest(row, at) for at, (one, row) in enumerate(zip(members, overlap, strict=True))
    )
    tokens = sum(one.tokens * len(one.paths) for one in members)
    return FamilyRow(
        id="",
        members=rows,
        shared=round(said / max(words, 1), _DIGITS),
        overlap=overlap,
        tokens=tokens,
        merged_tokens=_estimated(evidence, members),
        is_measured=False,
        likeness=evidence.mean_likeness(keys),
        alike=tuple(tuple(evidence.alike(one, other) for other in keys) for one in keys),
    )


def _member_row(one: Scanned, row: Sequence[float], at: int) -> MemberRow:
    alone = round(one.bullets * (1 - _highest(row, at)))
    return MemberRow(one.paths[0], one.name, one.bullets, alone, one.tokens, one.paths[1:])


def _highest(row: Sequence[float], at: int) -> float:
    return max((share for other, share in enumerate(row) if other != at), default=0.0)


def _estimated(evidence: Evidence, members: Sequence[Scanned]) -> int:
    """Return the tokens of a merge: each persona adds what no larger one says."""
    ordered = sorted(members, key=lambda one: (-one.tokens, one.content))
    tokens = ordered[0].tokens if ordered else 0
    for at, one in enumerate(ordered[1:], 1):
        said = max(_said_by(evidence, one, larger) for larger in ordered[:at])
        tokens += round(one.tokens * (1 - said))
    return tokens


def _said_by(evidence: Evidence, one: Scanned, other: Scanned) -> float:
    keys = one.content, other.content
    return max(evidence.shared.of_pair(*keys), evidence.alike(*keys) * _OF_LIKENESS)


def rank(row: FamilyRow) -> tuple[int, list[str]]:
    """Return what orders families: the tokens that they save, most first, then their files."""
    return -row.tokens_saved, [member.path for member in row.members]
