"""The work folder of a scan: the plan, the tables of every stage, and a mark for each task that is done.

    plan.json                    what is scanned, and how; its id stands in every mark
    <stage>/<table>-<n>.arrow    what task n of a stage wrote, with one batch for each partition
    <stage>/<n>.done             the mark of task n, written last: the id, and the checksums of its tables

A rerun skips the tasks that have the mark of its plan. Where a table is not what was written, as after a
crash of the machine, it and all later stages are done again. Machines that see one folder may share tasks.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import msgspec

from personac import __version__
from personac.building.folder_walk import unreadable
from personac.building.inputs import BACKGROUND, parse_rules
from personac.config.schema import Rules
from personac.emit.lockfile import DiagnosticRow
from personac.paths import display_path
from personac.regular_files import is_file, read_regular_file
from personac.scan.scan_request import STAGE_NAMES, Measure
from personac.scan.tables import Schema, Table, checksum, joined, objects, read_part, write_parts
from personac.storage.filesystem import replace_file

T = TypeVar("T")
_PLAN = "plan.json"
FILES_PER_CHUNK = 64


class Plan(msgspec.Struct, frozen=True):
    """What a scan does: the version and the rules decide with the files what the tables hold.

    `id` identifies all of it. `roots` are the folders, as given; `chunks` is the number of parts that the
    files are read in, `states` a hash of their states. `rules_files` are paths and contents; `problems` are
    those of finding the files.
    """

    id: str
    version: str
    partitions: int
    chunks: int
    measure: Measure
    roots: tuple[str, ...]
    rules_files: tuple[tuple[str, bytes], ...]
    problems: tuple[DiagnosticRow, ...] = ()
    states: str = ""

    def identified(self, states: Sequence[tuple[str, int, int]]) -> Plan:
        """Return the plan with its id, for files: path, size, and time of the last change in nanoseconds."""
        chunks, digest = -(-len(states) // FILES_PER_CHUNK), sha256(msgspec.json.encode(states)).hexdigest()
        plan = msgspec.structs.replace(self, chunks=chunks, states=digest)
        return msgspec.structs.replace(plan, id=plan.identity)

    @property
    def identity(self) -> str:
        """What the id has to be; how many families are built changes no table."""
        facts = msgspec.structs.replace(self, id="", measure="auto")
        return sha256(msgspec.json.encode(facts)).hexdigest()

    @property
    def rules(self) -> Rules:
        """The rules. Raises `PersonacError`."""
        return parse_rules(self.rules_files)

    @property
    def background(self) -> bytes | None:
        """The user's own statistics of words."""
        return next((data for path, data in self.rules_files if path.endswith(BACKGROUND)), None)


