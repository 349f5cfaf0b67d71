"""The findings of a report and of a build, as one kind of data, and what identifies them across builds.

A cluster is one finding at its representative, a contradiction one at its first bullet; the other bullets
are related places. Texts are as in the sources: each renderer escapes them.

Ids and lines change with every edit above them, persona and words stay. So a bullet's digest is made of
its persona, its kind and its words, and a finding's fingerprint of the digests of its bullets.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from personac.diagnostics.catalogue import kinds_by_code
from personac.diagnostics.diagnostic import Diagnostic, Kind
from personac.diagnostics.merge_kinds import CONTRADICTION, DUPLICATE
from personac.emit.lockfile import DiagnosticRow
from personac.report.report_schema import BulletRow, ClusterRow, ContradictionRow, Report
from personac.report.safe_text import count, shortened

_LONGEST = 200
_LINE_NUMBER = re.compile(r":\d+")
_CONTRADICTION_HINT = "remove one of them, or add a [[cannot_link]] rule where both are intended"
_DUPLICATE_HINT = "keep one of them, or add a [[cannot_link]] rule where they only look alike"
_DIGITS = 12
_FORM = re.compile(rf"PC\d{{3}}(?::[0-9a-f]{{{_DIGITS}}})+")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source: lines count from 1; line and column are 0 where there is none."""

    path: str
    line: int
    end_line: int
    column: int = 0
    persona: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its kind, its place, the other places, and the fingerprint that identifies it."""

    kind: Kind
    place: Place
    message: str
    hint: str
    fingerprint: str
    related: tuple[Place, ...] = ()

    @property
    def personas(self) -> frozenset[str]:
        """The personas of its places."""
        return frozenset(place.persona for place in (self.place, *self.related))


def findings_of(report: Report) -> tuple[Finding, ...]:
    """Return the contradictions, then the clusters, those of most personas first."""
    bullets, digests = report.bullets_by_id(), bullet_digests(report.bullets)
    contradictions = (_contradiction(row, bullets, digests) for row in report.contradictions)
    return (*contradictions, *(_duplicate(row, bullets, digests) for row in report.by_spread()))


def findings_of_diagnostics(diagnostics: Sequence[Diagnostic]) -> tuple[Finding, ...]:
    """Return the diagnostics of a build as findings, ordered by place."""
    kinds = kinds_by_code()
    return tuple(_diagnosed(row, kinds[row.code]) for row in diagnostic_rows(diagnostics))


def diagnostic_rows(diagnostics: Sequence[Diagnostic]) -> tuple[DiagnosticRow, ...]:
    """Return the diagnostics as rows of a report, ordered by place."""
    return tuple(_diagnostic_row(one) for one in sorted(diagnostics, key=lambda one: one.sort_key))


def _diagnostic_row(one: Diagnostic) -> DiagnosticRow:
    path, message, hint = (_encodable(text) for text in (one.path, one.message, one.hint))
    return DiagnosticRow(one.code, one.severity, path, one.line, one.column, message, hint)


def _encodable(text: str) -> str:
    """Escape what is not UTF-8: a file name may contain any byte, and JSON may not."""
    return text.encode("utf-8", "backslashreplace").decode()


def _contradiction(
    row: ContradictionRow, bullets: Mapping[str, BulletRow], digests: Mapping[str, str]
) -> Finding:
    one, other = bullets[row.a], bullets[row.b]
    texts = " / ".join(shortened(bullet.text, _LONGEST) for bullet in (one, other))
    message = f"contradiction ({row.reason}): {texts}"
    print_ = fingerprint(CONTRADICTION.code, (digests[row.a], digests[row.b]))
    return Finding(CONTRADICTION, _place(one), message, _CONTRADICTION_HINT, print_, (_place(other),))


def _duplicate(row: ClusterRow, bullets: Mapping[str, BulletRow], digests: Mapping[str, str]) -> Finding:
    members = [bullets[member] for member in row.members]
    personas = count(len({bullet.persona for bullet in members}), "persona")
    message = f"occurs {len(members)} times in {personas}: {shortened(row.text, _LONGEST)}"
    print_ = fingerprint(DUPLICATE.code, (digests[member] for member in row.members))
    others = tuple(_place(bullet) for bullet in members if bullet.id != row.representative)
    place = _place(bullets[row.representative])
    return Finding(DUPLICATE, place, message, _DUPLICATE_HINT, print_, others)


def _diagnosed(row: DiagnosticRow, kind: Kind) -> Finding:
    place = Place(row.path, row.line, row.line, row.column)
    identity = digest(row.path, _LINE_NUMBER.sub("", row.message))
    own_kind = kind._replace(severity=row.severity)  # the rules or circumstances may lower it
    return Finding(own_kind, place, row.message, row.hint, fingerprint(row.code, (identity,)))


def _place(bullet: BulletRow) -> Place:
    return Place(bullet.path, bullet.line, bullet.end_line, 0, bullet.persona, bullet.text)


def bullet_digests(bullets: Iterable[BulletRow], names: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the digest of each bullet by its id; `names` maps renamed personas to their new ids."""
    renamed, digests = names or {}, {}
    for row in bullets:
        # An item that becomes a task is still the same; paragraphs are matched among themselves only.
        kind = "paragraph" if row.kind == "paragraph" else "item"
        digests[row.id] = digest(renamed.get(row.persona, row.persona), kind, plain_words(row.text))
    return digests


def plain_words(text: str) -> str:
    """Return a text as it is compared across builds: without case, layout, and punctuation at its end."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.rstrip(".,;:!") or plain


def digest(*parts: str) -> str:
    """Return a short digest of texts; it depends on where one ends and the next starts."""
    joined = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(joined).hexdigest()[:_DIGITS]


def fingerprint(code: str, digests: Iterable[str]) -> str:
    """Return the fingerprint of a finding: its code and the digests of its bullets, sorted."""
    return ":".join((code, *sorted(digests)))


def is_fingerprint(text: str) -> bool:
    """Return whether `text` has the form of a fingerprint."""
    return _FORM.fullmatch(text) is not None
