"""All contenders over all sizes, in turn, so that a busy machine slows all of them alike."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.timing.contenders import FLOOR, LIBRARIES, OWN_IMPORTS, Contender
from bench.timing.figures import Measured
from bench.timing.processes import DidNotEndError, Python, Usage

_FULL_RUNS = 2_000  # bullets: up to here every run that was asked for is made


@dataclass(frozen=True, slots=True)
class Race:
    """Who runs, over what; `limit` in seconds of wall time for each process."""

    python: Python
    contenders: Sequence[Contender]
    runs: int
    limit: float
    scratch: Path

    def over(self, data: str, sizes: Sequence[int]) -> Iterator[Measured]:
        """Grow bullets from `data` and yield what every contender takes at every size."""
        grown = self.scratch / "grown"
        told("growing bullets")
        numbers = [str(size) for size in sizes]
        self.python.run(["-m", "bench.timing.growth", str(grown), data, *numbers])
        least = grown / str(min(sizes))
        imports = {one.name: self._imports(one, least) for one in self.contenders}
        for size in sorted(sizes):
            yield from self._at(size, grown / str(size), imports)

    def _imports(self, contender: Contender, folder: Path) -> Sequence[str]:
        """Return how to run the program that imports all that a contender imports."""
        found = self.scratch / f"{contender.module}-{len(contender.options)}-imports.py"
        arguments = contender.arguments(folder, self.scratch / "out")
        self.python.run(["-m", "bench.timing.programs.imports", str(found), *arguments])
        return [str(found)]

    def _at(self, size: int, folder: Path, imports: Mapping[str, Sequence[str]]) -> Iterator[Measured]:
        floors = {FLOOR: ["-c", LIBRARIES], **{OWN_IMPORTS + name: how for name, how in imports.items()}}
        runs = {name: list[Usage]() for name in (*floors, *(one.name for one in self.contenders))}
        stopped = set[str]()
        for _ in range(runs_at(size, self.runs)):
            for name, arguments in floors.items():
                runs[name].append(self.python.run(arguments))
            for one in self.contenders:
                if one.name in stopped:
                    continue
                told(f"{size} bullets: {one.name}")
                try:
                    command = ["-m", *one.arguments(folder, self._output(one))]
                    runs[one.name].append(self.python.run(command, self.limit))
                except DidNotEndError:
                    stopped.add(one.name)
        for name in floors:
            yield Measured(name, size, tuple(runs[name]))
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
    """Return how often to run at `size` bullets: `most` times, down to once where one takes minutes."""
    return max(1, min(most, round(most * _FULL_RUNS / size)))


def told(what: str) -> None:
    """Tell whoever waits what is under way."""
    print(what, file=sys.stderr, flush=True)
