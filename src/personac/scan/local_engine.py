"""The default engine: processes of this machine, one pool of them for all stages.

They are forked from this process, which has imported what the tasks need: spawned ones would import it again,
and each would need 60 MB more. The threads that numpy and Arrow start by themselves allow a fork. Where other
threads run, as that of a progress display, and on other systems, processes are forked from a server that
imports it first (2 s and 80 MB more).

A pool breaks when one of its processes is killed, mostly as memory was short. Then each task that may have
run in that moment runs again alone, in a process of its own, so that it is known which one it is that fails.
"""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext
from typing import Self

from personac.building.child_processes import (
    ctrl_c_delayed,
    end_child_processes,
    end_when_told,
    usable_cores,
    variables_set,
)
from personac.diagnostics.diagnostic import PersonacError
from personac.diagnostics.engine_kinds import WORKER_LOST
from personac.scan.attempts import Reasons, Task, Work, attempt, problem, refuse, refuse_without_marks

TRIES = 3
"""How often a task runs alone whose process ends by itself."""
_FAREWELL = 2.0  # seconds
_FOR_WORKERS = {
    "PYTHONSAFEPATH": "1",  # the working directory may be a stranger's
    "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",  # every core has a process
}  # fmt: skip


class LocalEngine:
    """Runs tasks in processes of this machine."""

    def __init__(self, work: Work, jobs: int = 0) -> None:
        """Store what runs a task; `jobs` is the number of processes, 0 for the cores of this machine."""
        self._work = work
        self._workers = jobs or usable_cores()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Return the engine; processes start with the first tasks."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the processes."""
        self._end_pool()

    def run(self, tasks: Sequence[Task]) -> None:
        """Run the tasks that have no mark; no pool is started for one alone. Raises `PersonacError`."""
        left = self._work.left(tasks)
        if len(left) == 1 and not self._pool:
            refuse(attempt(self._work, left.pop()))
        while left:
            self._run_together(left)
            left = self._work.left(left)
            for task in left[: self._workers]:  # they start in their order: these ran as the pool broke
                self._run_alone(task)
            left = left[self._workers :]
        refuse_without_marks(self._work, tasks)

    def _run_together(self, tasks: Sequence[Task]) -> None:
        """Run tasks in the pool, until it breaks."""
        with self._ending_on_error():
            self._pool = self._pool or _new_pool(self._workers, self._work.modules)
            for future in _started(self._pool, self._work, tasks):
                refuse(future.result())

    def _run_alone(self, task: Task) -> None:
        """Run a task as the only one, a few times if its process ends by itself."""
        for _ in range(TRIES):
            with self._ending_on_error(), _new_pool(1, self._work.modules) as pool:
                (future,) = _started(pool, self._work, [task])
                refuse(future.result())
                return
        message = f"its process ended by itself {TRIES} times, also when no other task ran"
        raise PersonacError(problem(task, message)._replace(kind=WORKER_LOST))

    @contextmanager
    def _ending_on_error(self) -> Iterator[None]:
        """End all processes with an error, or as a pool breaks: one of them may wait for what died."""
        try:
            yield
        except BrokenProcessPool:
            self._end_pool(at_once=True)
        except BaseException:
            self._end_pool(at_once=True)
            raise

    def _end_pool(self, *, at_once: bool = False) -> None:
        if at_once:
            end_child_processes(_FAREWELL)
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._pool = None


def _new_pool(workers: int, modules: Sequence[str]) -> ProcessPoolExecutor:
    with variables_set(_FOR_WORKERS):
        return ProcessPoolExecutor(workers, _context(modules), end_when_told)


def _context(modules: Sequence[str]) -> BaseContext:
    if sys.platform == "linux" and threading.active_count() == 1:
        return get_context("fork")
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([*modules])
    return context


def _started(pool: ProcessPoolExecutor, work: Work, tasks: Sequence[Task]) -> list[Future[Reasons]]:
    with variables_set(_FOR_WORKERS), ctrl_c_delayed(), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "This process .* is multi-threaded", DeprecationWarning
        )  # see above
        return [pool.submit(attempt, work, task) for task in tasks]
