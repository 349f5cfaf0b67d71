"""The scan: find the files, run the stages one after the other on an engine, and read the report.

Everything between is in the work folder. One that the user names is kept: a scan that was stopped goes on
there, and other machines share its tasks. Else it is a temporary one.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from personac import __version__
from personac.building.folder_walk import unreadable
from personac.building.inputs import InputFiles, find_inputs, read_rules_files
from personac.building.project import with_settings
from personac.building.request import Request
from personac.building.source_files import AGENT_FOLDERS
from personac.building.source_patterns import is_pattern
from personac.diagnostics.diagnostic import Diagnostic, Severity, first_of
from personac.diagnostics.input_kinds import SKIPPED_FILE
from personac.paths import display_path
from personac.regular_files import special_kind
from personac.report.findings import diagnostic_rows
from personac.report.safe_text import count
from personac.scan.attempts import Work
from personac.scan.engines import Engine, open_engine, shard_of
from personac.scan.parquet_tables import write_tables
from personac.scan.reading import PATHS
from personac.scan.scan_report import ScanReport
from personac.scan.scan_request import ScanRequest
from personac.scan.scan_stages import STAGES, Stage
from personac.scan.tasks import call, finished, is_done, tasks_of
from personac.scan.work_folder import FILES_PER_CHUNK, Plan, WorkFolder

LIST = "list"
"""The first stage: find the files, and plan."""
_FILES_PER_PARTITION = 700
_FEWEST_PARTITIONS = 4
_MOST_NAMED = 3
_MODULES = ("personac.scan.tasks",)
OnStage = Callable[[str, int], None]
"""Called with the name of each stage that starts, and the number of its tasks."""


def ignore(_stage: str, _tasks: int) -> None:
    """Drop the progress of a scan."""


def scan(request: ScanRequest, on_stage: OnStage = ignore) -> ScanReport | None:
    """Run a scan, or with a `stage` that one alone: then there is no report. Raises `PersonacError`."""
    with _work_folder(request.work) as work:
        if request.stage in {"", LIST}:
            begin(work, request)
        if request.stage != LIST:
            with _engine(work, request) as engine:
                _run_stages(work, request, engine, on_stage)
        if request.stage:
            return None
        report = finished(work)
        work.refuse_other_plan()
        if request.tables is not None:
            write_tables(work, report, request.tables)
        return report


@contextmanager
def _work_folder(named: Path | None) -> Iterator[WorkFolder]:
    if named is not None:
        yield WorkFolder(named.absolute())
        return
    with TemporaryDirectory(prefix="personac-scan-", ignore_cleanup_errors=True) as folder:
        yield WorkFolder(Path(folder))


def begin(work: WorkFolder, request: ScanRequest) -> None:
    """Find the files and write the plan. Raises `PersonacError`."""
    _refuse_missing(request.roots)
    files = find_inputs(_inputs_of(request))
    sources = files.sources
    plan = Plan(
        id="",
        version=__version__,
        partitions=min(request.partitions, len(sources)) or _partitions(len(sources)),
        chunks=0,
        measure=request.measure,
        roots=tuple(sorted(map(display_path, request.roots))),
        rules_files=read_rules_files(files),
        problems=diagnostic_rows((*files.found.problems, *_left_out(files))),
    )
    work.begin(plan.identified([_state(place, path) for place, path in sources.items()]))
    if not work.is_done(LIST, 0):
        work.write(LIST, 0, {"paths": _chunks(sources)})


def _refuse_missing(roots: Sequence[Path]) -> None:
    """Raise `PersonacError` for what is named and is nothing to scan: gates would pass with a typo."""
    hint = "name folders that hold persona files, or the files"
    for root in roots:
        try:
            kind = "" if is_pattern(root) else special_kind(root.stat().st_mode)
        except OSError as error:
            raise unreadable(display_path(root), f"cannot be scanned: {error.strerror}", hint) from None
        if kind and not root.is_dir():
            raise unreadable(display_path(root), f"cannot be scanned: it is {kind}", hint)


def _partitions(files: int) -> int:
    if files <= FILES_PER_CHUNK:  # one process reads them
        return 1
    return max(_FEWEST_PARTITIONS, -(-files // _FILES_PER_PARTITION))


def _inputs_of(request: ScanRequest) -> Request:
    roots = request.roots or (Path(),)
    hidden = tuple(folder for root in roots for folder in _hidden_agent_folders(root))
    outputs = request.outputs or request.project.output
    asked = Request((*roots, *hidden), outputs, request.rules, include=(), is_named=True)
    return with_settings(asked, request.project)


def _hidden_agent_folders(root: Path) -> Iterator[Path]:
    """Yield the folders of agent tools in a root and in its folders, no links; a search skips hidden ones."""
    for parent in (root, *sorted(path for path in root.glob("[!.]*") if _is_plain_folder(path))):
        for folder in AGENT_FOLDERS:
            places = [parent / above for above in (*reversed(folder.parents), folder)][1:]
            if folder.parts[0].startswith(".") and all(map(_is_plain_folder, places)):
                yield parent / folder


def _is_plain_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _left_out(files: InputFiles) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each reason to leave files out of the search, at the first of them."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for place, reason in files.found.left_out.items():
        by_reason[reason].append(place)
    hint = "name a file to scan it all the same"
    for reason, places in sorted(by_reason.items()):
        message = f"left out, {count(len(places), 'place')}: {reason}: {first_of(places, _MOST_NAMED)}"
        lowered: Severity = "warning" if "front matter" in reason else "info"  # it may be a persona
        yield Diagnostic(SKIPPED_FILE, places[0], 0, 0, message, hint, lowered)


def _state(place: str, path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError:  # deleted meanwhile: reading it will tell
        return place, 0, 0
    return place, state.st_size, state.st_mtime_ns


def _chunks(sources: Mapping[str, Path]) -> Sequence[object]:
    """Return the paths in chunks, each a table; one empty chunk where there are none."""
    rows = [(place, os.fsencode(path.absolute())) for place, path in sorted(sources.items())]
    starts = range(0, len(rows), FILES_PER_CHUNK)
    chunks = [rows[start : start + FILES_PER_CHUNK] for start in starts] or [[]]
    return [PATHS.table([place for place, _ in chunk], [path for _, path in chunk]) for chunk in chunks]


def _engine(work: WorkFolder, request: ScanRequest) -> Engine:
    is_small = request.engine == "local" and work.plan.chunks <= 1
    return open_engine("serial" if is_small else request.engine, Work(call, is_done, _MODULES), request.jobs)


def _run_stages(work: WorkFolder, request: ScanRequest, engine: Engine, on_stage: OnStage) -> None:
    for before, stage in zip((None, *STAGES), STAGES, strict=False):
        if request.stage == stage.name:
            _refuse_too_early(work, before)
        if request.stage in {"", stage.name}:
            tasks = tasks_of(work, stage)
            if request.shard:
                tasks = tuple(shard_of(tasks, request.shard.number, request.shard.of))
            on_stage(stage.name, len(tasks))
            engine.run(tasks)


def _refuse_too_early(work: WorkFolder, before: Stage | None) -> None:
    """Raise `PersonacError` if the stage before the one that is asked for is not done."""
    name = before.name if before else LIST
    tasks = tasks_of(work, before) if before else ((str(work.root), LIST, 0),)
    left = sum(not is_done(task) for task in tasks)
    if left:
        message = f"the stage {name} comes first: {count(left, 'task')} of {len(tasks):,} not done"
        raise unreadable(display_path(work.root), message, f"run all shards of it: --stage {name}")
