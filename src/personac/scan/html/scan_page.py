"""scan.html: one page without external resources, which can be read and searched without its script.

The script sorts tables, filters and pages the list of files, and moves the focus on the map.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from markupsafe import Markup

from personac.report.html.markup import PageLinks, anchor
from personac.report.html.page import PACKAGE, Assets, Fragments, assets_of, joined
from personac.scan.html.family_map import family_map
from personac.scan.html.family_views import family_views
from personac.scan.scan_findings import KIND_WORDS
from personac.scan.scan_report import FileRow, ScanReport
from personac.scan.scan_words import families_line, ranked_descriptions, totals_line

_HERE = "personac.scan.html"
_STYLES = ("base.css", "overview.css", "print.css")
_SCRIPTS = ("map_focus.js", "tables.js")
_FILES = 8_000
_ROWS = 1_000


class FileView(NamedTuple):
    """A file of the list; `state`: of a `family`, a `copy`, `drifted`, `alone` or `other`."""

    row: FileRow
    state: str
    family: str


class Figure(NamedTuple):
    """A number of the overview, its label, and the part of the page with its rows."""

    value: int
    label: str
    href: str


def render_scan_html(report: ScanReport, folder: str = "") -> str:
    """Render the page; every text from a source is escaped.

    `folder` is the page's, relative to where the paths start: it gives the links to files.
    """
    assets, links = _assets(), _links(folder)
    return Fragments(_HERE).render(
        "scan",
        report=report,
        totals=totals_line(report),
        summary=families_line(report),
        figures=_figures(report),
        map=family_map(report),
        families=family_views(report),
        descriptions=ranked_descriptions(report),
        names={row.path: row.name for row in report.files},
        kinds=KIND_WORDS,
        most_rows=_ROWS,
        files=_files(report),
        unlisted=max(0, len(report.files) - _FILES),
        href=lambda path: links.source(path, 0),
        anchor=anchor,
        policy=assets.policy,
        # Made by these packages alone.
        style=Markup(assets.style),  # noqa: S704
        script=Markup(assets.script),  # noqa: S704
    )


def _assets() -> Assets:
    style = joined(PACKAGE, "styles", _STYLES) + joined(_HERE, "styles", ("scan.css",))
    return assets_of(style, joined(PACKAGE, "scripts", ("theme.js",)) + joined(_HERE, "scripts", _SCRIPTS))


def _links(folder: str) -> PageLinks:
    """Return what links to files, where the way from the page's folder to them is known."""
    path = PurePosixPath(folder)
    is_known = bool(folder) and not path.is_absolute() and ".." not in path.parts
    return PageLinks("../" * len(path.parts) or "./" if is_known else None, "", 0)


def _figures(report: ScanReport) -> tuple[Figure, ...]:
    total = report.totals
    return (
        Figure(total.files, "files", "#files"),
        Figure(total.tokens, "tokens", "#files"),
        Figure(len(report.families), "families", "#families"),
        Figure(total.tokens_saved, "tokens that merges save", "#families"),
        Figure(len(report.copies), "groups of copies", "#copies"),
        Figure(len(report.drifted), "drifted copies", "#drifted"),
        Figure(len(report.descriptions), "pairs of alike descriptions", "#descriptions"),
        Figure(len(report.alone), "files that nothing overlaps", "#files"),
    )


def _files(report: ScanReport) -> tuple[FileView, ...]:
    states = _states(report)
    links = {row.id: anchor("family", row.id) for row in report.families}
    return tuple(
        FileView(row, states.get(row.path, "other"), links.get(row.family, ""))
        for row in report.files[:_FILES]
    )


def _states(report: ScanReport) -> Mapping[str, str]:
    """Say what each file is a part of; the first of these that fits."""
    parts = (
        ("alone", report.alone),
        ("drifted", [path for row in report.drifted for path in row.files]),
        ("copy", [path for row in report.copies for path in row.files]),
        ("family", [row.path for row in report.files if row.family]),
    )
    return {path: state for state, paths in parts for path in paths}
