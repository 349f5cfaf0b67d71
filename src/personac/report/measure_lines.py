"""The canonical beside its sources: each of its lines with origins, each bullet with where it went.

A reviewer trusts a merge when nothing of a source is unaccounted for; so every
bullet gets a state here, taken from the canonical's provenance and from nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from personac.ir import Canonical, Compilation, Relation
from personac.report.model import BulletState, LineOrigin, LineRow


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a bullet, and the canonical's line that says it (0: none does)."""

    state: BulletState
    line: int


def line_rows(canonical: Canonical) -> tuple[LineRow, ...]:
    """Return the canonical's lines, in order."""
    return tuple(
        LineRow(
            line.text,
            next((origin.cluster for origin in line.origins if origin.cluster), ""),
            tuple(LineOrigin(origin.persona, origin.line, origin.relation) for origin in line.origins),
        )
        for line in canonical.lines
    )


def standings(compilation: Compilation, canonical: Canonical) -> Mapping[str, Standing]:
    """Return what became of each bullet, by its id."""
    lines, relations = _first_lines(canonical)
    left_out = {entry.bullet for entry in compilation.left_out}
    found: dict[str, Standing] = {}
    for position, bullet in enumerate(compilation.bullets):
        cluster = compilation.clusters[compilation.cluster_of[position]]
        kept: BulletState = "kept" if cluster.representative == position else "merged"
        is_covered = relations.get((cluster.id, bullet.persona, bullet.line)) == "covered"
        state = "left_out" if bullet.id in left_out else "covered" if is_covered else kept
        found[bullet.id] = Standing(state, 0 if state == "left_out" else lines.get(cluster.id, 0))
    return found


def _first_lines(
    canonical: Canonical,
) -> tuple[Mapping[str, int], Mapping[tuple[str, str, int], Relation]]:
    """For each cluster the line that says it, and how each place takes part in it."""
    lines: dict[str, int] = {}
    relations: dict[tuple[str, str, int], Relation] = {}
    for number, line in enumerate(canonical.lines, start=1):
        for origin in line.origins:
            if origin.cluster:
                lines.setdefault(origin.cluster, number)
                relations.setdefault((origin.cluster, origin.persona, origin.line), origin.relation)
    return lines, relations
