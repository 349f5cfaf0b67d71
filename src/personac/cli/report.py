"""`personac report`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from personac.cli.console import Console, console_options, guarded
from personac.cli.measuring import working
from personac.cli.report_options import Asked, report_options

if TYPE_CHECKING:
    from personac.report.findings import Finding
    from personac.report.model import Report


@click.command()
@console_options
@report_options
def report(asked: Asked, *, console: Console) -> None:
    """Show the overlap report of the last build in BUILD_DIR, and hold it against gates.

    \b
    Examples:
      personac report --since origin/main --format md > comment.md
      personac report --graph clusters.svg
      personac report --write-baseline known.txt
      personac report --fail-on duplicates=0,contradictions=0 --baseline known.txt
    """
    from personac.report.baseline import counted_findings
    from personac.report.report_file import load_report, schema_text

    if asked.schema:
        console.result(schema_text())
        return
    with guarded(console):
        with working(console, "read and render"):
            found = load_report(asked.folder)
            findings = counted_findings(found, asked.baseline)
            said = _written(found, asked)
            text = _shown(found, findings, asked, console) if asked.since or asked.shows_report else ""
        console.note(said)
        console.result(text)
        _judge(found, findings, asked, console)


def _written(found: Report, asked: Asked) -> str:
    from personac.report.baseline import write_baseline
    from personac.report.graph import write_graph

    graph = write_graph(found, asked.graph) if asked.graph else ""
    baseline = write_baseline(found, asked.new_baseline) if asked.new_baseline else ""
    return "\n".join(said for said in (graph, baseline) if said)


def _shown(found: Report, findings: tuple[Finding, ...], asked: Asked, console: Console) -> str:
    from personac.driver.discover import shown
    from personac.report.changes_rendering import render_since
    from personac.report.formats import render_report
    from personac.report.previous_report import load_earlier
    from personac.report.terminal import render_text

    form: Any = asked.form or "text"
    if asked.since:
        return render_since(load_earlier(asked.since, asked.folder), found, form)
    if form == "text":
        return render_text(found, color=console.color, verbose=console.verbose)
    return render_report(found, form, findings, shown(asked.folder))


def _judge(found: Report, findings: tuple[Finding, ...], asked: Asked, console: Console) -> None:
    from personac.report.diagnostics_text import render_findings_text
    from personac.report.gates import check_gates

    outcome = check_gates(found, findings, asked.gates, asked.folder)
    if not (asked.since or asked.shows_report):
        listed = findings if asked.baseline and not asked.gates else outcome.findings
        console.result(render_findings_text(listed))
    console.note(outcome.passed)
    console.diagnostics(outcome.diagnostics, "text")
    console.exit_for(outcome.diagnostics)
