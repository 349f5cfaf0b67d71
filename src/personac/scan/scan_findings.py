"""What a scan finds as findings: each at its first file, the other files as related places.

Files change with every edit, and their paths stay. So a file's digest is made of its path, and a finding's
fingerprint of the digests of its files. Two personas of a family that overlap have the fingerprint of a
family of two, so that a baseline with their family covers them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from personac.diagnostics.diagnostic import Kind, first_of
from personac.diagnostics.scan_kinds import (
    ALIKE_DESCRIPTIONS,
    COPIED_FILE,
    DRIFTED_COPY,
    FAMILY_OF_PERSONAS,
    OVERLAPPING_PERSONAS,
)
from personac.report.findings import Finding, Place, digest, fingerprint
from personac.report.safe_text import count, percent, shortened
from personac.scan.scan_report import CopyKind, DescriptionRow, FamilyRow, ScanReport
from personac.scan.scan_words import common_share, member_names

KIND_WORDS: Mapping[CopyKind, str] = {
    "equal": "the same bytes",
    "body": "the same body",
    "near": "nearly the same text",
}
"""The kinds of copies for people."""
_COPY_HINT = "keep one of them, or merge them: personac build"
_DRIFT_HINT = "compare them with `personac diff`, then merge them or rename one"
_FAMILY_HINT = "personac scan --write-groups writes it as a group, which `personac build --all` builds"
_DESCRIPTION_HINT = "say in each what only this agent does, or merge the two"
_NAMES = 6
_LONGEST = 60


class SharedFinding(NamedTuple):
    """A finding about two files, and the share (0 to 1) that they have in common."""

    share: float
    finding: Finding


def findings_of_scan(report: ScanReport) -> tuple[Finding, ...]:
    """Return the copies, the drifted copies, the families and the descriptions, as a baseline lists them."""
    families = (family_finding(row) for row in report.families)
    descriptions = (one.finding for one in description_findings(report))
    return (*copy_findings(report), *drift_findings(report), *families, *descriptions)


def copy_findings(report: ScanReport) -> Iterator[Finding]:
    """Yield the groups of copies."""
    names = _names(report)
    for row in report.copies:
        message = f"{count(len(row.files), 'file')} with {KIND_WORDS[row.kind]}"
        if row.kind == "near":
            message = f"{message} (at least {percent(row.similarity)} in common)"
        yield _finding(COPIED_FILE, _places(row.files, names), message, _COPY_HINT)


def drift_findings(report: ScanReport) -> Iterator[Finding]:
    """Yield the groups of drifted copies."""
    names = _names(report)
    for row in report.drifted:
        called = f"{count(len(row.files), 'file')} are called {shortened(row.name, _LONGEST)!r}"
        message = f"{called}, and are {percent(row.similarity)} alike"
        yield _finding(DRIFTED_COPY, _places(row.files, names), message, _DRIFT_HINT)


def family_finding(row: FamilyRow) -> Finding:
    """Return a family as a finding; files that equal a member are a part of it."""
    who = first_of(member_names(row), _NAMES)
    about = "~" if not row.is_measured else ""
    parts = [
        f"{count(len(row.members), 'persona')} are {percent(row.likeness)} alike: {who}",
        f"{common_share(row)} of what they say is said in common",
        f"a merge saves {about}{row.tokens_saved:,} tokens",
    ]
    if row.contradictions:
        parts.append(count(row.contradictions, "contradiction"))
    names = {path: one.name for one in row.members for path in (one.path, *one.same)}
    return _finding(FAMILY_OF_PERSONAS, _places(names, names), "; ".join(parts), _FAMILY_HINT)


def overlap_findings(report: ScanReport) -> Iterator[SharedFinding]:
    """Yield each two personas of a family, the one that says most of the other first."""
    for family in report.families:
        for i, j in combinations(range(len(family.members)), 2):
            one, other = (i, j) if family.overlap[j][i] >= family.overlap[i][j] else (j, i)
            yield _overlap(family, one, other)


def description_findings(report: ScanReport) -> Iterator[SharedFinding]:
    """Yield the pairs of descriptions."""
    names = _names(report)
    return (SharedFinding(row.similarity, _description(row, names)) for row in report.descriptions)


def _overlap(family: FamilyRow, one: int, other: int) -> SharedFinding:
    """Return the finding that one member of a family says much of what another one says."""
    first, second, share = family.members[one], family.members[other], family.overlap[other][one]
    message = f"says {percent(share)} of what {shortened(second.name, _LONGEST)!r} says"
    places = _places((first.path, second.path), {first.path: first.name, second.path: second.name})
    hint = f"personac diff {first.path} {second.path}"
    found = _finding(OVERLAPPING_PERSONAS, places, message, hint, FAMILY_OF_PERSONAS)
    return SharedFinding(share, found)


def _description(row: DescriptionRow, names: Mapping[str, str]) -> Finding:
    terms = f": {first_of(row.terms, _NAMES)}" if row.terms else ""
    message = f"descriptions with a similarity of {row.similarity:.2f}{terms}"
    return _finding(ALIKE_DESCRIPTIONS, _places(row.files, names), message, _DESCRIPTION_HINT)


def _names(report: ScanReport) -> Mapping[str, str]:
    return {row.path: row.name for row in report.files}


def _places(paths: Iterable[str], names: Mapping[str, str]) -> tuple[Place, ...]:
    return tuple(Place(path, 0, 0, 0, path, names.get(path, path)) for path in paths)


def _finding(
    kind: Kind, places: Sequence[Place], message: str, hint: str, like: Kind | None = None
) -> Finding:
    """Return a finding; its fingerprint is that of the kind `like` where there is one."""
    print_ = fingerprint((like or kind).code, (digest("file", place.path) for place in places))
    return Finding(kind, places[0], message, hint, print_, tuple(places[1:]))
