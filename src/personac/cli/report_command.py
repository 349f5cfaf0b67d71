"""`personac report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from personac.cli.console import (
    PATH,
    Console,
    console_options,
    grouped_options,
    in_project,
    is_given,
    not_empty,
)

if TYPE_CHECKING:
    from personac.building.project import Project
    from personac.report.findings import Finding
    from personac.report.gate_limits import Gate
    from personac.report.report_schema import Report

_FORMATS = ("text", "md", "json", "html", "sarif", "github", "gitlab")
_SINCE_FORMATS = ("text", "md", "json")


class ReportOptions(NamedTuple):
    """The options of `personac report`; `form` is None where no format was named."""

    build_dir: Path | None
    output: Path
    form: Any
    since: str
    graph: Path | None
    gates: tuple[Gate, ...]
    baseline: Path | None
    new_baseline: Path | None
    schema: bool
    full: bool

    @property
    def folder(self) -> Path:
        """The build's folder."""
        return self.build_dir or self.output

    @property
    def shows_report(self) -> bool:
        """Whether to show the report itself, rather than to write a file or to check gates."""
        return bool(self.form) or not any((self.graph, self.gates, self.baseline, self.new_baseline))


def _gates(context: click.Context, parameter: click.Parameter, value: str) -> tuple[Gate, ...]:
    not_empty(context, parameter, value)
    from personac.report.gate_limits import GateError
    from personac.report.gates import parse_gates

    try:
        return parse_gates(value) if value else ()
    except GateError as error:
        raise click.BadParameter(str(error)) from None


def _graph(_context: click.Context, _parameter: click.Parameter, value: Path | None) -> Path | None:
    if value is None:
        return None
    from personac.report.graph import GRAPH_SUFFIXES

    if value.suffix.lower() not in GRAPH_SUFFIXES:
        problem = f"the file's name must end in one of {', '.join(GRAPH_SUFFIXES)}"
        raise click.BadParameter(problem)
    return value


@click.command("report")
@in_project
@console_options
@grouped_options(
    {"options": ReportOptions},
    click.argument("build_dir", required=False, type=PATH),
    click.option(
        "-o", "--output", type=PATH,
        help="Folder of the build, where BUILD_DIR is not named.  [default: that of the project]",
    ),
    click.option(
        "--format", "form", type=click.Choice(_FORMATS), default=None,
        help="How to show it, on stdout; the last three list contradictions and clusters.  [default: text]",
    ),
    click.option(
        "--since", default="", callback=not_empty, metavar="REPORT|GITREV",
        help="Show the changes since an earlier report.json, or since the build at a git revision.",
    ),
    click.option(
        "--graph", type=PATH, callback=_graph, metavar="FILE",
        help="Write the bullets and clusters as a graph: .graphml, .dot or .svg.",
    ),
    click.option(
        "--fail-on", "gates", default="", callback=_gates, metavar="GATE=MAX[,...]",
        help="Exit with 1 above duplicates=N, contradictions=N, losses=N, undecided=N, stale=N, disputed=N "
        "or overlap=SHARE.",
    ),
    click.option("--baseline", type=PATH, metavar="FILE", help="Ignore findings listed in FILE."),
    click.option(
        "--write-baseline", "new_baseline", type=PATH, metavar="FILE", help="Write all findings to FILE."
    ),
    click.option(
        "--full", is_flag=True, help="Show all findings, not a summary; on a terminal, in a pager.",
    ),
    click.option("--schema", is_flag=True, help="Print the JSON Schema of report.json."),
)  # fmt: skip
def command(options: ReportOptions, console: Console, project: Project) -> None:
    """Show the overlap report of the last build in BUILD_DIR (or a group), and check it against gates.

    \b
    Examples:
      personac report --since origin/main --format md > comment.md
      personac report --graph clusters.svg
      personac report --write-baseline known.txt
      personac report --fail-on duplicates=0,contradictions=0 --baseline known.txt
      personac report --fail-on undecided=20,stale=0,disputed=0,losses=0
    """
    if options.since and options.form not in {None, *_SINCE_FORMATS}:
        problem = f"--since supports the formats {', '.join(_SINCE_FORMATS)}, not {options.form}"
        raise click.UsageError(problem)
    from personac.building.project_groups import folder_of_build
    from personac.observer import observed_step
    from personac.report.gates import counted_findings
    from personac.report.report_file import load_report, schema_text

    if options.schema:
        console.result(schema_text(), "json")
        return
    with console.errors_printed():
        named = options.build_dir or (options.output if is_given("output") else None)
        options = options._replace(build_dir=folder_of_build(named, project))
        with console.progress() as observer, observed_step(observer, "read and render"):
            report = load_report(options.folder)
            if options.gates:
                from personac.building.new_sources import new_sources
                from personac.report.up_to_date_report import refuse_old_report

                refuse_old_report(options.folder, new_sources(options.folder, project))
            findings = counted_findings(report, options.baseline)
            written = _write_files(report, options)
            text = _rendered(report, findings, options, console)
        console.note(written)
        if options.form in {None, "text"}:
            console.paged(text)
        else:
            console.result(text, options.form)
        _check_gates(report, findings, options, console)


def _write_files(report: Report, options: ReportOptions) -> str:
    """Write the graph and the baseline, if requested, and return what to print about them."""
    from personac.report.gates import write_baseline
    from personac.report.graph import write_graph

    graph = write_graph(report, options.graph) if options.graph else ""
    baseline = write_baseline(report, options.new_baseline) if options.new_baseline else ""
    return "\n".join(message for message in (graph, baseline) if message)


def _rendered(report: Report, findings: tuple[Finding, ...], options: ReportOptions, console: Console) -> str:
    form: Any = options.form or "text"
    if options.since:
        from personac.report.changes_rendering import render_since
        from personac.report.report_file import load_earlier

        return render_since(load_earlier(options.since, options.folder), report, form)
    if not options.shows_report:
        return ""
    if form == "text":
        return _on_terminal(report, options, console)
    return _document(report, findings, form, options.folder)


def _on_terminal(report: Report, options: ReportOptions, console: Console) -> str:
    if not (options.full or console.verbose):
        from personac.report.terminal_summary import render_summary

        return render_summary(report, color=console.color)
    from personac.report.terminal import render_text

    return render_text(report, color=console.color, verbose=console.verbose)


def _document(report: Report, findings: tuple[Finding, ...], form: Any, folder: Path) -> str:  # noqa: ANN401
    from personac.paths import display_path
    from personac.report.html.page import render_html
    from personac.report.machine_formats import render_findings
    from personac.report.markdown_report import render_markdown
    from personac.report.report_schema import encode_report

    match form:
        case "md":
            return render_markdown(report, display_path(folder))
        case "json":
            return encode_report(report).decode("utf-8")
        case "html":
            return render_html(report, display_path(folder))
        case _:
            return render_findings(findings, form)


def _check_gates(
    report: Report, findings: tuple[Finding, ...], options: ReportOptions, console: Console
) -> None:
    from personac.report.gates import check_gates
    from personac.report.machine_formats import render_findings

    outcome = check_gates(report, findings, options.gates, options.folder)
    if not (options.since or options.shows_report):
        listed = findings if options.baseline and not options.gates else outcome.findings
        console.result(render_findings(listed, "text"))
    console.note(outcome.passed)
    console.diagnostics(outcome.diagnostics)
    console.exit_if_errors(outcome.diagnostics)
