"""How a cost grows with size, and limits that figures are held against."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.timing.processes import Usage

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Run:
    """One measured scan: what was scanned, how many bullets and files it has, and the costs."""

    name: str
    bullets: int
    files: int
    usage: Usage


@dataclass(frozen=True, slots=True)
class Check:
    """A figure and the limit that it must not pass."""

    name: str
    value: float
    limit: float

    @property
    def is_held(self) -> bool:
        """Whether the figure is within its limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        """Return the check in one line."""
        return (
            f"{'ok  ' if self.is_held else 'FAIL'} {self.name}: {self.value:,.2f} (at most {self.limit:,.2f})"
        )


def exponent(small: Run, large: Run, floor: float = 0.0) -> float:
    """Return the exponent of growth of CPU time above `floor` seconds, which any scan takes: 1 is linear."""
    least = 1e-3  # s
    costs = [max(run.usage.cpu - floor, least) for run in (small, large)]
    return math.log(costs[1] / costs[0]) / math.log(large.bullets / small.bullets)


def rows(runs: Sequence[Run], floor: float) -> Iterator[str]:
    """Yield a table in markdown; a run like the one before it has the exponent of the step between them."""
    yield "| what | bullets | files | wall s | CPU s | peak MB | exponent |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for before, run in zip((None, *runs), runs, strict=False):
        usage = run.usage
        is_step = before is not None and before.name == run.name and before.bullets < run.bullets
        step = f"{exponent(before, run, floor):.2f}" if before and is_step else ""
        yield (
            f"| {run.name} | {run.bullets:,} | {run.files:,} | {usage.wall:.1f} | {usage.cpu:.1f} "
            f"| {usage.peak / MEGABYTE:,.0f} | {step} |"
        )
