"""The goals of speed, and whether the figures reach them.

Users wait for wall time, but it is less stable than CPU time. It is compared for long runs that use several
cores; everywhere else CPU time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.timing.builds import CHECK, CLICK, COLD, NO_OP
from bench.timing.contenders import FLOOR, GROUP, MATCH, OWN_IMPORTS
from bench.timing.figures import Figures
from bench.timing.watching import WATCH

_GB = 1e9


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on one figure; `value` returns None if it was not measured or did not end."""

    name: str
    most: float
    value: Callable[[Figures], float | None]
    unit: str = "x"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A goal and the measurement as texts; `reached` is None if nothing was measured."""

    goal: str
    bound: str
    measured: str
    reached: bool | None


def verdicts(figures: Figures) -> Iterator[Verdict]:
    """Yield a verdict for every goal."""
    for goal in GOALS:
        value = goal.value(figures)
        bound = f"≤ {goal.most:g} {goal.unit}"
        if value is None:
            yield Verdict(goal.name, bound, "not measured", None)
        else:
            yield Verdict(goal.name, bound, f"{value:.2f} {goal.unit}", value <= goal.most)


def _ratio(what: str, base: str, size: int = 0) -> Callable[[Figures], float | None]:
    return lambda figures: figures.ratio(what, base, size)


def _wall(what: str, base: str, size: int) -> Callable[[Figures], float | None]:
    return lambda figures: figures.wall_ratio(what, base, size)


def _peak(what: str, size: int) -> Callable[[Figures], float | None]:
    def value(figures: Figures) -> float | None:
        measured = figures.get(what, size)
        return measured.peak / _GB if measured else None

    return value


def _rebuild(figures: Figures) -> float | None:
    measured = figures.get(WATCH)
    return measured.wall * 1000 if measured else None


GOALS = (
    Goal("nothing to do, against `import click`", 2.0, _ratio(NO_OP, CLICK)),
    Goal("nothing to do with `--check`, against `import click`", 2.0, _ratio(CHECK, CLICK)),
    Goal("cold build, against importing what it uses", 1.25, _ratio(COLD, OWN_IMPORTS + COLD)),
    Goal("rebuild after an edit while watching", 500, _rebuild, "ms"),
    Goal("matching 1,000 bullets, against the import floor", 1.3, _ratio(MATCH, FLOOR, 1_000)),
    Goal("matching 10,000 bullets, against string-grouper, wall time", 1.0, _wall(MATCH, GROUP, 10_000)),
    Goal("matching 100,000 bullets, against string-grouper, wall time", 1.0, _wall(MATCH, GROUP, 100_000)),
    Goal("matching 100,000 bullets: peak memory", 1.0, _peak(MATCH, 100_000), "GB"),
    Goal(
        "after that: 100,000 bullets in half of string-grouper's wall time", 0.5, _wall(MATCH, GROUP, 100_000)
    ),
)
