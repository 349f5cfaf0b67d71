"""Scans of any size, made of rows alone: small ones by hand, large ones by a seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from personac.scan.scan_report import (
    CopyRow,
    DescriptionRow,
    DriftRow,
    FamilyRow,
    FileRow,
    MemberRow,
    ScanReport,
    TotalRow,
)

TRADES = ("baker", "cooper", "dyer", "fuller", "glazier", "joiner", "mason", "miller", "potter", "tanner")
PLACES = ("bridge", "cellar", "dock", "garden", "harbour", "kiln", "market", "quarry", "tower", "yard")


def member(path: str, name: str = "", alone: int = 4, **other: object) -> MemberRow:
    """Return a member with 20 bullets and 400 tokens, named after its file."""
    row = MemberRow(path, name or path.rpartition("/")[2].removesuffix(".md"), 20, alone, 400)
    return replace(row, **other)


def family(name: str, paths: Sequence[str], share: float = 0.5, **other: object) -> FamilyRow:
    """Return a family in which each member says the same share of each other one, and is as like it."""
    size = len(paths)
    overlap = tuple(tuple(1.0 if i == j else share for j in range(size)) for i in range(size))
    members = tuple(member(path) for path in paths)
    merged = round(400 * (1 + (size - 1) * (1 - share)))
    row = FamilyRow(name, members, share, overlap, 400 * size, merged, is_measured=False, likeness=share)
    return replace(row, **other)


def scan_of(families: Sequence[FamilyRow] = (), **other: object) -> ScanReport:
    """Return a scan of the members of families, the files of `other` rows, and nothing else."""
    listed = [
        FileRow(path, one.name, f"{path:>064}"[-64:], one.bullets, one.tokens, row.id)
        for row in families
        for one in row.members
        for path in (one.path, *one.same)
    ]
    named = {path for rows in other.values() for row in rows for path in _paths(row)}  # type: ignore[attr-defined]
    named -= {row.path for row in listed}
    plain = [FileRow(path, path.rpartition("/")[2].removesuffix(".md"), "0" * 64, 20, 400) for path in named]
    files = tuple(sorted([*listed, *plain], key=lambda row: row.path))
    tokens = sum(row.tokens for row in files)
    saved = sum(row.tokens_saved for row in families)
    total = TotalRow(len(files), len(files), 20 * len(files), tokens, saved)
    empty = ScanReport("personac-scan/1", ("agents",), total, files, (), (), tuple(families), (), ())
    return replace(empty, **other)


def _paths(row: object) -> Sequence[str]:
    return (row,) if isinstance(row, str) else getattr(row, "files", ())


SMALL = scan_of(
    [
        replace(
            family("mason", ["agents/dock-mason.md", "agents/mason.md", "agents/tower-mason.md"], 0.7),
            is_measured=True,
            merged_share=0.7,
            contradictions=2,
            preview="---\nname: mason\n---\n\n# Mason\n\n- Wet the stone before it is cut\n",
        ),
        family("baker", ["agents/baker.md", "agents/market-baker.md"], 0.4),
    ],
    copies=(
        CopyRow("equal", ("agents/dyer.md", "old/dyer.md"), 1.0, 400),
        CopyRow("near", ("agents/potter.md", "agents/pottery.md"), 0.91, 380),
    ),
    drifted=(DriftRow("miller", ("agents/miller.md", "old/miller.md"), 0.44),),
    descriptions=(
        DescriptionRow(("agents/baker.md", "agents/market-baker.md"), 0.86, ("bread", "oven", "market")),
    ),
    alone=("agents/cooper.md", "agents/tanner.md"),
)
"""A little of everything that a scan tells."""


def large_scan(files: int, seed: int = 1) -> ScanReport:
    """Return a scan of about so many files: a third in families, some copies, the rest alone."""
    rng = random.Random(seed)  # noqa: S311 - made up, and the same in every run
    names = iter(_names(rng, files))
    families: list[FamilyRow] = []
    while sum(len(row.members) for row in families) < files // 3:
        families.append(_family(rng, names))
    families.sort(key=lambda row: (-row.tokens_saved, row.id))
    pairs = [(next(names), next(names)) for _ in range(files // 20)]
    copies = tuple(CopyRow("equal", pair, 1.0, 300) for pair in sorted(map(_sorted, pairs)))
    drifted = (DriftRow("keeper", _sorted((next(names), next(names))), 0.52),)
    first = families[0].members
    alike = (DescriptionRow((first[0].path, first[1].path), 0.9, ("stone", "mortar")),)
    used = sum(len(row.members) for row in families) + 2 * len(copies) + 2
    alone = tuple(sorted(next(names) for _ in range(files - used)))
    return scan_of(families, copies=copies, drifted=drifted, descriptions=alike, alone=alone)


def _sorted(pair: tuple[str, str]) -> tuple[str, str]:
    return (min(pair), max(pair))


def _names(rng: random.Random, number: int) -> list[str]:
    return [
        f"{rng.choice(('agents', 'team/agents', 'plugins/tools'))}/"
        f"{rng.choice(PLACES)}-{rng.choice(TRADES)}-{at:04}.md"
        for at in range(number + 40)
    ]


def _family(rng: random.Random, names: Iterator[str]) -> FamilyRow:
    size = min(24, 2 + int(rng.expovariate(0.4)))
    paths = sorted(next(names) for _ in range(size))
    members = tuple(member(path, alone=rng.randint(0, 18), tokens=rng.randint(200, 4000)) for path in paths)
    overlap = tuple(
        tuple(1.0 if i == j else round(rng.betavariate(3, 4), 4) for j in range(size)) for i in range(size)
    )
    tokens = sum(row.tokens for row in members)
    measured = rng.random() < 0.3
    text = "# Merged\n\n" + "".join(
        f"- Mind the {place} of the {trade}\n" for place in PLACES for trade in TRADES
    )
    return FamilyRow(
        id=members[0].name,
        members=members,
        shared=round(rng.uniform(0.3, 0.9), 4),
        overlap=overlap,
        tokens=tokens,
        merged_tokens=round(tokens * rng.uniform(0.3, 0.8)),
        is_measured=measured,
        contradictions=rng.randint(0, 3) if measured else None,
        preview=text if measured else "",
        likeness=round(rng.uniform(0.4, 0.95), 4),
        alike=tuple(
            tuple(1.0 if i == j else round((overlap[i][j] + overlap[j][i]) / 2, 4) for j in range(size))
            for i in range(size)
        ),
    )
