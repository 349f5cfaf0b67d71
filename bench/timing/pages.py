"""Figures as the tables of docs/performance.md, printed or written into the page between its markers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.timing.builds import CHECK, CLICK, COLD, EACH, MANY_GROUPS, NO_OP, ONE_GROUP
from bench.timing.contenders import CONTENDERS, FLOOR, OWN_IMPORTS
from bench.timing.figures import Figures, Measured, exponent
from bench.timing.goals import verdicts
from bench.timing.watching import WATCH
from tools.marked_blocks import with_blocks

_COMMAND = "python -m bench.speed --write"
_LARGE = {
    COLD: "personas",
    ONE_GROUP: "personas",
    MANY_GROUPS: "groups",
    EACH: "groups",
}
_SIDES = {
    NO_OP: CLICK,
    CHECK: CLICK,
    COLD: OWN_IMPORTS + COLD,
}


def tables(figures: Figures) -> Mapping[str, str]:
    """Return every table of the page by its name."""
    return {
        "facts": _facts(figures),
        "goals": _table(("goal", "bound", "measured", ""), _goals(figures)),
        "builds": _table(("build", "CPU", "wall", "peak", "against", "ratio (median)"), _builds(figures)),
        "matching": _table(
            (
                "bullets",
                "contender",
                "CPU",
                "wall",
                "peak",
                "/ import floor",
                "/ own imports",
                "in groups",
            ),
            _matching(figures),
        ),
        "growth": _table(("contender", "exponent", "over bullets"), _growth(figures)),
    }


def write(figures: Figures, page: Path) -> None:
    """Put the tables into `page`, each between its markers. Raises `NoMarkersError`."""
    page.write_text(with_blocks(page.read_text("utf-8"), tables(figures), _COMMAND), "utf-8")


def _facts(figures: Figures) -> str:
    return "".join(f"- {name}: {fact}\n" for name, fact in figures.facts.items())


def _goals(figures: Figures) -> Iterator[Sequence[str]]:
    results = {True: "reached", False: "**not reached**", None: ""}
    for verdict in verdicts(figures):
        yield verdict.goal, verdict.bound, verdict.measured, results[verdict.reached]


def _builds(figures: Figures) -> Iterator[Sequence[str]]:
    for what, side in _SIDES.items():
        made, floor = figures.get(what), figures.get(side)
        if made and floor:
            ratio = f"{made.cpu / floor.cpu:.2f} ({made.median_cpu / floor.median_cpu:.2f})"
            yield what, *_costs(made), f"{side}: {_seconds(floor.cpu)}", ratio
    watched = figures.get(WATCH)
    if watched:
        yield WATCH, *_costs(watched), "", ""
    for what, unit in _LARGE.items():
        for size in filter(None, figures.sizes(what)):
            yield f"{what}: {size:,} {unit}", *_costs(figures.measured[what, size]), "", ""


def _matching(figures: Figures) -> Iterator[Sequence[str]]:
    for size in figures.sizes(FLOOR):
        floor = figures.get(FLOOR, size)
        if floor:
            yield f"{size:,}", FLOOR, *_costs(floor), "1", "", ""
        for one in CONTENDERS:
            measured = figures.measured.get((one.name, size))
            if measured:
                bases = (FLOOR, size), (OWN_IMPORTS + one.name, 0)
                ratios = (figures.ratio(one.name, base, size, at) for base, at in bases)
                grouped = f"{measured.grouped:,} in {measured.groups:,}" if measured.groups else ""
                shown = ("" if ratio is None else f"{ratio:.2f}" for ratio in ratios)
                yield f"{size:,}", one.name, *_costs(measured), *shown, grouped


def _growth(figures: Figures) -> Iterator[Sequence[str]]:
    for one in CONTENDERS:
        ended = {
            size: measured.cpu
            for size in figures.sizes(one.name)
            if (measured := figures.get(one.name, size))
        }
        floor = figures.get(OWN_IMPORTS + one.name)
        grown = exponent(ended, floor.cpu) if floor else None
        if grown is not None:
            yield one.name, f"{grown:.2f}", f"{min(ended):,} to {max(ended):,}"


def _costs(measured: Measured) -> tuple[str, str, str]:
    if not measured.runs:
        return f"did not end within {measured.limit or 0:,g} s", "", ""
    return _seconds(measured.cpu), _seconds(measured.wall), f"{measured.peak / 1e6:,.0f} MB"


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:,.1f} s"


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
