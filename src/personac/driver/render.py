"""Render the report of an earlier build."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import NO_REPORT
from personac.paths import display_path
from personac.report.findings import Finding, findings_of
from personac.report.forges import render_github, render_gitlab
from personac.report.html import render_html
from personac.report.markdown import render_markdown
from personac.report.model import Report, decode_report, encode_report
from personac.report.page.links import root_from
from personac.report.sarif import render_sarif
from personac.report.since import compare
from personac.report.since_faces import render_since_json, render_since_markdown, render_since_text
from personac.version import VERSION

ReportFormat = Literal["github", "gitlab", "html", "json", "md", "sarif"]
SinceFormat = Literal["json", "md", "text"]
REPORT_NAME = "report.json"


def load_report(folder: Path) -> Report:
    """Read `report.json` of a build's folder. Raises `PersonacError`."""
    path = folder / REPORT_NAME
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"no report here: {error.strerror or type(error).__name__}"
        raise no_report(display_path(path), message) from None
    return read_report(data, display_path(path))


def read_report(data: bytes, path: str) -> Report:
    """Decode a report that stands at `path`. Raises `PersonacError`."""
    try:
        return decode_report(data)
    except msgspec.MsgspecError as error:
        raise no_report(path, f"not a report of this version: {error}") from None


def no_report(path: str, message: str, hint: str = "") -> PersonacError:
    """Make the error of a report that is not there; the hint is how to build one, if there is no better."""
    way_out = hint or "build first: personac build; or name the build's folder"
    return PersonacError(Diagnostic(NO_REPORT, path, 0, 0, message, way_out))


def render(
    report: Report, form: ReportFormat, findings: Sequence[Finding] | None = None, folder: str = "build"
) -> str:
    """Render in one of the formats that are text; `findings` are those to list, all where it is None.

    `folder` is the build's, as shown to people.
    """
    listed = findings_of(report) if findings is None else findings
    renderers: Mapping[ReportFormat, Callable[[], str]] = {
        "github": lambda: render_github(listed),
        "gitlab": lambda: render_gitlab(listed),
        "html": lambda: render_html(report, root_from(folder)),
        "json": lambda: encode_report(report).decode("utf-8"),
        "md": lambda: render_markdown(report),
        "sarif": lambda: render_sarif(listed, VERSION),
    }
    return renderers[form]()


def render_since(old: Report, new: Report, form: SinceFormat) -> str:
    """Render what is different since an earlier report."""
    changes = compare(old, new)
    renderers = {"json": render_since_json, "md": render_since_markdown, "text": render_since_text}
    return renderers[form](changes)
