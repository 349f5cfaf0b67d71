"""How the cost of a family grows, and the table of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.growth.measuring import Cost

STEPS = (1, 4, 16)
BOUND = 1.3  # of exponents
_NOISE = 8_000_000  # bytes of memory, which an allocator may take or not
_HEAD = ("family", "stage", "bytes", *(f"{step}x" for step in STEPS), "memory", "exponent", "of memory", "")
_STAGE_HEAD = ("stage", "families", "largest exponent", "of", "of memory", "over the bound")
_UNTIL = 1_000


@dataclass(frozen=True, slots=True)
class Growth:
    """A family: its bytes at each size, the costs of the builds that ended, and why one did not end."""

    family: str
    stage: str
    sizes: tuple[int, ...]
    costs: tuple[Cost, ...]
    failure: str = ""

    @property
    def exponent(self) -> float | None:
        """b in seconds = bytes ** b from the last but one size to the last one; None if one is missing.

        The first size only shows from where it grows: most of its time is that of constant work.
        """
        return self._exponent([cost.seconds for cost in self.costs])

    @property
    def memory_exponent(self) -> float | None:
        """The same of memory; 0 if the difference is no more than noise."""
        memory = [float(cost.memory) for cost in self.costs]
        if len(memory) == len(STEPS) and memory[-1] - memory[-2] < _NOISE:
            return 0.0
        return self._exponent(memory)

    @property
    def is_bounded(self) -> bool:
        """Whether both exponents are within the bound."""
        exponents = (self.exponent, self.memory_exponent)
        return all(exponent is not None and exponent <= BOUND for exponent in exponents)

    def _exponent(self, costs: list[float]) -> float | None:
        if len(costs) < len(STEPS) or not all(costs[-2:]):
            return None
        return math.log(costs[-1] / costs[-2]) / math.log(self.sizes[-1] / self.sizes[-2])


def rows(grown: Iterable[Growth]) -> Iterator[str]:
    """Yield the lines of the table, each as soon as it is known."""
    yield f"| {' | '.join(_HEAD)} |"
    yield f"|{' --- |' * len(_HEAD)}"
    for growth in grown:
        yield f"| {' | '.join(_cells(growth))} |"


def summary(grown: Iterable[Growth]) -> str:
    """Return how many families are within the bound, and the largest exponents."""
    known = list(grown)
    bounded = sum(growth.is_bounded for growth in known)
    largest = max((growth.exponent or 0.0 for growth in known), default=0.0)
    memory = max((growth.memory_exponent or 0.0 for growth in known), default=0.0)
    return (
        f"{bounded} of {len(known)} families within the bound of {BOUND}; the largest exponent is "
        f"{largest:.2f}, of memory {memory:.2f}"
    )


def by_stage(grown: Iterable[Growth]) -> Iterator[str]:
    """Yield the lines of a table with a row for each stage: what grows fastest in it."""
    stages: dict[str, list[Growth]] = {}
    for growth in grown:
        stages.setdefault(growth.stage, []).append(growth)
    yield f"| {' | '.join(_STAGE_HEAD)} |"
    yield f"|{' --- |' * len(_STAGE_HEAD)}"
    for stage, own in stages.items():
        fastest = max(own, key=lambda growth: growth.exponent or math.inf)
        memory = max(growth.memory_exponent or 0.0 for growth in own)
        over = sum(not growth.is_bounded for growth in own)
        largest = fastest.failure or f"{fastest.exponent or 0.0:.2f}"
        yield f"| {stage} | {len(own)} | {largest} | {fastest.family} | {memory:.2f} | {over} |"


def _cells(growth: Growth) -> Iterator[str]:
    yield from (growth.family, growth.stage, _size(growth.sizes[-1]))
    times = [_time(cost.seconds) for cost in growth.costs]
    yield from times + [""] * (len(STEPS) - len(times))
    yield _size(growth.costs[-1].memory) if growth.costs else ""
    yield from ("" if one is None else f"{one:.2f}" for one in (growth.exponent, growth.memory_exponent))
    yield "" if growth.is_bounded else f"**{growth.failure or 'over the bound'}**"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _size(count: int) -> str:
    for unit in ("B", "kB"):
        if count < _UNTIL:
            return f"{count:,.0f} {unit}"
        count = round(count / _UNTIL)
    return f"{count:,.0f} MB"
