"""`--timings`: how long each step of a build took, as a table for people and as JSON for CI."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUT_IN_THE_WAY
from personac.observer import Observer
from personac.paths import display_path
from personac.regular_files import read_plain_file
from personac.storage.filesystem import is_plain_file
from personac.storage.named_file import refuse_special_file, write_file

_SCHEMA = "personac-timings/2"
_HEADINGS = ("step", "runs", "wall ms", "CPU ms")
_NOTHING = "nothing was compiled, so there is nothing to measure; --force compiles anyway\n"


@dataclass(frozen=True, slots=True)
class StepTiming:
    """All runs of one step, in seconds on the clock and of all processors, to the microsecond."""

    step: str
    runs: int = 0
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Timings:
    """One run: its steps in the order in which they first ran, and the total."""

    steps: tuple[StepTiming, ...]
    wall_seconds: float
    cpu_seconds: float


class Timer(Observer):
    """Measures the steps from its creation until `timings`; steps of the same name are added up."""

    def __init__(self) -> None:
        """Start the clock."""
        self._steps: dict[str, StepTiming] = {}
        self._began = self._step_began = _now()

    def step_started(self, step: str) -> None:
        """Note the time."""
        self._steps.setdefault(step, StepTiming(step))
        self._step_began = _now()

    def step_ended(self, step: str) -> None:
        """Add the time since the start."""
        wall, cpu = _since(self._step_began)
        was = self._steps[step]
        self._steps[step] = StepTiming(
            step, was.runs + 1, round(was.wall_seconds + wall, 6), round(was.cpu_seconds + cpu, 6)
        )

    def timings(self) -> Timings | None:
        """Return what was measured, None where no step ran."""
        return Timings(tuple(self._steps.values()), *_since(self._began)) if self._steps else None


@contextmanager
def measured(file: Path | None, echo: Callable[[str], None], *, with_table: bool) -> Iterator[Timer]:
    """Yield an observer that measures; afterwards write JSON to `file`, and a table to `echo`.

    `echo` also gets a message where nothing was measured. A run that failed is measured too.
    Raises `PersonacError` where `file` cannot be written, or holds anything but timings:
    `--timings-json agents/one.md` must not overwrite a persona.
    """
    if file is not None:
        _check_replaceable(file)
    timer = Timer()
    try:
        yield timer
    finally:
        timings = timer.timings()
        if timings is None:
            echo(_NOTHING)
        else:
            if file is not None:
                write_file(file, encode_timings(timings))
            if with_table:
                echo(render_timings(timings))


def encode_timings(timings: Timings) -> bytes:
    """Encode as JSON."""
    return json.dumps({"schema": _SCHEMA, **asdict(timings)}, indent=2).encode() + b"\n"


def render_timings(timings: Timings) -> str:
    """Render a table as plain text: a row a step, the time between steps, the total."""
    wall = timings.wall_seconds - sum(step.wall_seconds for step in timings.steps)
    cpu = timings.cpu_seconds - sum(step.cpu_seconds for step in timings.steps)
    rows = [
        _HEADINGS,
        *((s.step, str(s.runs), _ms(s.wall_seconds), _ms(s.cpu_seconds)) for s in timings.steps),
        ("between steps", "", _ms(max(0, wall)), _ms(max(0, cpu))),
        ("total", "", _ms(timings.wall_seconds), _ms(timings.cpu_seconds)),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join(f"{_line(row, widths)}\n" for row in rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures = row
    cells = (figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True))
    return "  ".join((name.ljust(widths[0]), *cells)).rstrip()


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(moment: tuple[float, float]) -> tuple[float, float]:
    wall, cpu = _now()
    return round(wall - moment[0], 6), round(cpu - moment[1], 6)


def _check_replaceable(path: Path) -> None:
    """Raise `PersonacError` unless the file can be made, is empty, or holds timings."""
    place = display_path(path)
    if not path.parent.is_dir():
        message, hint = "its folder does not exist", "choose another file, or make its folder"
        raise PersonacError(Diagnostic(CANNOT_WRITE, place, 0, 0, message, hint))
    refuse_special_file(path)
    if (is_plain_file(path) or path.is_dir()) and not _holds_timings(path):
        message, hint = "it holds something else than timings, so it is not replaced", "name a new file"
        raise PersonacError(Diagnostic(OUTPUT_IN_THE_WAY, place, 0, 0, message, hint))


def _holds_timings(path: Path) -> bool:
    try:
        data = read_plain_file(path)
    except OSError:
        return False
    return not data or data.startswith(b'{\n  "schema": "personac-timings/')
