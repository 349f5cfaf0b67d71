"""Tasks that leave a mark, and do before what their stage says: `killed:3,7` is done by tasks 3 and 7 alone.

Each run of a task is a line of the file `runs` in the work folder: stage, number and process.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import UNREADABLE
from personac.scan.attempts import Task, Work

WAIT = 60  # seconds: longer than any test takes


class StubbornError(Exception):
    """Cannot be pickled, nor made again from its arguments."""

    def __init__(self, task: str, reason: str) -> None:
        super().__init__(f"{task}\n{reason}")
        self.lock = lambda: None


def call(task: Task) -> None:
    """Do what the stage says, then leave the mark."""
    folder, stage, number = task
    if is_done(task):
        return
    with Path(folder, "runs").open("a", encoding="utf-8") as log:
        log.write(f"{stage} {number} {os.getpid()}\n")
    what, _, numbers = stage.partition(":")
    if not numbers or str(number) in numbers.split(","):
        _do(what, mark(task))
    aside = mark(task).with_suffix(f".{os.getpid()}.aside")
    aside.write_text(str(number), encoding="utf-8")
    aside.rename(mark(task))


def _do(what: str, place: Path) -> None:
    times = _times(place)
    match what:
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "killed once" if times == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        case "waits":
            time.sleep(WAIT)
        case "takes a moment":
            time.sleep(0.05)
        case "raises":
            raise StubbornError(place.stem, "is stubborn")
        case "cannot read" | "cannot read at first" if what == "cannot read" or times < 3:
            raise OSError(5, "the disk is ill")
        case "refuses":
            raise PersonacError(Diagnostic(UNREADABLE, "agents/a.md", 3, 0, "cannot be read", "mend it"))
        case _:
            pass


def _times(place: Path) -> int:
    """Count this run of a task."""
    counter = place.with_suffix(".times")
    with counter.open("a", encoding="utf-8") as file:
        file.write(".")
    return counter.stat().st_size


def mark(task: Task) -> Path:
    return Path(task[0], f"{task[1]}-{task[2]}.mark".replace(":", " "))


def is_done(task: Task) -> bool:
    return mark(task).exists()


def tasks(folder: Path, stage: str, count: int = 8) -> list[Task]:
    return [(str(folder), stage, number) for number in range(count)]


def done(folder: Path, stage: str) -> list[int]:
    """Return the numbers of the tasks of a stage that are done."""
    return [task[2] for task in tasks(folder, stage, 100) if is_done(task)]


def runs(folder: Path, stage: str) -> list[int]:
    """Return the numbers of the tasks of a stage that began, as often as they did, in order."""
    lines = Path(folder, "runs").read_text(encoding="utf-8").splitlines()
    return sorted(int(line.split()[-2]) for line in lines if line.startswith(f"{stage} "))


def processes(folder: Path) -> set[int]:
    """Return the processes that ran tasks."""
    return {int(line.split()[-1]) for line in Path(folder, "runs").read_text(encoding="utf-8").splitlines()}


WORK = Work(call, is_done)