@dataclass(frozen=True)
class WorkFolder:
    """A folder with a plan."""

    root: Path

    @cached_property
    def plan(self) -> Plan:
        """The plan. Raises `PersonacError` where there is none of this version."""
        path = self.root / _PLAN
        try:
            plan = msgspec.json.decode(read_regular_file(path), type=Plan)
            problem = _problem(plan)
        except (OSError, msgspec.MsgspecError) as error:
            problem = f"no plan of a scan: {error}"
        if problem:
            hint = "begin with the first stage, `--stage list`, or name another folder"
            raise unreadable(display_path(path), problem, hint)
        return plan

    def begin(self, plan: Plan) -> None:
        """Write the plan, unless it is there; what is damaged, or done under another plan, is done again.

        Raises `PersonacError` for a folder with other files.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        _refuse_others(self.root)
        data = msgspec.json.encode(plan)
        path = self.root / _PLAN
        if not path.exists() or read_regular_file(path) != data:
            replace_file(path, data)
        self._drop_damaged()

    def refuse_other_plan(self) -> None:
        """Raise `PersonacError` if another scan has begun in this folder: it replaces what is there."""
        if WorkFolder(self.root).plan.id != self.plan.id:
            hint = "scans of other files, or with other options, need work folders of their own"
            raise unreadable(display_path(self.root), "another scan has begun in this folder", hint)

    def is_done(self, stage: str, number: int) -> bool:
        """Return whether a task has the mark of this plan."""
        return _lines(self._mark(stage, number))[:1] == [self.plan.id]

    def _drop_damaged(self) -> None:
        """Remove the marks of tasks whose tables are not as they were written, and of all later stages."""
        is_damaged = False
        for stage in STAGE_NAMES:
            marks = sorted((self.root / stage).glob("*.done"))
            dropped = marks if is_damaged else [mark for mark in marks if not self._is_whole(mark)]
            for mark in dropped:
                mark.unlink(missing_ok=True)
            is_damaged |= bool(dropped)

    def _is_whole(self, mark: Path) -> bool:
        """Return whether the tables of a task are as they were written, or of another plan."""
        lines = _lines(mark)
        if lines[:1] != [self.plan.id]:
            return True
        names = [line.rpartition(" ")[0] for line in lines[1:-1]]
        try:
            return lines == _mark_lines(self.plan.id, [mark.parent / name for name in names])
        except OSError:
            return False

    def write(self, stage: str, number: int, tables: Mapping[str, Sequence[Table]]) -> None:
        """Write the tables of a task, each in parts, and its mark last."""
        (self.root / stage).mkdir(exist_ok=True)
        files = [self._file(stage, name, number) for name in tables]
        for file, parts in zip(files, tables.values(), strict=True):
            write_parts(file, parts)
        lines = _mark_lines(self.plan.id, files)
        replace_file(self._mark(stage, number), "\n".join(lines).encode())

    def part(self, stage: str, table: str, number: int, batch: int = 0) -> Table:
        """Return one part of what task `number` of a stage wrote."""
        return read_part(self._file(stage, table, number), batch)

    def parts(self, stage: str, table: str, tasks: Iterable[int], batch: int = 0) -> Iterator[Table]:
        """Yield one part of what each of the tasks of a stage wrote."""
        return (self.part(stage, table, number, batch) for number in tasks)

    def of_chunks(self, stage: str, table: str, schema: Schema, batch: int) -> Table:
        """Return one partition of a table, from all tasks of a stage that has one for each chunk of files."""
        return joined(self.parts(stage, table, range(self.plan.chunks), batch), schema)

    def of_partitions(self, stage: str, table: str, schema: Schema, batch: int = 0) -> Table:
        """Return one part of a table, from all tasks of a stage that has one for each partition."""
        return joined(self.parts(stage, table, range(self.plan.partitions), batch), schema)

    def value(self, stage: str, table: str, number: int, kind: type[T]) -> T:
        """Return what a table of one value has, in a column of its name. Raises `PersonacError`."""
        try:
            return msgspec.json.decode(objects(self.part(stage, table, number), table)[0], type=kind)
        except (OSError, LookupError, msgspec.MsgspecError) as error:
            place = display_path(self._file(stage, table, number))
            hint = "run the same command again without --stage: what is missing or damaged is done again"
            raise unreadable(place, f"this table of the scan cannot be read: {error}", hint) from None

    def _file(self, stage: str, table: str, number: int) -> Path:
        return self.root / stage / f"{table}-{number}.arrow"

    def _mark(self, stage: str, number: int) -> Path:
        return self.root / stage / f"{number}.done"


def _problem(plan: Plan) -> str:
    """Return why a plan is of no use, an empty text for nothing."""
    if plan.version != __version__:
        return f"this plan is of personac {plan.version}, and this is {__version__}"
    return "" if plan.id == plan.identity else "this plan is damaged"


def _lines(mark: Path) -> list[str]:
    """Return the lines of a mark; none where it cannot be read: then its task is not done."""
    try:
        return read_regular_file(mark).decode("utf-8", "replace").split("\n")
    except OSError:
        return []


def _mark_lines(plan: str, files: Sequence[Path]) -> list[str]:
    """Return the lines of a mark. Raises `OSError`."""
    return [plan, *map(_summed, files), str(len(files))]


def _summed(file: Path) -> str:
    """Return the name of a file and its checksum."""
    if not is_file(file):
        raise FileNotFoundError(errno.ENOENT, "no file", str(file))
    return f"{file.name} {checksum(file):08x}"


def _refuse_others(root: Path) -> None:
    """Raise `PersonacError` for a folder that has files and no plan."""
    if not (root / _PLAN).exists() and any(not path.name.startswith(".") for path in root.iterdir()):
        hint = "name an empty folder, or one of an earlier scan"
        raise unreadable(display_path(root), "this folder has other files, and no plan of a scan", hint)
