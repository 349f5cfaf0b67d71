"""The work folder of a scan: the plan, the tables of every stage, and a mark for each task that is done.

    plan.json                    what is scanned, and how; its id stands in every mark
    <stage>/<table>-<n>.arrow    what task n of a stage wrote, with one batch for each partition
    <stage>/<n>.done             the mark of task n, written last

A rerun skips the tasks that have the mark of its plan. Machines that see one folder may share the tasks.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import msgspec

from personac.building.folder_walk import unreadable
from personac.building.inputs import BACKGROUND, parse_rules
from personac.config.schema import Rules
from personac.emit.lockfile import DiagnosticRow
from personac.paths import display_path
from personac.regular_files import read_regular_file
from personac.scan.reading import Reader
from personac.scan.scan_request import Measure
from personac.scan.tables import Schema, Table, joined, read_part, write_parts

_PLAN = "plan.json"
FILES_PER_CHUNK = 64


class Plan(msgspec.Struct, frozen=True):
    """What a scan does: the version and the rules decide with the files what the tables hold.

    `id` identifies all of it. `roots` are the folders, as given; `chunks` is the number of parts that the
    files are read in. `rules_files` are paths and contents; `problems` are those of finding the files.
    """

    id: str
    version: str
    partitions: int
    chunks: int
    measure: Measure
    roots: tuple[str, ...]
    rules_files: tuple[tuple[str, bytes], ...]
    problems: tuple[DiagnosticRow, ...] = ()

    def identified(self, states: Sequence[tuple[str, int, int]]) -> Plan:
        """Return the plan with its id, for files: path, size, and time of the last change in nanoseconds."""
        facts = msgspec.structs.replace(self, id="", chunks=-(-len(states) // FILES_PER_CHUNK))
        digest = sha256(msgspec.json.encode((facts, states))).hexdigest()
        return msgspec.structs.replace(facts, id=digest)

    @property
    def rules(self) -> Rules:
        """The rules. Raises `PersonacError`."""
        return parse_rules(self.rules_files)

    def reader(self) -> Reader:
        """Return what reads units and personas by these rules: it takes a moment to load."""
        return Reader(self.rules, self.background)

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
            return msgspec.json.decode(read_regular_file(path), type=Plan)
        except (OSError, msgspec.MsgspecError) as error:
            hint = "begin with the first stage, `--stage list`, or name another folder"
            raise unreadable(display_path(path), f"no plan of a scan: {error}", hint) from None

    def begin(self, plan: Plan) -> None:
        """Write the plan, unless it is there; what is done under another plan is done again.

        Raises `PersonacError` for a folder with other files.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        _refuse_others(self.root)
        data = msgspec.json.encode(plan)
        path = self.root / _PLAN
        if not path.exists() or read_regular_file(path) != data:
            _write_whole(path, data)

    def is_done(self, stage: str, number: int) -> bool:
        """Return whether a task has the mark of this plan."""
        try:
            return read_regular_file(self._mark(stage, number)) == self.plan.id.encode()
        except (FileNotFoundError, NotADirectoryError):
            return False

    def write(self, stage: str, number: int, tables: Mapping[str, Sequence[Table]]) -> None:
        """Write the tables of a task, each in parts, and its mark last."""
        (self.root / stage).mkdir(exist_ok=True)
        for name, parts in tables.items():
            write_parts(self._file(stage, name, number), parts)
        _write_whole(self._mark(stage, number), self.plan.id.encode())

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

    def _file(self, stage: str, table: str, number: int) -> Path:
        return self.root / stage / f"{table}-{number}.arrow"

    def _mark(self, stage: str, number: int) -> Path:
        return self.root / stage / f"{number}.done"


def _refuse_others(root: Path) -> None:
    """Raise `PersonacError` for a folder that has files and no plan."""
    if not (root / _PLAN).exists() and any(not path.name.startswith(".") for path in root.iterdir()):
        hint = "name an empty folder, or one of an earlier scan"
        raise unreadable(display_path(root), "this folder has other files, and no plan of a scan", hint)


def _write_whole(path: Path, data: bytes) -> None:
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    aside.write_bytes(data)
    aside.replace(path)
