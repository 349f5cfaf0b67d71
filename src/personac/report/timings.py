"""How long each step of a build took, as a table for people and as JSON for CI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

_HEADINGS = ("step", "runs", "wall ms", "CPU ms", "peak MB", "in -> out")
_OTHER = "between steps"
_TOTAL = "total"
_MEGABYTE = 1_000_000
_OF_STEP = "peak: the most memory that the process held while the step ran"
_OF_PROCESS = "peak: the most memory that the process had held by the end of the step"
_OF_FIRST = "in -> out: of the first run; ms: of all, as the result is matched, too"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many of something a step was given or gave: `what` is in the plural."""

    what: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTiming:
    """All runs of one step: seconds, peak bytes, and the counts of the first run."""

    step: str
    runs: int
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    given: tuple[Count, ...] = ()
    made: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """One run: its steps in the order in which they first ran, and the whole.

    `peak_is_of_step` where each peak is the step's own, rather than that of the process so far.
    """

    schema: str = "personac-timings/1"
    steps: tuple[StepTiming, ...]
    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    peak_is_of_step: bool


def render_timings(timings: Timings) -> str:
    """Render a table of plain text, aligned; a row a step, what lies between them, the whole."""
    rows = [_HEADINGS, *map(_row, timings.steps), _between(timings), _whole(timings)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (_line(row, widths) for row in rows)
    return "".join(f"{line}\n" for line in (*lines, *_notes(timings)))


def encode_timings(timings: Timings) -> bytes:
    """Encode as JSON: seconds to the microsecond, sizes in bytes."""
    data = _rounded(msgspec.to_builtins(timings))
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


def _notes(timings: Timings) -> Iterator[str]:
    yield _OF_STEP if timings.peak_is_of_step else _OF_PROCESS
    if any(timing.runs > 1 for timing in timings.steps):
        yield _OF_FIRST


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(one) for one in value]
    return value


def _row(timing: StepTiming) -> tuple[str, ...]:
    figures = (_ms(timing.wall_seconds), _ms(timing.cpu_seconds), _megabytes(timing.peak_bytes))
    return (timing.step, str(timing.runs), *figures, _flow(timing.given, timing.made))


def _between(timings: Timings) -> tuple[str, ...]:
    wall = timings.wall_seconds - sum(timing.wall_seconds for timing in timings.steps)
    cpu = timings.cpu_seconds - sum(timing.cpu_seconds for timing in timings.steps)
    return (_OTHER, "", _ms(max(0, wall)), _ms(max(0, cpu)), "", "")


def _whole(timings: Timings) -> tuple[str, ...]:
    figures = (_ms(timings.wall_seconds), _ms(timings.cpu_seconds), _megabytes(timings.peak_bytes))
    return (_TOTAL, "", *figures, "")


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *figures, flow = (
        cell.rjust(width) if 0 < at < len(row) - 1 else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join((name, *figures, flow)).rstrip()


def _flow(given: Sequence[Count], made: Sequence[Count]) -> str:
    sides = (", ".join(f"{one.number:,} {one.what}" for one in counts) for counts in (given, made))
    return " -> ".join(side for side in sides if side)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:,.1f}"
