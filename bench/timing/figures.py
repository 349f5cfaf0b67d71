"""Measurements as data: what ran, on how much data, its costs; ratios and growth are computed from these."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.timing.processes import Usage

_NOISE = 0.05  # of the floor: a smaller difference of two processes is noise


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs of one program at one size (bullets, or personas in a build; 0 if there is no size).

    `limit` is the seconds at which it was stopped, None if it ended. `groups` and `grouped` are the number of
    groups that it wrote and of bullets in them, if it writes groups.
    """

    what: str
    size: int
    runs: tuple[Usage, ...] = ()
    limit: int | None = None
    groups: int = 0
    grouped: int = 0

    @property
    def cpu(self) -> float:
        """The least CPU seconds of all runs, which other work on the machine disturbed least."""
        return min(usage.cpu for usage in self.runs)

    @property
    def median_cpu(self) -> float:
        """The median CPU seconds."""
        return statistics.median(usage.cpu for usage in self.runs)

    @property
    def wall(self) -> float:
        """The least wall seconds."""
        return min(usage.wall for usage in self.runs)

    @property
    def peak(self) -> int:
        """The highest peak of memory in bytes."""
        return max(usage.peak for usage in self.runs)


@dataclass(frozen=True)
class Figures:
    """All measurements by name and size, and facts about machine and data."""

    measured: Mapping[tuple[str, int], Measured]
    facts: Mapping[str, str]

    def get(self, what: str, size: int = 0) -> Measured | None:
        """Return one measurement; None if it is missing or did not end."""
        one = self.measured.get((what, size))
        return one if one and one.runs else None

    def over(self, more: Figures) -> Figures:
        """Return these figures with `more` in place of older ones."""
        return Figures({**self.measured, **more.measured}, {**self.facts, **more.facts})

    def sizes(self, what: str) -> list[int]:
        """Return the sizes at which a program ran, even if it did not end."""
        return sorted(size for name, size in self.measured if name == what)

    def ratio(self, what: str, base: str, size: int = 0, base_size: int | None = None) -> float | None:
        """Return the CPU time relative to that of `base`; None if one is missing."""
        one, other = self.get(what, size), self.get(base, size if base_size is None else base_size)
        return one.cpu / other.cpu if one and other else None

    def wall_ratio(self, what: str, base: str, size: int) -> float | None:
        """Return the wall time relative to that of `base`; None if one is missing."""
        one, other = self.get(what, size), self.get(base, size)
        return one.wall / other.wall if one and other else None


def collected(measured: Iterable[Measured], facts: Mapping[str, str]) -> Figures:
    """Return measurements as figures."""
    return Figures({(one.what, one.size): one for one in measured}, facts)


def exponent(times: Mapping[int, float], floor: float) -> float | None:
    """Return b for which time - floor grows as size ** b, by least squares on logarithms.

    Sizes at which the difference is noise are left out; None if fewer than two remain.
    """
    above = {size: time - floor for size, time in times.items() if time - floor > _NOISE * floor}
    if len(above) < 2:
        return None
    return statistics.linear_regression([*map(math.log, above)], [*map(math.log, above.values())]).slope


def save(figures: Figures, path: Path) -> None:
    """Write figures as JSON."""
    runs = [asdict(figures.measured[key]) for key in sorted(figures.measured)]
    path.write_text(json.dumps({"facts": dict(figures.facts), "measured": runs}, indent=1) + "\n", "utf-8")


def load(paths: Sequence[Path]) -> Figures:
    """Read figures that `save` wrote; later files replace earlier ones."""
    figures = Figures({}, {})
    for path in paths:
        data = json.loads(path.read_text("utf-8"))
        figures = figures.over(collected(map(_measured, data["measured"]), data["facts"]))
    return figures


def _measured(data: Mapping[str, Any]) -> Measured:
    return Measured(**{**data, "runs": tuple(Usage(**usage) for usage in data["runs"])})
