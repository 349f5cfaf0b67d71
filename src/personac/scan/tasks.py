"""Tasks: plain data that an engine hands to any process, or any machine, that sees the work folder.

A task may run at least once, and in any order within its stage. It writes its mark last, and does nothing
where that is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from personac.scan.attempts import Task
from personac.scan.draft import families_to_build, with_merges
from personac.scan.scan_report import FamilyRow, ScanReport
from personac.scan.scan_stages import Stage, draft_of, stage_named
from personac.scan.work_folder import WorkFolder


def call(task: Task) -> None:
    """Run a task, unless it is done."""
    root, name, number = task
    work = WorkFolder(Path(root))
    if not work.is_done(name, number):
        work.write(name, number, stage_named(name).run(work, number))


def is_done(task: Task) -> bool:
    """Return whether a task has its mark."""
    root, name, number = task
    return WorkFolder(Path(root)).is_done(name, number)


def tasks_of(work: WorkFolder, stage: Stage) -> tuple[Task, ...]:
    """Return the tasks of a stage, when the stages before it are done."""
    return tuple((str(work.root), stage.name, number) for number in task_numbers(work, stage))


def finished(work: WorkFolder) -> ScanReport:
    """Return the report when all stages are done. Raises `PersonacError`."""
    draft = draft_of(work)
    places = families_to_build(draft, work.plan.measure)
    built = [work.value("measure", "family", place, FamilyRow) for place in places]
    return with_merges(draft, {row.id: row for row in built})


def task_numbers(work: WorkFolder, stage: Stage) -> Sequence[int]:
    """Return the numbers of the tasks of a stage; the stages before it are done."""
    match stage.spread:
        case "once":
            return range(1)
        case "chunks":
            return range(work.plan.chunks)
        case "partitions":
            return range(work.plan.partitions)
        case "families":
            return families_to_build(draft_of(work), work.plan.measure)
