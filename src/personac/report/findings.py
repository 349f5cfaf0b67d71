"""What a report and a build found, as one kind of data for every face that lists findings.

A cluster is one finding at its representative, and so is a contradiction at
its first bullet; the other bullets are related places. Texts are as they stand
in the sources: each face makes them harmless in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from personac.diagnostics.catalogue import kinds_by_code
from personac.diagnostics.merge_kinds import CONTRADICTION, DUPLICATE
from personac.diagnostics.model import Kind
from personac.diagnostics.row import DiagnosticRow
from personac.report.escape import shortened
from personac.report.fingerprints import bullet_digests, digest, fingerprint
from personac.report.model import BulletRow, ClusterRow, ContradictionRow, Report
from personac.report.summary import bullets_by_id, by_spread, count

_LONGEST = 200
_LINE_NUMBER = re.compile(r":\d+")
_HINTS: Mapping[str, str] = {
    CONTRADICTION.code: "let one give way, or keep them apart by a [[cannot_link]] where both are meant",
    DUPLICATE.code: "keep one of them, or keep them apart by a [[cannot_link]] where they only look alike",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: lines count from 1; line and column are 0 where there is none."""

    path: str
    line: int
    end_line: int
    column: int = 0
    persona: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its kind, where it is told, where else it stands, and what makes it the same again."""

    kind: Kind
    place: Place
    message: str
    hint: str
    fingerprint: str
    related: tuple[Place, ...] = ()

    @property
    def personas(self) -> frozenset[str]:
        """The personas that take part."""
        return frozenset(place.persona for place in (self.place, *self.related))


def findings_of(report: Report) -> tuple[Finding, ...]:
    """Return the contradictions and then the clusters, those that most personas share first."""
    bullets, digests = bullets_by_id(report), bullet_digests(report.bullets)
    contradictions = (_contradiction(row, bullets, digests) for row in report.contradictions)
    return (*contradictions, *(_duplicate(row, bullets, digests) for row in by_spread(report)))


def findings_of_rows(rows: Sequence[DiagnosticRow]) -> tuple[Finding, ...]:
    """Return the diagnostics of a build as findings, in their order."""
    kinds = kinds_by_code()
    return tuple(_diagnosed(row, kinds[row.code]) for row in rows)


def _contradiction(
    row: ContradictionRow, bullets: Mapping[str, BulletRow], digests: Mapping[str, str]
) -> Finding:
    one, other = bullets[row.a], bullets[row.b]
    said = (shortened(bullet.text, _LONGEST) for bullet in (one, other))
    message = f"cannot both hold ({row.reason}): {' / '.join(said)}"
    print_ = fingerprint(CONTRADICTION.code, (digests[row.a], digests[row.b]))
    hint = _HINTS[CONTRADICTION.code]
    return Finding(CONTRADICTION, _place(one), message, hint, print_, (_place(other),))


def _duplicate(row: ClusterRow, bullets: Mapping[str, BulletRow], digests: Mapping[str, str]) -> Finding:
    members = [bullets[member] for member in row.members]
    personas = count(len({bullet.persona for bullet in members}), "persona")
    message = f"said {len(members)} times, by {personas}: {shortened(row.text, _LONGEST)}"
    print_ = fingerprint(DUPLICATE.code, (digests[member] for member in row.members))
    others = tuple(_place(bullet) for bullet in members if bullet.id != row.representative)
    place = _place(bullets[row.representative])
    return Finding(DUPLICATE, place, message, _HINTS[DUPLICATE.code], print_, others)


def _diagnosed(row: DiagnosticRow, kind: Kind) -> Finding:
    place = Place(row.path, row.line, row.line, row.column)
    same = digest(row.path, _LINE_NUMBER.sub("", row.message))
    return Finding(kind, place, row.message, row.hint, fingerprint(row.code, (same,)))


def _place(bullet: BulletRow) -> Place:
    return Place(bullet.path, bullet.line, bullet.end_line, 0, bullet.persona, bullet.text)
