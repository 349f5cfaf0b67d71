"""The files of a scan in the folder that `-o` names, all of them or none: scan.json, scan.html, scan.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from personac.building.output_place import refuse_folder_of_sources
from personac.building.request import Request
from personac.diagnostics.catalogue import kinds_by_code
from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import OUTPUT_IN_THE_WAY
from personac.paths import display_path
from personac.regular_files import read_plain_file
from personac.scan.html.scan_page import render_scan_html
from personac.scan.scan_file import decode_scan
from personac.scan.scan_markdown import render_scan_markdown
from personac.scan.scan_report import ScanReport, encode_scan
from personac.scan.scan_request import ScanRequest
from personac.storage.filesystem import exists
from personac.storage.writer import write_outputs

SCAN_NAMES = ("scan.json", "scan.html", "scan.md")
_HINT = "name a folder of its own: -o build/scan"


def refuse_outputs(request: ScanRequest) -> None:
    """Raise `PersonacError` if the outputs cannot go where the request says, before anything is scanned.

    No output replaces a file that no scan has written, and none goes into a folder of sources or rules.
    """
    folder = request.outputs
    if folder is None:
        return
    refuse_folder_of_sources(Request(request.roots or (Path(),), folder, request.rules))
    taken = [name for name in SCAN_NAMES if exists(folder / name)]
    if taken and not _is_of_scan(folder):
        message = "another file has this name, and no scan has written it"
        places = (display_path(folder / name) for name in taken)
        raise PersonacError(*(Diagnostic(OUTPUT_IN_THE_WAY, place, 0, 0, message, _HINT) for place in places))


def scan_files(report: ScanReport, folder: str = "") -> Mapping[str, bytes]:
    """Return the files of a scan by their names; `folder` is theirs, relative to the root, for links."""
    page = render_scan_html(report, folder)
    summary = render_scan_markdown(report, folder)
    return dict(zip(SCAN_NAMES, (encode_scan(report), page.encode(), summary.encode()), strict=True))


def write_scan(report: ScanReport, folder: Path) -> tuple[str, tuple[Diagnostic, ...]]:
    """Write the files of a scan; return a message and warnings. Raises `PersonacError`, and then none is."""
    place = display_path(folder)
    warnings = write_outputs(folder, scan_files(report, place))
    return f"{place}: {', '.join(SCAN_NAMES)}", warnings


def diagnostics_of(report: ScanReport) -> tuple[Diagnostic, ...]:
    """Return the diagnostics of a scan to print, with the severity that they were reported with."""
    kinds = kinds_by_code()
    return tuple(
        Diagnostic(kinds[row.code], row.path, row.line, row.column, row.message, row.hint, row.severity)
        for row in report.diagnostics
        if row.code in kinds
    )


def _is_of_scan(folder: Path) -> bool:
    try:
        decode_scan(read_plain_file(folder / SCAN_NAMES[0]))
    except (OSError, msgspec.DecodeError):
        return False
    return True
