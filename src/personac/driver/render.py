"""Render the report of an earlier build."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from personac.diagnostics.kinds import NO_REPORT
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.report.html import render_html
from personac.report.markdown import render_markdown
from personac.report.model import Report, decode_report, encode_report
from personac.report.page.links import root_from

ReportFormat = Literal["html", "json", "md"]


def load_report(folder: Path) -> Report:
    """Read `report.json` of a build's folder. Raises `PersonacError`."""
    path = folder / "report.json"
    try:
        return decode_report(path.read_bytes())
    except OSError as error:
        message = f"no report here: {error.strerror or type(error).__name__}"
    except msgspec.MsgspecError as error:
        message = f"not a report of this version: {error}"
    hint = "build first: personac build; or name the build's folder with -o"
    raise PersonacError(Diagnostic(NO_REPORT, path.as_posix(), 0, 0, message, hint))


def render(report: Report, form: ReportFormat, folder: str = "build") -> str:
    """Render in one of the formats that are text; `folder` is the build's, as shown to people."""
    if form == "html":
        return render_html(report, root_from(folder))
    return render_markdown(report) if form == "md" else encode_report(report).decode("utf-8")
