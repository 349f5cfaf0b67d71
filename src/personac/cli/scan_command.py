"""`personac scan`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from click.shell_completion import CompletionItem

from personac.cli.build_selection import RULES
from personac.cli.console import PATH, Console, console_options, grouped_options, in_project, not_empty

if TYPE_CHECKING:
    from personac.building.project import Project
    from personac.observer import Observer
    from personac.report.gate_limits import Gate
    from personac.scan.scan_report import ScanReport
    from personac.scan.scan_request import Measure, ScanRequest, Shard

T = TypeVar("T")
_FORMATS = ("text", "json", "markdown")
_NUMBER = click.IntRange(min=1)
_MEASURED = 10  # families


class ScanOptions(NamedTuple):
    """What to do with the result of a scan; `form` is its format on stdout."""

    form: Any
    gates: tuple[Gate, ...]
    baseline: Path | None
    new_baseline: Path | None
    write_groups: bool
    schema: bool

    def measured(self, place: ScanPlace) -> Measure:
        """Return how many families are built where nobody says it: few for a look at the terminal."""
        is_kept = place.outputs or self.form != "text" or self.gates
        return _MEASURED if is_kept else "auto"

    @property
    def uses_result(self) -> bool:
        """Whether there has to be a result, which a single stage does not have."""
        return bool(self.gates or self.baseline or self.new_baseline or self.write_groups)


class ScanPlace(NamedTuple):
    """What is scanned, where, and how; as `ScanRequest`, without the project."""

    roots: tuple[Path, ...]
    outputs: Path | None
    rules: Path | None
    engine: str
    jobs: int | None
    partitions: int | None
    work: Path | None
    stage: str
    shard: Shard | None
    measure: Measure | None
    tables: Path | None

    def request(self, project: Project, measured: Measure) -> ScanRequest:
        """Return the request; `measured` is how many families are built where nobody says it."""
        from personac.scan.scan_request import ScanRequest

        fields = self._asdict() | {"jobs": self.jobs or 0, "partitions": self.partitions or 0}
        measure = measured if self.measure is None else self.measure
        return ScanRequest(**fields | {"measure": measure}, project=project)


def _read(name: str) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """Return a callback that reads an option with the function `read_<name>`."""

    def read(context: click.Context, parameter: click.Parameter, value: str | None) -> object:
        if value is None:
            return None
        not_empty(context, parameter, value)
        from personac.scan import scan_request

        try:
            return getattr(scan_request, f"read_{name}")(value)
        except scan_request.ScanOptionError as error:
            raise click.BadParameter(str(error)) from None

    return read


def _stage(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    stage: str = _read("stage")(context, parameter, value) or ""
    return stage


def _complete(name: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what completes an option by the names in the tuple `name`."""

    def complete(
        _context: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from personac.scan import scan_request

        names: Sequence[str] = getattr(scan_request, name)
        return [CompletionItem(one) for one in names if one.startswith(incomplete)]

    return complete


def _gates(context: click.Context, parameter: click.Parameter, value: str) -> tuple[Gate, ...]:
    not_empty(context, parameter, value)
    if not value:
        return ()
    from personac.report.gate_limits import GateError
    from personac.scan.scan_gates import parse_scan_gates

    try:
        return parse_scan_gates(value)
    except GateError as error:
        raise click.BadParameter(str(error)) from None


@click.command("scan")
@in_project
@grouped_options(
    {"place": ScanPlace, "options": ScanOptions},
    click.argument("roots", nargs=-1, type=PATH, metavar="[DIR]..."),
    click.option(
        "-o", "--output", "outputs", type=PATH, metavar="DIR",
        help="Write scan.json, scan.html and scan.md into this folder.  [default: write nothing]",
    ),
    click.option(
        "--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True,
        help="How to show the result on stdout.",
    ),
    click.option(
        "--write-groups", is_flag=True,
        help="Write each family as a group into personac.toml, for `personac build --all`.",
    ),
    click.option(
        "--fail-on", "gates", default="", callback=_gates, metavar="GATE=MAX[,...]",
        help="Exit with 1 above copies=N, drifted=N, families=N, contradictions=N, overlap=SHARE or "
        "descriptions=SHARE.",
    ),
    click.option("--baseline", type=PATH, metavar="FILE", help="Ignore findings listed in FILE."),
    click.option(
        "--write-baseline", "new_baseline", type=PATH, metavar="FILE", help="Write all findings to FILE."
    ),
    RULES,
    click.option(
        "--measure", default=None, metavar="N|all", callback=_read("measure"),
        help="Build so many families, those first that save most, to measure what a merge saves.  "
        "[default: 10 with -o, --fail-on or another format than text; else only in scans of a few files]",
    ),
    click.option(
        "--engine", default="local", show_default=True, metavar="NAME", callback=_read("engine"),
        shell_complete=_complete("ENGINES"),
        help="What runs the scan: serial (this process), local (processes of this machine), ray (needs the "
        "extra `ray`) or the address of a Ray cluster, ray://HOST:PORT.",
    ),
    click.option("--jobs", type=_NUMBER, help="How many processes.  [default: one for each core]"),
    click.option(
        "--partitions", type=_NUMBER,
        help="In how many parts the work is divided; the result is always the same.  [default: by size]",
    ),
    click.option(
        "--work", type=PATH, metavar="DIR",
        help="Folder of intermediate tables. A scan that was stopped goes on there, and other machines that "
        "see it can share the work.  [default: a temporary one]",
    ),
    click.option(
        "--tables", type=PATH, metavar="DIR",
        help="Write the tables of the scan into this folder as Parquet files, for DuckDB and its kin.",
    ),
    click.option(
        "--stage", default=None, metavar="NAME", callback=_stage, shell_complete=_complete("STAGE_NAMES"),
        help="Run this stage in --work, and no other.",
    ),
    click.option(
        "--shard", default=None, metavar="I/N", callback=_read("shard"),
        help="Run one of N parts of the stage, counted from 0.",
    ),
    click.option("--schema", is_flag=True, help="Print the JSON Schema of scan.json."),
)  # fmt: skip
@console_options
def command(place: ScanPlace, options: ScanOptions, console: Console, project: Project) -> None:
    """Find the personas of whole repositories that should be one agent.

    DIR are folders that are searched at any depth; where none is named, the project is. Tells of copies,
    of copies that drifted apart, of families (personas that say enough of the same), of descriptions that
    compete for the same tasks, and of personas that nothing overlaps.

    \b
    Examples:
      personac scan                         # which of my agents should be one?
      personac scan team/ tools/ -o out     # with a page, JSON and markdown in out/
      personac scan --write-groups          # families become groups of personac.toml
      personac scan --write-baseline known.txt
      personac scan --fail-on copies=0,overlap=0.6 --baseline known.txt
      personac scan --work /shared/scan --stage parse --shard 3/10
    """
    if options.schema:
        from personac.scan.scan_file import scan_schema_text

        console.result(scan_schema_text(), "json")
        return
    _check_usage(place, options)
    with console.errors_printed():
        from personac.scan.scan_outputs import refuse_outputs
        from personac.scan.scanner import scan

        request = place.request(project, options.measured(place))
        refuse_outputs(request)
        with console.progress() as observer:
            report = scan(request, _on_stage(observer))
        if report is None:
            console.note(_stage_line(place))
            return
        _write(report, place, options, console, project)
        _show(report, options, console)
        _check_gates(report, options, console)


def _check_usage(place: ScanPlace, options: ScanOptions) -> None:
    """Raise `click.UsageError` for options that do not fit each other."""
    problems = (
        (place.shard and not place.stage, "--shard is a part of a stage: name it with --stage"),
        (place.stage and place.work is None, "--stage needs the folder of the other stages: --work DIR"),
        (
            place.stage and (place.outputs or options.uses_result or options.form != "text"),
            "--stage has no result yet: run the same command without it when all stages are done",
        ),
    )
    for is_wrong, message in problems:
        if is_wrong:
            raise click.UsageError(message)


def _on_stage(observer: Observer) -> Callable[[str, int], None]:
    def show(stage: str, tasks: int) -> None:
        from personac.report.safe_text import count

        observer.step_started(f"{stage} ({count(tasks, 'task')})")

    return show


def _stage_line(place: ScanPlace) -> str:
    shard = f", shard {place.shard.number} of {place.shard.of}" if place.shard else ""
    return f"{place.work}: stage {place.stage}{shard} is done"


def _write(
    report: ScanReport, place: ScanPlace, options: ScanOptions, console: Console, project: Project
) -> None:
    """Write what was asked for, and say so; the diagnostics of the scan come first."""
    from personac.scan.scan_gates import write_scan_baseline
    from personac.scan.scan_outputs import diagnostics_of, write_scan

    console.diagnostics(diagnostics_of(report))
    if place.outputs is not None:
        message, warnings = write_scan(report, place.outputs)
        console.diagnostics(warnings)
        console.note(message)
    if options.new_baseline is not None:
        console.note(write_scan_baseline(report, options.new_baseline))
    if options.write_groups:
        from personac.scan.written_groups import write_groups

        families = [
            (row.id, tuple(path for one in row.members for path in (one.path, *one.same)))
            for row in report.families
        ]
        file, groups = write_groups(project, families)
        console.note("\n".join(groups.lines(file)))


def _show(report: ScanReport, options: ScanOptions, console: Console) -> None:
    match options.form:
        case "json":
            from personac.scan.scan_report import encode_scan

            console.result(encode_scan(report).decode(), "json")
        case "markdown":
            from personac.scan.scan_markdown import render_scan_markdown

            console.result(render_scan_markdown(report), "md")
        case _:
            from personac.scan.scan_terminal import render_scan_text

            console.paged(render_scan_text(report, color=console.color, is_full=console.verbose))


def _check_gates(report: ScanReport, options: ScanOptions, console: Console) -> None:
    from personac.report.machine_formats import render_findings
    from personac.scan.scan_gates import check_scan_gates, new_in_scan

    outcome = check_scan_gates(report, options.gates, options.baseline)
    findings = outcome.findings
    if options.baseline and not options.gates:
        findings = new_in_scan(report, options.baseline)
    console.note(render_findings(findings, "text").rstrip("\n"))
    console.note(outcome.passed)
    console.diagnostics(outcome.diagnostics)
    console.exit_if_errors(outcome.diagnostics)
