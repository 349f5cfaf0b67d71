"""The files of a scan: all of them or none, and never in the place of somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lockfile import DiagnosticRow
from personac.scan.scan_outputs import SCAN_NAMES, diagnostics_of, refuse_outputs, scan_files, write_scan
from personac.scan.scan_request import ScanRequest
from tests.unit.scan.scan_reports import SMALL


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agents").mkdir()
    return tmp_path


def problem_of(folder: str, *roots: str) -> str:
    try:
        refuse_outputs(ScanRequest(tuple(map(Path, roots)), outputs=Path(folder)))
    except PersonacError as error:
        return error.diagnostics[0].message
    return ""


def test_what_else_is_in_the_folder_stays(here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / "notes.txt").write_text("mine")
    message, warnings = write_scan(SMALL, Path("out"))
    assert (message, warnings) == ("out: scan.json, scan.html, scan.md", ())
    assert sorted(path.name for path in (here / "out").iterdir()) == sorted([*SCAN_NAMES, "notes.txt"])
    assert (here / "out" / "notes.txt").read_text() == "mine"


def test_a_file_in_the_way_is_refused_and_no_other_is_written(here: Path) -> None:
    (here / "out" / "scan.html").mkdir(parents=True)
    with pytest.raises(PersonacError):
        write_scan(SMALL, Path("out"))
    assert [path.name for path in (here / "out").iterdir()] == ["scan.html"]


def test_a_folder_of_sources_is_no_place_for_outputs(here: Path) -> None:
    assert problem_of("agents", "agents") == "the outputs cannot go here: this folder is searched for sources"
    assert "lies in this folder" in problem_of(".", "agents")
    assert problem_of(".").endswith("this folder is searched for sources")
    assert problem_of("out", "agents") == ""
    assert problem_of("out") == ""
    assert not (here / "out").exists()


def test_only_the_files_of_a_scan_are_replaced(here: Path) -> None:
    (here / "out").mkdir()
    (here / "out" / "scan.md").write_text("# Notes\n")
    assert problem_of("out") == "another file has this name, and no scan has written it"
    (here / "out" / "scan.json").write_text('{"schema": "other"}')
    assert "no scan has written it" in problem_of("out")
    write_scan(SMALL, Path("out"))
    assert problem_of("out") == ""


def test_a_request_without_outputs_is_fine() -> None:
    refuse_outputs(ScanRequest())


def test_the_same_scan_gives_the_same_files() -> None:
    assert scan_files(SMALL, "out") == scan_files(SMALL, "out")
    assert tuple(scan_files(SMALL)) == SCAN_NAMES


def test_diagnostics_keep_their_severity_and_unknown_codes_are_left_out() -> None:
    known = DiagnosticRow("PC001", "warning", "x.md", 0, 0, "skipped", "mend it")
    report = replace(SMALL, diagnostics=(known, replace(known, code="PC000")))
    (one,) = diagnostics_of(report)
    assert (one.code, one.severity, one.hint) == ("PC001", "warning", "mend it")
