"""Reports of any size, made of rows alone: compiling thousands of clusters is another test's business."""

from __future__ import annotations

from personac.report.measure import sizes_row
from personac.report.report_schema import (
    BulletRow,
    BulletState,
    CanonicalRow,
    ClusterRow,
    LineOrigin,
    LineRow,
    Overlap,
    PersonaRow,
    Report,
    WhyRow,
)

PERSONAS = ("north", "south", "west")


def large_report(clusters: int) -> Report:
    """Return a report of three personas that share `clusters` bullets; every tenth is in all three."""
    rows = [_cluster(number) for number in range(clusters)]
    bullets = tuple(bullet for row in rows for bullet in _bullets(row))
    sizes = {name: sum(bullet.persona == name for bullet in bullets) for name in PERSONAS}
    canonical = CanonicalRow("keeper", "keeper.md", 1, clusters, 1)
    personas = tuple(PersonaRow(name, f"agents/{name}.md", name, 1, sizes[name], 0, 1) for name in PERSONAS)
    return Report(
        schema="personac-report/1",
        canonical=canonical,
        sizes=sizes_row("estimate", personas, canonical),
        personas=personas,
        bullets=bullets,
        clusters=tuple(rows),
        covers=(),
        contradictions=(),
        overlap=Overlap(PERSONAS, tuple(tuple(1.0 for _ in PERSONAS) for _ in PERSONAS)),
        sections=(),
        left_out=(),
        diagnostics=(),
        threshold=0.4,
        lines=tuple(_line(number, row) for number, row in enumerate(rows, start=1)),
    )


def _cluster(number: int) -> ClusterRow:
    names = PERSONAS if number % 10 == 0 else PERSONAS[:2]
    members = tuple(f"{name}:{number + 1}" for name in names)
    score = round(0.4 + number % 60 / 100, 4)
    pairs = [(a, b) for at, a in enumerate(members) for b in members[at + 1 :]]
    why = tuple(WhyRow(a, b, score, {"shared": 1.0}, ("most words shared",)) for a, b in pairs)
    return ClusterRow(members[0], members, members[0], score, _text(number, members[0]), why)


def _bullets(row: ClusterRow) -> list[BulletRow]:
    rows = []
    for member in row.members:
        persona, line = member.split(":")
        state: BulletState = "kept" if member == row.representative else "merged"
        text = _text(int(line) - 1, member)
        rows.append(
            BulletRow(
                id=member,
                persona=persona,
                path=f"agents/{persona}.md",
                line=int(line),
                end_line=int(line),
                section=("Watch",),
                kind="item",
                text=text,
                state=state,
                canonical_line=int(line),
            )
        )
    return rows


def _text(number: int, member: str) -> str:
    persona = member.partition(":")[0]
    return f"Trim lamp number{number:05} before the {persona} watch, and note the level of its oil"


def _line(number: int, row: ClusterRow) -> LineRow:
    origins = (LineOrigin(row.id.split(":")[0], number, "kept"),)
    return LineRow(f"- {row.text}", row.id, origins)
