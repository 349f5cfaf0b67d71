"""Tasks: plain data that an engine hands to any process, or any machine, that sees the work folder.

A task may run at least once, and in any order within its stage. It writes its mark last, and does nothing
where that is there.
"""

from __future__ import annotations

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
    return tuple((str(work.root), stage.name, number) for number in range(number_of_tasks(work, stage)))


def finished(work: WorkFolder) -> ScanReport:
    """Return the report when all stages are done. Raises `PersonacError`."""
    draft = draft_of(work)
    count = len(families_to_build(draft, work.plan.measure))
    built = [work.value("measure", "family", number, FamilyRow) for number in range(count)]
    return with_merges(draft, {row.id: row for row in built})


def number_of_tasks(work: WorkFolder, stage: Stage) -> int:
    """Return how many tasks a stage has; the stages before it are done."""
    match stage.spread:
        case "once":
            return 1
        case "chunks":
            return work.plan.chunks
        case "partitions":
            return work.plan.partitions
        case "families":
            return len(families_to_build(draft_of(work), work.plan.measure))
