"""scan.json: reading and checking it, and its JSON Schema.

The schema ships with the package. To write it again:
personac scan --schema > src/personac/scan/scan.schema.json
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec

from personac.config.loader import DIALECT
from personac.config.one_at_a_time import decode_json, one_at_a_time
from personac.scan.scan_report import SCHEMA, FamilyRow, ScanReport


def decode_scan(data: bytes) -> ScanReport:
    """Decode the JSON of a scan; raises `msgspec.DecodeError` for anything else."""
    report = decode_json(data, ScanReport)
    problem = next(_problems(report), "")
    if problem:
        raise msgspec.ValidationError(problem)
    return report


@one_at_a_time
def scan_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of scan.json."""
    return {"$schema": DIALECT, "title": SCHEMA, **msgspec.json.schema(ScanReport)}


def scan_schema_text() -> str:
    """Return the schema as text, equal to the file beside this module."""
    return json.dumps(scan_schema(), indent=2, ensure_ascii=False) + "\n"


def _problems(report: ScanReport) -> Iterator[str]:
    """Find torn references, as after a bad edit: renderers follow the paths of a scan."""
    paths = {row.path for row in report.files}
    named = {path for row in report.copies for path in row.files}
    named |= {path for row in report.drifted for path in row.files}
    named |= {path for row in report.descriptions for path in row.files}
    named |= {path for row in report.families for one in row.members for path in (one.path, *one.same)}
    named |= {*report.alone}
    if named - paths:
        yield f"it names the file {min(named - paths)!r}, which is not listed"
    families = {row.family for row in report.files if row.family} - {row.id for row in report.families}
    if families:
        yield f"it names the family {min(families)!r}, which is not listed"
    for row in report.families:
        yield from _problems_of_family(row)
    shares = [row.similarity for row in report.copies]
    shares += [row.similarity for row in report.drifted]
    shares += [row.similarity for row in report.descriptions]
    if not all(0 <= share <= 1 for share in shares):
        yield "a similarity is not between 0 and 1"


def _problems_of_family(row: FamilyRow) -> Iterator[str]:
    if not row.members:
        yield f"the family {row.id!r} has no members"
    for matrix in (row.overlap, *([row.alike] if row.alike else [])):
        if {len(matrix), *(len(line) for line in matrix)} != {len(row.members)}:
            yield f"the overlap of the family {row.id!r} does not fit its members"
    if not all(
        0 <= share <= 1 for line in (*row.overlap, *row.alike, (row.shared, row.likeness)) for share in line
    ):
        yield f"a share of the family {row.id!r} is not between 0 and 1"
