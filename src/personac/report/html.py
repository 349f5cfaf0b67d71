"""The report as one HTML page that needs nothing but itself."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from personac.report.escape import visible
from personac.report.model import Report
from personac.report.summary import bullets_by_id, by_spread, percent, summarise


def render_html(report: Report) -> str:
    """Render the page; every text from a source is escaped."""
    environment = Environment(
        loader=PackageLoader("personac.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(percent=percent, visible=visible)
    return environment.get_template("report.html.jinja").render(
        report=report,
        summary=summarise(report),
        clusters=by_spread(report),
        bullets=bullets_by_id(report),
    )
