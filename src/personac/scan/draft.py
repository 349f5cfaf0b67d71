"""The report of a scan before families are built: copies, drifted copies, families, descriptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from msgspec.structs import replace

from personac.emit.lockfile import DiagnosticRow
from personac.matching.tokenizer import Words, tokens
from personac.scan.evidence import Evidence
from personac.scan.families import Pair, components_of
from personac.scan.family_rows import family_rows, rank
from personac.scan.scan_report import (
    CopyKind,
    CopyRow,
    DescriptionRow,
    DriftRow,
    FamilyRow,
    FileRow,
    ScanReport,
    TotalRow,
)
from personac.scan.scan_request import Measure
from personac.scan.scanned_personas import Scanned

MOST_BULLETS = 300
"""The bullets of all families that are built, where nobody says how many."""
MOST_FILES = 64
"""The most files of a scan that builds families where nobody says how many."""
_DESCRIPTION = 1  # the kind of a relation
_MOST_TERMS = 6


def drafted(
    evidence: Evidence, words: Words, roots: Sequence[str], problems: Sequence[DiagnosticRow]
) -> ScanReport:
    """Return the report, with the sizes of merges estimated."""
    families = family_rows(evidence)
    descriptions = tuple(sorted(_description_rows(evidence, words), key=lambda row: row.files))
    copies = tuple(sorted(_copy_rows(evidence), key=lambda row: (-row.tokens_saved, row.files)))
    files = _file_rows(evidence, families)
    return ScanReport(
        schema="personac-scan/1",
        roots=tuple(roots),
        totals=_totals(files, copies, families, len(evidence.personas)),
        files=files,
        copies=copies,
        drifted=tuple(sorted(_drift_rows(evidence), key=lambda row: (row.name, row.files))),
        families=families,
        descriptions=descriptions,
        alone=tuple(sorted(_alone(evidence, descriptions))),
        diagnostics=tuple(problems),
    )


def families_to_build(report: ScanReport, measure: Measure) -> tuple[int, ...]:
    """Return the places of the families to build: those first that save most by the estimate."""
    if measure != "auto":
        return tuple(range(len(report.families)))[: None if measure == "all" else measure]
    left, found = MOST_BULLETS if report.totals.files <= MOST_FILES else 0, list[int]()
    for place, row in enumerate(report.families):
        bullets = sum(member.bullets for member in row.members)
        if bullets <= left:
            found.append(place)
            left -= bullets
    return tuple(found)


def with_merges(report: ScanReport, merges: Mapping[str, FamilyRow]) -> ScanReport:
    """Return the report with the families that were built, by their ids, ranked anew."""
    rows = [merges.get(row.id, row) for row in report.families]
    families = tuple(sorted(rows, key=rank))
    totals = _totals(report.files, report.copies, families, report.totals.contents)
    return replace(report, families=families, totals=totals)


def _totals(
    files: Sequence[FileRow], copies: Sequence[CopyRow], families: Sequence[FamilyRow], contents: int
) -> TotalRow:
    """Return the sums; what copies save counts where no family has them."""
    in_family = {row.path for row in files if row.family}
    apart = (row.tokens_saved for row in copies if row.kind == "equal" and row.files[0] not in in_family)
    saved = sum(row.tokens_saved for row in families) + sum(apart)
    sizes = sum(row.bullets for row in files), sum(row.tokens for row in files)
    return TotalRow(len(files), contents, *sizes, saved)


def _copy_rows(evidence: Evidence) -> Iterator[CopyRow]:
    for one in evidence.personas.values():
        if len(one.paths) > 1:
            yield CopyRow("equal", one.paths, 1.0, one.tokens * (len(one.paths) - 1))
    for component in evidence.copies:
        members = [evidence.personas[key] for key in component]
        is_same_body = len({one.body for one in members}) == 1
        yield _copy_row(evidence, "body" if is_same_body else "near", members)


def _copy_row(evidence: Evidence, kind: CopyKind, members: Sequence[Scanned]) -> CopyRow:
    files = tuple(sorted(path for one in members for path in one.paths))
    first = min(members, key=lambda one: one.paths)
    others = (evidence.shared.of_pair(one.content, first.content) for one in members if one is not first)
    compared = filter(None, others)  # of a multitude not all pairs are
    similarity = 1.0 if kind == "body" else min(compared, default=evidence.rules.copies)
    sizes = [one.tokens for one in members for _ in one.paths]
    return CopyRow(kind, files, similarity, sum(sizes) - max(sizes))


def _drift_rows(evidence: Evidence) -> Iterator[DriftRow]:
    """Yield the personas with one name that are alike, unless all are near copies."""
    pairs_with_likeness = {*evidence.likeness, *evidence.near}
    for component in components_of(pair for pair in pairs_with_likeness if _is_one_name(evidence, pair)):
        pairs = list(combinations(component, 2))
        if not all(map(evidence.are_near, pairs)):
            likeness = evidence.mean_likeness(component)
            members = sorted((evidence.personas[key] for key in component), key=lambda one: one.paths)
            files = tuple(sorted(path for one in members for path in one.paths))
            yield DriftRow(members[0].name, files, likeness)


def _is_one_name(evidence: Evidence, pair: Pair) -> bool:
    """Return whether two personas are alike, and have one name."""
    one, other = (evidence.personas[key].name.casefold() for key in pair)
    return one == other and evidence.alike(*pair) >= evidence.rules.family


def _description_rows(evidence: Evidence, words: Words) -> Iterator[DescriptionRow]:
    for a, b, kind, similarity in evidence.relations:
        is_reported = kind == _DESCRIPTION and similarity >= evidence.rules.descriptions
        one, other = sorted((evidence.personas[a], evidence.personas[b]), key=lambda own: own.paths)
        if is_reported and not evidence.are_near((a, b)) and not one.terms.is_other_subject(other.terms):
            terms = _common_terms(one.description, other.description, words)
            yield DescriptionRow((one.paths[0], other.paths[0]), similarity, terms)


def _common_terms(one: str, other: str, words: Words) -> tuple[str, ...]:
    """Return words of one description that the other has too, in their order."""
    theirs = set(words.units(other))
    found = (token for token in tokens(one) if theirs.intersection(words.units(token)))
    return tuple(dict.fromkeys(found))[:_MOST_TERMS]


def _file_rows(evidence: Evidence, families: Sequence[FamilyRow]) -> tuple[FileRow, ...]:
    family = {member.path: row.id for row in families for member in row.members}
    rows = (
        FileRow(path, one.name, f"{one.content:016x}", one.bullets, one.tokens, family.get(one.paths[0], ""))
        for one in evidence.personas.values()
        for path in one.paths
    )
    return tuple(sorted(rows, key=lambda row: row.path))


def _alone(evidence: Evidence, descriptions: Sequence[DescriptionRow]) -> Iterator[str]:
    """Yield the files that nothing overlaps: no copies, little alike, no competing descriptions."""
    competing = {path for row in descriptions for path in row.files}
    related = {one for pair, own in evidence.likeness.items() if own >= evidence.rules.family for one in pair}
    related |= {one for pair in evidence.near for one in pair}
    for one in evidence.personas.values():
        if one.content not in related and len(one.paths) == 1 and competing.isdisjoint(one.paths):
            yield one.paths[0]
