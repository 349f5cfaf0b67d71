"""What runs the tasks of a scan: this process, processes of this machine, or Ray.

An engine runs each task at least once, in any order. A task is done when its mark is in the work folder, so
an engine that is killed, or two that run at once, do no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self

from personac.building.child_processes import usable_cores
from personac.scan.attempts import Task, Work, attempt, refuse, refuse_without_marks


class Engine(Protocol):
    """Runs tasks. As a context it keeps its processes for all stages, and ends them with it."""

    def __enter__(self) -> Self:
        """Return the engine; processes start with the first tasks."""
        ...

    def __exit__(self, *error: object) -> None:
        """End all processes, at once if there is an error."""
        ...

    def run(self, tasks: Sequence[Task]) -> None:
        """Return when every task has its mark. They start in their order: give the largest first.

        Raises `PersonacError` for the first task that failed.
        """
        ...


class SerialEngine:
    """Runs tasks in this process, one after the other."""

    def __init__(self, work: Work) -> None:
        """Store what runs a task."""
        self._work = work

    def __enter__(self) -> Self:
        """Return the engine: there is nothing to start."""
        return self

    def __exit__(self, *error: object) -> None:
        """Do nothing."""

    def run(self, tasks: Sequence[Task]) -> None:
        """Run the tasks that have no mark. Raises `PersonacError`."""
        for task in self._work.left(tasks):
            refuse(attempt(self._work, task))
        refuse_without_marks(self._work, tasks)


def open_engine(name: str, work: Work, jobs: int = 0) -> Engine:
    """Return the engine `serial`, `local` or `ray`, or the one of a Ray cluster (`ray://host:port`).

    `jobs` is the number of processes of this machine, 0 for as many as it has cores. Raises `PersonacError`.
    """
    workers = jobs or usable_cores()
    if name == "serial" or (name == "local" and workers == 1):
        return SerialEngine(work)
    if name == "local":
        from personac.scan.local_engine import LocalEngine

        return LocalEngine(work, workers)
    from personac.scan.ray_engine import RayEngine

    return RayEngine(work, workers, address=name.removeprefix("ray") and name)


def shard_of(tasks: Sequence[Task], number: int, of: int) -> list[Task]:
    """Return the tasks of one machine in their order: every `of`th by number; machines count from 0."""
    return [task for task in tasks if task[2] % of == number]
