"""Run the copy stages of a scan on lines.

    python -m bench.scan.programs.personac_lines LINES.jsonl FOLDER PROCESSES

Lines are read as list items without a section; then the stages sign, pair, verify and fold run on the local
engine, as in a scan. Prints how many lines would be kept, one of each group of copies.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from personac import __version__
from personac.config.loader import load_rules
from personac.extraction.bullets import Said
from personac.model.source import Span
from personac.scan import tasks
from personac.scan.attempts import Task, Work
from personac.scan.engines import open_engine
from personac.scan.reading import OCCURRENCES, UNITS
from personac.scan.scan_stages import stage_named
from personac.scan.tables import Lists, numbers, parted
from personac.scan.unit_reader import Reader, Unit
from personac.scan.work_folder import Plan, WorkFolder

_LINES = "PERSONAC_BENCH_LINES"  # the variable that tells workers where the lines are
_STAGES = ("parse", "sign", "pair", "verify", "fold")
_BYTES = 2_000_000  # of lines for each partition, as many as the files of one have
_FEWEST = 4


def call(task: Task) -> None:
    """Run a task: reading lines takes the place of parsing files."""
    root, name, number = task
    if name != "parse":
        tasks.call(task)
        return
    work = WorkFolder(Path(root))
    if not work.is_done(name, number):
        units = read_units(Path(os.environ[_LINES]), number, work.plan.partitions)
        work.write(name, number, tables_of(units, number, work.plan.partitions))


def read_units(path: Path, part: int, parts: int) -> Sequence[Unit]:
    """Return the units of one of the equal parts of a file of lines."""
    reader = Reader(load_rules([]))
    return [reader.unit(item(text)) for text in texts_of(path, part, parts)]


def texts_of(path: Path, part: int, parts: int) -> Iterator[str]:
    """Yield the texts of the lines that begin in one of the equal parts of a file."""
    size = path.stat().st_size
    start, end = (size * at // parts for at in (part, part + 1))
    with path.open("rb") as file:
        file.seek(max(start - 1, 0))
        if start:
            file.readline()
        while file.tell() < end:
            yield json.loads(file.readline())["text"]


def item(text: str) -> Said:
    """Return a line as a list item."""
    return Said("item", Span(0, 0), (), (), text, ())


def tables_of(units: Sequence[Unit], part: int, parts: int) -> dict[str, Sequence[object]]:
    """Return the tables of a partition as the stage `parse` writes them; each line is a persona."""
    distinct = {unit.key: unit for unit in units}
    scopes = [unit.scope for unit in distinct.values()]
    terms = Lists.of([unit.terms for unit in distinct.values()])
    places = np.arange(len(units), dtype=np.uint64) + (np.uint64(part) << np.uint64(32))
    keys = np.array([unit.key for unit in units], np.uint64)
    occurrences = OCCURRENCES.table(keys, places, [unit.words for unit in units])
    rows = UNITS.table(np.fromiter(distinct, np.uint64), np.array(scopes, np.uint64), terms)
    return {"units": parted(rows, "unit", parts), "occurrences": parted(occurrences, "unit", parts)}


def run(lines: Path, folder: Path, processes: int) -> int:
    """Find near copies among the lines; return how many lines are kept, one of each group of copies."""
    os.environ[_LINES] = str(lines.absolute())
    work = WorkFolder(folder.absolute())
    partitions = max(_FEWEST, -(-lines.stat().st_size // _BYTES))
    work.begin(Plan("", __version__, partitions, 0, 0, (), (), ()).identified([]))
    with open_engine("local", Work(call, tasks.is_done, (__name__,)), processes) as engine:
        for name in _STAGES:
            engine.run(tasks.tasks_of(work, stage_named(name)))
    forest = work.part("fold", "forest", 0)
    units: int = sum(work.part("sign", "units", part).num_rows for part in range(partitions))
    nodes, roots = numbers(forest, "node"), numbers(forest, "root")
    return units - int((nodes != roots).sum())


if __name__ == "__main__":
    print(run(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
