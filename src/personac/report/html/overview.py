"""The overview of the page: figures, bars of states, what to review first, and heat maps of overlap.

Every number names its place in report.json: a field (`canonical.bytes`), a length (`clusters.length`), a
sum over a list (`personas.*.bytes`), or a count of entries (`bullets?state=kept`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from personac.report.html.cards import Card
from personac.report.html.markup import PAGE_LIMITS, PageLimits
from personac.report.report_schema import STATE_WORDS, BulletState, Overlap, Report, SectionOverlap

_DUPLICATES = "#kind=reworded&kind=same&kind=twice"
_MOST_FIRST = 5
_STEPS = 10
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, its place in report.json, its label, and the part of the page with its details."""

    value: int
    json: str
    label: str
    href: str = ""
    before: int | None = None
    before_json: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: the number of bullets in `state`; `start` and `width` are percents of the whole."""

    state: str
    words: str
    count: int
    json: str
    start: float
    width: float


class Cell(NamedTuple):
    """A cell of a heat map: its share in [0, 1], its step of colour (0: none), its place in report.json."""

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


def figures(report: Report) -> tuple[Figure, ...]:
    """Return the figures of the whole build."""
    sizes, after = report.sizes, report.canonical
    label = "tokens, estimated" if sizes.tokenizer == "estimate" else f"tokens ({sizes.tokenizer})"
    before = sizes.sources
    left_out = sum(row.state == "left_out" for row in report.bullets)
    alone, keys = sum(row.unique for row in report.personas), len(report.front_matter)
    return (
        Figure(after.bullets, "canonical.bullets", "bullets", "", len(report.bullets), "bullets.length"),
        Figure(after.bytes, "canonical.bytes", "bytes", "", before.bytes, "personas.*.bytes"),
        Figure(after.tokens, "sizes.canonical.tokens", label, "", before.tokens, "sizes.sources.tokens"),
        Figure(len(report.clusters), "clusters.length", "groups of duplicates", _DUPLICATES),
        Figure(alone, "personas.*.unique", "in one persona only", "#show=alone"),
        Figure(len(report.contradictions), "contradictions.length", "contradictions", "#kind=conflict"),
        Figure(len(report.near_misses), "near_misses.length", "near misses", "#kind=near"),
        Figure(len(report.covers), "covers.length", "broader and narrower pairs", "#kind=covered"),
        Figure(left_out, "bullets?state=left_out", "bullets left out, with reasons", "#show=left_out"),
        Figure(len(report.losses), "losses.length", "lines with lost words", "#losses"),
        Figure(keys, "front_matter.length", "front-matter keys that differ", "#front-matter"),
        Figure(len(report.diagnostics), "diagnostics.length", "diagnostics", "#diagnostics"),
    )


def state_bar(counts: Counter[BulletState], persona: str = "") -> tuple[Part, ...]:
    """Return the bar of the bullets of one persona, or of all, from their numbers by state."""
    also = f"&persona={quote(persona)}" if persona else ""
    parts: list[Part] = []
    before = 0
    for state in (state for state in STATE_WORDS if counts[state]):
        start, width = (round(100 * share / counts.total(), 2) for share in (before, counts[state]))
        where = f"bullets?state={state}{also}"
        parts.append(Part(state, STATE_WORDS[state], counts[state], where, start, width))
        before += counts[state]
    return tuple(parts)


def unaccounted(report: Report) -> int:
    """Count the bullets that are neither in the canonical nor in the list of what is left out."""
    return sum(row.state != "left_out" and not row.canonical_line for row in report.bullets)


def look_first(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Return what to review first: contradictions, then the merges with the lowest scores."""
    conflicts = [card for card in cards if card.kind == "conflict"]
    merged = [card for card in cards if card.kind == "reworded"]
    merged.sort(key=lambda card: card.score.value if card.score else 0.0)  # ties keep the order of the page
    return tuple(conflicts[:_MOST_FIRST] + merged[:_MOST_FIRST])


def persona_map(overlap: Overlap, limits: PageLimits = PAGE_LIMITS) -> PersonaMap:
    """Return the heat map of the personas, in their order: of all, or of those that share most."""
    matrix = overlap.matrix
    chosen: Sequence[int] = range(len(matrix))
    if len(matrix) > limits.personas:
        totals = [(-round(sum(row), _DECIMALS), i) for i, row in enumerate(matrix)]
        chosen = sorted(i for _, i in sorted(totals)[: limits.closest])
    names = tuple(overlap.personas[i] for i in chosen)
    rows = tuple(
        tuple(Cell(matrix[i][j], share_step(matrix[i][j]), f"overlap.matrix.{i}.{j}") for j in chosen)
        for i in chosen
    )
    return PersonaMap(names, rows, len(matrix) - len(chosen))


def section_map(overlap: SectionOverlap, limits: PageLimits = PAGE_LIMITS) -> SectionMap:
    """Return the heat map of the sections that share bullets with others, in the outline's order."""
    cells: dict[int, dict[int, Cell]] = defaultdict(dict)
    for place, (one, other, number) in enumerate(overlap.shared):
        if one != other:
            share = number / max(1, overlap.bullets[one])
            cells[one][other] = Cell(share, share_step(share), f"section_overlap.shared.{place}.2", number)
    ranked = sorted(cells, key=lambda one: (-sum(cell.shared for cell in cells[one].values()), one))
    chosen = tuple(sorted(ranked[: limits.sections]))
    return SectionMap(
        tuple(overlap.sections[i] for i in chosen),
        tuple(overlap.bullets[i] for i in chosen),
        chosen,
        tuple(tuple(cells[i].get(j) for j in chosen) for i in chosen),
        len(cells) - len(chosen),
    )


def share_step(share: float) -> int:
    """Return the step of colour of a share (0 to 1): any share is visible; the whole is the last step."""
    return 0 if share <= 0 else max(1, min(_STEPS, round(share * _STEPS)))
