"""One attempt at a task, and what went wrong in it, as data.

Another process or machine may not be able to send an exception, and never sends its traceback. Diagnostics
can be sent, so they say why a task failed.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, TypeAlias

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.engine_kinds import TASK_FAILED
from personac.paths import display_path

Task: TypeAlias = tuple[str, str, int]
"""The work folder, the name of a stage, and the number of the task in it."""
Reasons: TypeAlias = tuple[Diagnostic, ...]
"""Why a task failed; empty where it did not."""
_KEPT = "finished tasks are kept with --work: the same command goes on with the rest"


class Work(NamedTuple):
    """What runs a task, and what tells that it is done.

    Both are functions of modules, as other processes import them. `modules` are what workers import before
    their first task.
    """

    call: Callable[[Task], None]
    is_done: Callable[[Task], bool]
    modules: tuple[str, ...] = ()

    def left(self, tasks: Iterable[Task]) -> list[Task]:
        """Return the tasks that are not done, in their order."""
        return [task for task in tasks if not self.is_done(task)]


def attempt(work: Work, task: Task, *passed: type[Exception]) -> Reasons:
    """Run a task; return why it failed. Exceptions of the types `passed` are raised."""
    try:
        work.call(task)
    except passed:
        raise
    except PersonacError as error:
        return error.diagnostics
    except Exception as error:  # noqa: BLE001 - also of what is not foreseen a person wants the place
        return (_unforeseen(task, error),)
    return ()


def _unforeseen(task: Task, error: Exception) -> Diagnostic:
    last = traceback.extract_tb(error.__traceback__)[-1]
    text = " ".join(str(error).split())
    return problem(task, f"{type(error).__name__}: {text} ({Path(last.filename).name}:{last.lineno})")


def problem(task: Task, message: str, hint: str = _KEPT) -> Diagnostic:
    """Return a diagnostic that names the task."""
    folder, stage, number = task
    return Diagnostic(
        TASK_FAILED, display_path(Path(folder)), 0, 0, f"{stage}, task {number}: {message}", hint
    )


def refuse(reasons: Reasons) -> None:
    """Raise `PersonacError` if there are reasons."""
    if reasons:
        raise PersonacError(*reasons)


def refuse_without_marks(work: Work, tasks: Iterable[Task]) -> None:
    """Raise `PersonacError` where a task ended well and left no mark here."""
    for task in work.left(tasks)[:1]:
        hint = "every machine has to see the same work folder under the same path; nothing else may change it"
        raise PersonacError(problem(task, "it ended, and its mark is not in the work folder", hint))
