"""The report of a scan but for what building families tells: copies, drifted copies, families, descriptions.

Where a family is not built, the tokens that its merge saves are estimated: a persona saves the share that a
larger one of its family says too, or a fifth of their likeness.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from msgspec.structs import replace

from personac.config.schema import Scan
from personac.emit.lockfile import DiagnosticRow
from personac.matching.tokenizer import Words, tokens
from personac.scan.families import Pair, Shared, components_of, find_families, likenesses, mean_likeness
from personac.scan.persona_names import family_names
from personac.scan.scan_report import (
    CopyKind,
    CopyRow,
    DescriptionRow,
    DriftRow,
    FamilyRow,
    FileRow,
    MemberRow,
    ScanReport,
    TotalRow,
)
from personac.scan.scan_request import Measure
from personac.scan.scanned_personas import Scanned

MOST_BULLETS = 800
"""The bullets of all families that are built, where nobody says how many: it takes a second or two."""
_DESCRIPTION = 1  # the kind of a relation
_FEWEST_WORDS = 10  # of a near copy
_OF_LIKENESS = 0.2  # tokens that a merge saves
_MOST_TERMS = 6
_DIGITS = 4


@dataclass(frozen=True)
class Evidence:
    """What the stages found: the personas, their links and relations, and the settings of the rules."""

    personas: Mapping[int, Scanned]
    links: Sequence[tuple[int, int, int, int]]
    relations: Sequence[tuple[int, int, int, float]]
    rules: Scan

    @cached_property
    def shared(self) -> Shared:
        """The shares that two personas say in common."""
        return Shared.of(self.links, self.personas)

    @cached_property
    def likeness(self) -> Mapping[Pair, float]:
        """The likeness of each pair that has one."""
        return likenesses(self.shared, self.relations, self.personas, self.rules.same_name)

    @cached_property
    def near(self) -> tuple[Pair, ...]:
        """The pairs that are near copies, or have the same body."""
        by_body = defaultdict(list)
        for one in self.personas.values():
            by_body[one.body].append(one.content)
        same = [pair for own in by_body.values() for pair in combinations(sorted(own), 2)]
        return tuple(sorted({*same, *filter(self._is_near, self.shared.shares)}))

    def _is_near(self, pair: Pair) -> bool:
        fewest = min(self.personas[one].words for one in pair)
        return fewest >= _FEWEST_WORDS and self.shared.mutual(pair) >= self.rules.copies


def drafted(
    evidence: Evidence, words: Words, roots: Sequence[str], problems: Sequence[DiagnosticRow]
) -> ScanReport:
    """Return the report, with the sizes of merges estimated."""
    families = _family_rows(evidence)
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
        descriptions=tuple(sorted(_description_rows(evidence, words), key=lambda row: row.files)),
        alone=tuple(sorted(_alone(evidence))),
        diagnostics=tuple(problems),
    )


def families_to_build(report: ScanReport, measure: Measure) -> tuple[FamilyRow, ...]:
    """Return the families to build: those first that save most by the estimate."""
    if measure == "all":
        return report.families
    if measure != "auto":
        return report.families[:measure]
    left, found = MOST_BULLETS, list[FamilyRow]()
    for row in report.families:
        bullets = sum(member.bullets for member in row.members)
        if bullets <= left:
            found.append(row)
            left -= bullets
    return tuple(found)


def with_merges(report: ScanReport, merges: Mapping[str, FamilyRow]) -> ScanReport:
    """Return the report with the families that were built, by their ids, ranked anew."""
    rows = [merges.get(row.id, row) for row in report.families]
    families = tuple(sorted(rows, key=_rank))
    totals = _totals(report.files, report.copies, families, report.totals.contents)
    return replace(report, families=families, totals=totals)


def _rank(row: FamilyRow) -> tuple[int, list[str]]:
    return -row.tokens_saved, [member.path for member in row.members]


def _totals(
    files: Sequence[FileRow], copies: Sequence[CopyRow], families: Sequence[FamilyRow], contents: int
) -> TotalRow:
    """Return the sums; what copies save counts where no family has them."""
    in_family = {row.path for row in files if row.family}
    apart = (row.tokens_saved for row in copies if row.kind == "equal" and row.files[0] not in in_family)
    saved = sum(row.tokens_saved for row in families) + sum(apart)
    sizes = sum(row.bullets for row in files), sum(row.tokens for row in files)
    return TotalRow(len(files), contents, *sizes, saved)


def _family_rows(evidence: Evidence) -> tuple[FamilyRow, ...]:
    """Return the families with distinct names, those that save most tokens first."""
    found = find_families(evidence.likeness, evidence.rules)
    personas = evidence.personas
    members = [sorted((personas[one] for one in family), key=lambda one: one.paths) for family in found]
    rows = sorted((_family_row(evidence, own) for own in members), key=_rank)
    names = family_names([[member.name for member in row.members] for row in rows])
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
        likeness=mean_likeness(keys, evidence.likeness),
        alike=tuple(tuple(_alike(evidence, one, other) for other in keys) for one in keys),
    )


def _alike(evidence: Evidence, one: int, other: int) -> float:
    return 1.0 if one == other else evidence.likeness.get((min(one, other), max(one, other)), 0.0)


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
    pair = min(one.content, other.content), max(one.content, other.content)
    likeness = evidence.likeness.get(pair, 0.0)
    return max(evidence.shared.of_pair(one.content, other.content), likeness * _OF_LIKENESS)


def _copy_rows(evidence: Evidence) -> Iterator[CopyRow]:
    for one in evidence.personas.values():
        if len(one.paths) > 1:
            yield CopyRow("equal", one.paths, 1.0, one.tokens * (len(one.paths) - 1))
    for component in components_of(evidence.near):
        members = [evidence.personas[key] for key in component]
        is_same_body = len({one.body for one in members}) == 1
        yield _copy_row(evidence, "body" if is_same_body else "near", members)


def _copy_row(evidence: Evidence, kind: CopyKind, members: Sequence[Scanned]) -> CopyRow:
    files = tuple(sorted(path for one in members for path in one.paths))
    first = min(members, key=lambda one: one.paths)
    others = (evidence.shared.of_pair(one.content, first.content) for one in members if one is not first)
    similarity = 1.0 if kind == "body" else min(others)
    sizes = [one.tokens for one in members for _ in one.paths]
    return CopyRow(kind, files, similarity, sum(sizes) - max(sizes))


def _drift_rows(evidence: Evidence) -> Iterator[DriftRow]:
    """Yield the personas with one name that are alike, unless all are near copies."""
    by_name = defaultdict(list)
    for one in evidence.personas.values():
        by_name[one.name.casefold()].append(one.content)
    near = set(evidence.near)
    for own in by_name.values():
        pairs = [pair for pair in combinations(sorted(own), 2) if _are_alike(evidence, pair)]
        for component in components_of(pairs):
            if not near.issuperset(pairs := list(combinations(component, 2))):
                likeness = min(evidence.likeness.get(pair, 0.0) for pair in pairs)
                members = sorted((evidence.personas[key] for key in component), key=lambda one: one.paths)
                files = tuple(sorted(path for one in members for path in one.paths))
                yield DriftRow(members[0].name, files, likeness)


def _are_alike(evidence: Evidence, pair: Pair) -> bool:
    return evidence.likeness.get(pair, 0.0) >= evidence.rules.family


def _description_rows(evidence: Evidence, words: Words) -> Iterator[DescriptionRow]:
    near = set(evidence.near)
    for a, b, kind, similarity in evidence.relations:
        is_reported = kind == _DESCRIPTION and similarity >= evidence.rules.descriptions
        one, other = sorted((evidence.personas[a], evidence.personas[b]), key=lambda own: own.paths)
        if is_reported and (a, b) not in near and not one.terms.is_other_subject(other.terms):
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


def _alone(evidence: Evidence) -> Iterator[str]:
    """Yield the files that nothing overlaps: in no family, and with less in common than families have."""
    related = {one for pair, own in evidence.likeness.items() if own >= evidence.rules.family for one in pair}
    related |= {one for pair in evidence.near for one in pair}
    for one in evidence.personas.values():
        if one.content not in related and len(one.paths) == 1:
            yield one.paths[0]
