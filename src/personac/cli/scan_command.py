"""`personac scan`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from personac.cli.build_selection import RULES
from personac.cli.console import PATH, Console, console_options, grouped_options, in_project
from personac.cli.scan_options import (
    ScanOptions,
    ScanPlace,
    check_usage,
    completed_by,
    read_gates,
    read_stage,
    read_with,
)

if TYPE_CHECKING:
    from personac.building.project import Project
    from personac.observer import Observer
    from personac.scan.scan_report import ScanReport

_FORMATS = ("text", "json", "markdown")
_NUMBER = click.IntRange(min=1)


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
        "--fail-on", "gates", default="", callback=read_gates, metavar="GATE=MAX[,...]",
        help="Exit with 1 above copies=N, drifted=N, families=N, contradictions=N, overlap=SHARE or "
        "descriptions=SHARE.",
    ),
    click.option("--baseline", type=PATH, metavar="FILE", help="Ignore findings listed in FILE."),
    click.option(
        "--write-baseline", "new_baseline", type=PATH, metavar="FILE", help="Write all findings to FILE."
    ),
    RULES,
    click.option(
        "--measure", default=None, metavar="N|all", callback=read_with("measure"),
        help="Build so many families, those first that save most, to measure what a merge saves.  "
        "[default: 10 with -o, --fail-on or another format than text; else only in scans of a few files]",
    ),
    click.option(
        "--engine", default="local", show_default=True, metavar="NAME", callback=read_with("engine"),
        shell_complete=completed_by("ENGINES"),
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
        "--stage", metavar="NAME", callback=read_stage, shell_complete=completed_by("STAGE_NAMES"),
        help="Run this stage in --work, and no other.",
    ),
    click.option(
        "--shard", default=None, metavar="I/N", callback=read_with("shard"),
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
    check_usage(place, options)
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
