"""Small reports, written down rather than built, for tests of what is done with a report."""

from __future__ import annotations

from collections.abc import Sequence

from personac.report.measure import sizes_row
from personac.report.report_schema import (
    BulletRow,
    CanonicalRow,
    ClusterRow,
    ContradictionRow,
    Overlap,
    PersonaRow,
    Report,
)


def bullet(persona: str, line: int, text: str, *, is_paragraph: bool = False) -> BulletRow:
    kind = "paragraph" if is_paragraph else "item"
    return BulletRow(f"{persona}:{line}", persona, f"agents/{persona}.md", line, line, ("Rules",), kind, text)  # type: ignore[arg-type]


def report(
    bullets: Sequence[BulletRow],
    clusters: Sequence[Sequence[str]] = (),
    contradictions: Sequence[tuple[str, str]] = (),
    matrix: Sequence[Sequence[float]] | None = None,
) -> Report:
    """Return a report; the first member of a cluster is its representative."""
    texts = {row.id: row.text for row in bullets}
    personas = tuple(dict.fromkeys(row.persona for row in bullets))
    shares = matrix or [[float(one == other) for other in personas] for one in personas]
    canonical = CanonicalRow("agent", "agent.md", 10, len(bullets), 5)
    rows = tuple(_persona(name, bullets) for name in personas)
    return Report(
        schema="personac-report/1",
        canonical=canonical,
        sizes=sizes_row("estimate", rows, canonical),
        personas=rows,
        bullets=tuple(bullets),
        clusters=tuple(_cluster(f"c{at}", members, texts) for at, members in enumerate(clusters)),
        covers=(),
        contradictions=tuple(ContradictionRow(a, b, "different numbers: 1 and 2") for a, b in contradictions),
        overlap=Overlap(personas, tuple(map(tuple, shares))),
        sections=(),
        left_out=(),
        diagnostics=(),
    )


def _persona(name: str, bullets: Sequence[BulletRow]) -> PersonaRow:
    own = [row for row in bullets if row.persona == name]
    size = sum(len(row.text) for row in own)
    return PersonaRow(name, f"agents/{name}.md", name, size, len(own), len(own), size // 4)


def _cluster(id_: str, members: Sequence[str], texts: dict[str, str]) -> ClusterRow:
    return ClusterRow(id_, tuple(members), members[0], 0.9, texts[members[0]], ())
