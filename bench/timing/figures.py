"""Measurements as data: what ran, on how much, what it took; ratios and growth are worked out from them."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.timing.processes import Usage

_FAINT = 0.05  # of the floor: below, a difference of two processes is noise


@dataclass(frozen=True, slots=True)
class Measured:
    """All runs of one thing at one size (bullets, or personas in a build; 0 where it has none).

    `limit` is the seconds at which it was stopped, None where it ended. `groups` and `grouped`
    are the groups that it wrote and the bullets in them, where it writes groups.
    """

    what: str
    size: int
    runs: tuple[Usage, ...] = ()
    limit: int | None = None
    groups: int = 0
    grouped: int = 0

    @property
    def cpu(self) -> float:
        """The least CPU seconds of all runs: what other work on the machine disturbed least."""
        return min(usage.cpu for usage in self.runs)

    @property
    def median_cpu(self) -> float:
        """The CPU seconds in the middle of all runs."""
        return statistics.median(usage.cpu for usage in self.runs)

    @property
    def wall(self) -> float:
        """The least wall seconds."""
        return min(usage.wall for usage in self.runs)

    @property
    def peak(self) -> int:
        """The most bytes held in any run."""
        return max(usage.peak for usage in self.runs)


@dataclass(frozen=True)
class Figures:
    """Everything measured, by what and size, and facts about machine and data."""

    found: Mapping[tuple[str, int], Measured]
    facts: Mapping[str, str]

    def get(self, what: str, size: int = 0) -> Measured | None:
        """Return one measurement; None where it was not made or did not end."""
        found = self.found.get((what, size))
        return found if found and found.runs else None

    def over(self, more: Figures) -> Figures:
        """Return these with `more` in the place of what is older."""
        return Figures({**self.found, **more.found}, {**self.facts, **more.facts})

    def sizes(self, what: str) -> list[int]:
        """Return the sizes at which something ran, whether it ended or not."""
        return sorted(size for name, size in self.found if name == what)

    def ratio(self, what: str, base: str, size: int = 0, base_size: int | None = None) -> float | None:
        """Return the CPU time of one thing in terms of another's; None where either is missing."""
        one, other = self.get(what, size), self.get(base, size if base_size is None else base_size)
        return one.cpu / other.cpu if one and other else None

    def wall_ratio(self, what: str, base: str, size: int) -> float | None:
        """Return the wall time of one thing in terms of another's; None where either is missing."""
        one, other = self.get(what, size), self.get(base, size)
        return one.wall / other.wall if one and other else None


def collected(found: Iterable[Measured], facts: Mapping[str, str]) -> Figures:
    """Return measurements by what and size."""
    return Figures({(one.what, one.size): one for one in found}, facts)


def exponent(times: Mapping[int, float], floor: float) -> float | None:
    """Return b where time - floor grows as size ** b: the least-squares slope of the logarithms.

    Sizes at which the work is lost in the floor are left out; None with fewer than two others.
    """
    above = {size: time - floor for size, time in times.items() if time - floor > _FAINT * floor}
    if len(above) < 2:
        return None
    return statistics.linear_regression([*map(math.log, above)], [*map(math.log, above.values())]).slope


def save(figures: Figures, path: Path) -> None:
    """Write figures as JSON."""
    runs = [asdict(figures.found[key]) for key in sorted(figures.found)]
    path.write_text(json.dumps({"facts": dict(figures.facts), "measured": runs}, indent=1) + "\n", "utf-8")


def load(paths: Sequence[Path]) -> Figures:
    """Read figures that `save` wrote, the later files over the earlier."""
    all_of = Figures({}, {})
    for path in paths:
        data = json.loads(path.read_text("utf-8"))
        all_of = all_of.over(collected(map(_measured, data["measured"]), data["facts"]))
    return all_of


def _measured(data: Mapping[str, Any]) -> Measured:
    return Measured(**{**data, "runs": tuple(Usage(**usage) for usage in data["runs"])})
