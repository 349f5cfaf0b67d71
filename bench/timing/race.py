"""Runs all programs on all sizes in turn, so that other work on the machine slows all of them alike."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing.contenders import FLOOR, IMPORTS, LIBRARIES, OWN_IMPORTS, Contender
from bench.timing.figures import Measured
from bench.timing.processes import DidNotEndError, Python, Usage

_FEW = 350  # bullets for which every program imports all of its libraries
_FULL_RUNS = 6_000  # bullets up to which all runs are made
_LEAST = 2  # runs, because one alone may be disturbed


@dataclass(frozen=True, slots=True)
class Race:
    """The programs and their limits; `limit` is in seconds of CPU time for each process."""

    python: Python
    contenders: Sequence[Contender]
    runs: int
    limit: int
    scratch: Path

    def over(self, data: str, sizes: Sequence[int]) -> Iterator[Measured]:
        """Take bullets from `data`; yield the costs of imports, and of every program at every size."""
        grown = self.scratch / "grown"
        report("extracting bullets")
        self.python.run(["-m", "bench.timing.growth", str(grown), data, *map(str, sorted({_FEW, *sizes}))])
        yield from self._imports(grown / str(_FEW))
        for size in sorted(sizes):
            yield from self._at(size, grown / str(size))

    def _imports(self, folder: Path) -> Iterator[Measured]:
        """Yield processes that only import what a program imports."""
        programs: dict[str, Path] = {}
        for one in self.contenders:
            report(f"imports of {one.name}")
            programs[one.name] = self.scratch / f"imports-{len(programs)}.py"
            arguments = one.arguments(folder, self._output(one))
            self.python.run(["-m", IMPORTS, str(programs[one.name]), *arguments])
        runs = {name: list[Usage]() for name in programs}
        for _ in range(self.runs):
            for name, program in programs.items():
                runs[name].append(self.python.run([str(program)]))
        for name, used in runs.items():
            yield Measured(OWN_IMPORTS + name, 0, tuple(used))

    def _at(self, size: int, folder: Path) -> Iterator[Measured]:
        runs = {name: list[Usage]() for name in (FLOOR, *(one.name for one in self.contenders))}
        stopped = set[str]()
        for _ in range(runs_at(size, self.runs)):
            runs[FLOOR].append(self.python.run(["-c", LIBRARIES]))
            for one in self.contenders:
                if one.name in stopped:
                    continue
                report(f"{size} bullets: {one.name}")
                try:
                    command = ["-m", *one.arguments(folder, self._output(one))]
                    runs[one.name].append(self.python.run(command, self.limit, one.accepted))
                except DidNotEndError:
                    stopped.add(one.name)
        yield Measured(FLOOR, size, tuple(runs[FLOOR]))
        for one in self.contenders:
            yield self._measured(one, size, runs[one.name], stopped=one.name in stopped)

    def _output(self, contender: Contender) -> Path:
        return self.scratch / f"out-{contender.module}-{len(contender.options)}"

    def _measured(self, one: Contender, size: int, runs: Sequence[Usage], *, stopped: bool) -> Measured:
        if stopped:
            return Measured(one.name, size, (), self.limit)
        if one.is_build:
            return Measured(one.name, size, tuple(runs))
        groups = json.loads(self._output(one).read_text("utf-8"))
        grouped = {member for group in groups for member in group}
        return Measured(one.name, size, tuple(runs), None, len(groups), len(grouped))


def runs_at(size: int, most: int) -> int:
    """Return the number of runs at `size` bullets: `most`, or down to two for runs of minutes."""
    return min(most, max(_LEAST, round(most * _FULL_RUNS / size)))


def report(step: str) -> None:
    """Print the current step to stderr."""
    print(step, file=sys.stderr, flush=True)
