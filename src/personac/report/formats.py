"""Every report and comparison in each of its formats, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from personac import __version__
from personac.report.comparison import Comparison, encode_comparison
from personac.report.comparison_rendering import render_comparison_markdown, render_comparison_text
from personac.report.findings import Finding, findings_of
from personac.report.html.page import render_html
from personac.report.links import root_from
from personac.report.machine_formats import render_github, render_gitlab, render_sarif
from personac.report.markdown_report import render_markdown
from personac.report.model import Report
from personac.report.report_file import encode_report

ReportFormat = Literal["github", "gitlab", "html", "json", "md", "sarif"]
DiffFormat = Literal["text", "md", "json"]


def render_report(
    report: Report, form: ReportFormat, findings: Sequence[Finding] | None = None, folder: str = "build"
) -> str:
    """Render in one of the formats that are text; `findings` are those to list, all where it is None.

    `folder` is the build's, relative to where the paths of the sources start.
    """
    listed = findings_of(report) if findings is None else findings
    renderers: Mapping[ReportFormat, Callable[[], str]] = {
        "github": lambda: render_github(listed),
        "gitlab": lambda: render_gitlab(listed),
        "html": lambda: render_html(report, root_from(folder)),
        "json": lambda: encode_report(report).decode("utf-8"),
        "md": lambda: render_markdown(report),
        "sarif": lambda: render_sarif(listed, __version__),
    }
    return renderers[form]()


def render_comparison(comparison: Comparison, form: DiffFormat, *, stat: bool, color: bool | None) -> str:
    """Render in one of the formats; `stat` gives figures only (JSON always has everything)."""
    if form == "json":
        return encode_comparison(comparison).decode("utf-8")
    if form == "md":
        return render_comparison_markdown(comparison, stat=stat)
    return render_comparison_text(comparison, stat=stat, color=color)
