"""Measure the steps of a build: time on the clock and on the processors, memory, how much there was to do.

Counting takes time too, so it is done while no step is running.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from personac.driver.observer import Observer
from personac.driver.peak_memory import PeakMemory
from personac.report.timings import StepTiming, Timings

if TYPE_CHECKING:
    from personac.ir import Compilation


@dataclass(frozen=True, slots=True)
class _Moment:
    """A point in time, in seconds on the clock and of all processors."""

    wall: float
    cpu: float


class Timer(Observer):
    """Times the steps between its making and `timings`; steps of one name are added up."""

    def __init__(self, memory: PeakMemory | None = None) -> None:
        """Start the clock."""
        self._memory = memory or PeakMemory()
        self._steps: dict[str, StepTiming] = {}
        self._is_of_step = self._memory.forget()
        self._highest = 0
        self._began = self._started = _now()

    def starts(self, step: str, compilation: Compilation | None = None) -> None:
        """Count what the step is given, then note the time."""
        if step not in self._steps:
            self._steps[step] = _first(step, compilation)
        self._note_peak()
        self._memory.forget()
        self._started = _now()

    def ends(self, step: str, compilation: Compilation | None = None) -> None:
        """Note the time, then count what the step has made."""
        ended = _now()
        peak = self._note_peak()
        timing = self._steps[step]
        if compilation is not None and not timing.runs:
            from personac.driver.counts import made_by

            timing = replace(timing, made=made_by(step, compilation))
        self._steps[step] = replace(
            timing,
            runs=timing.runs + 1,
            wall_seconds=timing.wall_seconds + ended.wall - self._started.wall,
            cpu_seconds=timing.cpu_seconds + ended.cpu - self._started.cpu,
            peak_bytes=max(timing.peak_bytes, peak),
        )

    def timings(self) -> Timings | None:
        """Return what was measured, None where there was no step."""
        if not self._steps:
            return None
        now = _now()
        self._note_peak()
        return Timings(
            steps=tuple(self._steps.values()),
            wall_seconds=now.wall - self._began.wall,
            cpu_seconds=now.cpu - self._began.cpu,
            peak_bytes=self._highest,
            peak_is_of_step=self._is_of_step,
        )

    def _note_peak(self) -> int:
        peak = self._memory.read()
        self._highest = max(self._highest, peak)
        return peak


def _first(step: str, compilation: Compilation | None) -> StepTiming:
    timing = StepTiming(step=step, runs=0, wall_seconds=0.0, cpu_seconds=0.0, peak_bytes=0)
    if compilation is None:
        return timing
    from personac.driver.counts import given_to

    return replace(timing, given=given_to(step, compilation))


def _now() -> _Moment:
    return _Moment(time.perf_counter(), time.process_time())
