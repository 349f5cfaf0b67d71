"""Heat maps: the share of one persona, or of one section, that another has too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from personac.report.html.page_limits import PAGE_LIMITS, PageLimits
from personac.report.model import Overlap, SectionOverlap

_STEPS = 10
_DECIMALS = 4


class Cell(NamedTuple):
    """One cell: its share in [0, 1], its step of colour (0: none), and its place in report.json."""

    share: float
    step: int
    json: str
    shared: int = 0


@dataclass(frozen=True, slots=True)
class PersonaMap:
    """Personas by name, the cells of their overlap row by row, and the number of those not shown."""

    names: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    left_off: int


@dataclass(frozen=True, slots=True)
class SectionMap:
    """The sections that share most, by number; rows are `bullets` large, cells None where nothing is shared.

    `left_off` counts the sections that share something and are not shown.
    """

    sections: tuple[tuple[str, ...], ...]
    bullets: tuple[int, ...]
    numbers: tuple[int, ...]
    rows: tuple[tuple[Cell | None, ...], ...]
    left_off: int


def persona_map(overlap: Overlap, limits: PageLimits = PAGE_LIMITS) -> PersonaMap:
    """Return the heat map of the personas, in their order: of all, or of those that share most."""
    matrix = overlap.matrix
    chosen: Sequence[int] = range(len(matrix))
    if len(matrix) > limits.personas:
        totals = [(-round(sum(row), _DECIMALS), i) for i, row in enumerate(matrix)]
        chosen = sorted(i for _, i in sorted(totals)[: limits.closest])
    names = tuple(overlap.personas[i] for i in chosen)
    rows = tuple(tuple(_persona_cell(overlap, i, j) for j in chosen) for i in chosen)
    return PersonaMap(names, rows, len(matrix) - len(chosen))


def _persona_cell(overlap: Overlap, i: int, j: int) -> Cell:
    share = overlap.matrix[i][j]
    return Cell(share, _step(share), f"overlap.matrix.{i}.{j}")


def section_map(overlap: SectionOverlap, limits: PageLimits = PAGE_LIMITS) -> SectionMap:
    """Return the heat map of the sections that share bullets with others, in the outline's order."""
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for place, (one, other, number) in enumerate(overlap.shared):
        if one != other:
            share = number / max(1, overlap.bullets[one])
            cells[one][other] = Cell(share, _step(share), f"section_overlap.shared.{place}.2", number)
    chosen = _most_shared(cells, limits.sections)
    return SectionMap(
        tuple(overlap.sections[i] for i in chosen),
        tuple(overlap.bullets[i] for i in chosen),
        chosen,
        tuple(tuple(cells[i].get(j) for j in chosen) for i in chosen),
        len(cells) - len(chosen),
    )


def _most_shared(cells: Mapping[int, Mapping[int, Cell]], most: int) -> tuple[int, ...]:
    ranked = sorted(cells, key=lambda one: (-sum(cell.shared for cell in cells[one].values()), one))
    return tuple(sorted(ranked[:most]))


def _step(share: float) -> int:
    """Any share is visible; the whole is the last step."""
    return 0 if share <= 0 else max(1, min(_STEPS, round(share * _STEPS)))
