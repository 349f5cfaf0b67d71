"""`personac scan`: what it asks the scanner for, what it prints and writes, and how it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest
from msgspec.structs import replace

from personac.diagnostics.diagnostic import Diagnostic, PersonacError
from personac.diagnostics.input_kinds import UNREADABLE
from personac.emit.lockfile import DiagnosticRow
from personac.scan.scan_file import decode_scan
from personac.scan.scan_report import ScanReport, encode_scan
from personac.scan.scan_request import ScanRequest, Shard
from tests.unit.cli.conftest import Run
from tests.unit.cli.test_completion import completed
from tests.unit.scan.scan_reports import SMALL, family, scan_of

OnStage = Callable[[str, int], None]


class Scanner:
    """Stands for the scanner: keeps the requests, and answers with a scan."""

    def __init__(self, report: ScanReport | None) -> None:
        self.report = report
        self.requests: list[ScanRequest] = []

    def scan(self, request: ScanRequest, on_stage: OnStage) -> ScanReport | None:
        self.requests.append(request)
        on_stage("parse", 4)
        return self.report


@pytest.fixture
def scanner(project: Path, monkeypatch: pytest.MonkeyPatch) -> Scanner:
    del project
    scanner, module = Scanner(SMALL), ModuleType("scanner")
    module.scan = scanner.scan  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "personac.scan.scanner", module)
    return scanner


def test_the_table_is_printed_and_nothing_is_written(scanner: Scanner, run: Run, project: Path) -> None:
    before = sorted(project.rglob("*"))
    result = run("scan")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "5 personas could be 2 agents" in result.stdout
    assert sorted(project.rglob("*")) == before
    assert scanner.requests[0] == ScanRequest(project=scanner.requests[0].project)


def test_every_option_reaches_the_scanner(scanner: Scanner, run: Run, project: Path) -> None:
    options = ("--engine", "ray://head:10001", "--jobs", "3", "--partitions", "7", "--measure", "all")
    assert run("scan", "agents", "team", "--rules", "r", "--work", "w", *options, "-o", "out").exit_code == 0
    request = scanner.requests[0]
    assert request.roots == (Path("agents"), Path("team"))
    assert (request.rules, request.work, request.outputs) == (Path("r"), Path("w"), Path("out"))
    assert (request.engine, request.jobs, request.partitions) == ("ray://head:10001", 3, 7)
    assert request.measure == "all"
    assert request.project.root == project


def test_folders_are_those_of_the_call(
    scanner: Scanner, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "personac.toml").write_text("")
    monkeypatch.chdir(project / "agents")
    run("scan", ".")
    assert scanner.requests[0].roots == (Path("agents"),)


def test_a_stage_runs_alone_and_has_no_result(scanner: Scanner, run: Run) -> None:
    scanner.report = None
    result = run("scan", "--work", "w", "--stage", "verify", "--shard", "2/5")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "w: stage verify, shard 2 of 5 is done\n"
    assert (scanner.requests[0].stage, scanner.requests[0].shard) == ("verify", Shard(2, 5))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--shard", "0/2"), "--shard is a part of a stage: name it with --stage"),
        (("--stage", "parse"), "--stage needs the folder of the other stages: --work DIR"),
        (("--stage", "parse", "--work", "w", "--fail-on", "copies=0"), "--stage has no result yet"),
        (("--stage", "parse", "--work", "w", "--format", "json"), "--stage has no result yet"),
        (("--stage", "parse", "--work", "w", "-o", "out"), "--stage has no result yet"),
        (("--stage", "parse", "--work", "w", "--tables", "t"), "--stage has no result yet"),
        (("--stage", "pares"), "'pares' is not a stage; did you mean parse?"),
        (("--engine", "lokal"), "'lokal' is not an engine; did you mean local?"),
        (("--engine", "dask"), "there are serial, local, ray, or ray://HOST:PORT"),
        (("--shard", "3/3"), "the last is 2/3"),
        (("--measure", "few"), "neither a whole number from 0 up, `auto` nor `all`"),
        (("--engine", ""), "it cannot be empty"),
        (("--fail-on", "copys=0"), "did you mean 'copies'?"),
        (("--jobs", "0"), "0 is not in the range"),
        (("--format", "html"), "'html' is not one of"),
    ],
)
def test_wrong_usage_has_a_way_out_and_scans_nothing(
    scanner: Scanner, run: Run, arguments: tuple[str, ...], problem: str
) -> None:
    result = run("scan", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert problem in " ".join(result.stderr.split())
    assert scanner.requests == []


def test_the_folder_has_all_three_files(scanner: Scanner, run: Run, project: Path) -> None:
    result = run("scan", "-o", "out/scan")
    assert result.exit_code == 0
    assert "5 personas could be 2 agents" in result.stdout
    assert result.stderr == "out/scan: scan.json, scan.html, scan.md\n"
    folder = project / "out" / "scan"
    assert sorted(path.name for path in folder.iterdir()) == ["scan.html", "scan.json", "scan.md"]
    assert decode_scan((folder / "scan.json").read_bytes()) == SMALL
    assert "[dock-mason](../../agents/dock-mason.md)" in (folder / "scan.md").read_text()
    assert '<a href="../../agents/dock-mason.md">' in (folder / "scan.html").read_text()
    scanner.report = scan_of()
    assert run("scan", "-o", "out/scan").exit_code == 0
    assert decode_scan((folder / "scan.json").read_bytes()) == scan_of()


@pytest.mark.parametrize(
    ("folder", "problem"),
    [
        (".", "this folder is searched for sources"),
        ("..", "lies in this folder"),
        (".git/x", ".git is the folder of git"),
        ("taken", "another file has this name, and no scan has written it"),
    ],
)
def test_a_folder_of_others_is_refused_before_the_scan(
    scanner: Scanner, run: Run, project: Path, folder: str, problem: str
) -> None:
    (project / "taken").mkdir()
    (project / "taken" / "scan.md").write_text("# My notes\n")
    result = run("scan", "-o", folder)
    assert result.exit_code == 2
    assert "error[PC504]" in result.stderr
    assert problem in result.stderr
    assert scanner.requests == []
    assert (project / "taken" / "scan.md").read_text() == "# My notes\n"


def test_json_is_the_file_and_satisfies_the_schema(scanner: Scanner, run: Run) -> None:
    del scanner
    result = run("scan", "--format", "json")
    assert result.stdout_bytes == encode_scan(SMALL)
    jsonschema.validate(json.loads(result.stdout), json.loads(run("scan", "--schema").stdout))


def test_markdown_has_no_links(scanner: Scanner, run: Run) -> None:
    del scanner
    result = run("scan", "--format", "markdown")
    assert result.stdout.startswith("# Scan of personas\n")
    assert "](" not in result.stdout


def test_a_gate_that_fails_ends_with_1_and_says_what_it_counted(scanner: Scanner, run: Run) -> None:
    del scanner
    result = run("scan", "--fail-on", "copies=1,families=9")
    assert result.exit_code == 1
    assert "5 personas could be 2 agents" in result.stdout
    lines = result.stderr.splitlines()
    assert lines[0] == "agents/dyer.md: warning[PC801]: 2 files with the same bytes"
    assert "families: 2 families, at most 9 allowed" in lines
    assert "scan.json: error[PC810]: copies: 2 groups of copies, at most 1 allowed" in lines
    assert run("scan", "--fail-on", "copies=2,drifted=1,descriptions=0.86").exit_code == 0


def test_a_baseline_lets_only_new_duplication_fail(scanner: Scanner, run: Run) -> None:
    result = run("scan", "--write-baseline", "known.txt")
    assert (result.exit_code, result.stderr) == (0, "known.txt: 6 known findings\n")
    gates = ("--fail-on", "copies=0,families=0,overlap=0.1,drifted=0,descriptions=0.1")
    assert run("scan", *gates, "--baseline", "known.txt").exit_code == 0
    scanner.report = scan_of([*SMALL.families, family("dyer", ["agents/dyer.md", "agents/red-dyer.md"])])
    result = run("scan", *gates, "--baseline", "known.txt")
    assert result.exit_code == 1
    assert "agents/dyer.md: warning[PC803]" in result.stderr
    assert "agents/baker.md" not in result.stderr
    listed = run("scan", "--baseline", "known.txt")
    assert (listed.exit_code, listed.stderr.count("warning[")) == (0, 1)
    assert run("scan", "--baseline", "none.txt").exit_code == 2


def test_families_become_groups_with_their_equal_files(scanner: Scanner, run: Run, project: Path) -> None:
    row = family("pair", ["agents/one.md", "agents/two.md"])
    members = (replace(row.members[0], same=("old/one.md",)), row.members[1])
    scanner.report = scan_of([replace(row, members=members)])
    result = run("scan", "--write-groups")
    assert (result.exit_code, result.stderr) == (0, "personac.toml: 1 group written: pair (3 personas)\n")
    text = (project / "personac.toml").read_text()
    assert "[groups.pair]" in text
    for path in ("agents/one.md", "agents/two.md", "old/one.md"):
        assert f'"{path}"' in text


def test_what_was_skipped_is_a_warning_and_no_failure(scanner: Scanner, run: Run) -> None:
    row = DiagnosticRow("PC001", "warning", "agents/x.md", 0, 0, "skipped: no text", "mend the file")
    scanner.report = replace(SMALL, diagnostics=(row,))
    result = run("scan")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0] == "agents/x.md: warning[PC001]: skipped: no text"
    assert run("scan", "-q").stderr == ""


def test_a_scan_that_fails_ends_with_2(scanner: Scanner, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_request: ScanRequest, _on_stage: OnStage) -> None:
        raise PersonacError(Diagnostic(UNREADABLE, "w", 0, 0, "no plan of a scan"))

    monkeypatch.setattr(sys.modules["personac.scan.scanner"], "scan", fail)
    result = run("scan")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no plan of a scan" in result.stderr
    assert scanner.requests == []


def test_verbose_shows_all_rows(scanner: Scanner, run: Run) -> None:
    families = [family(f"family-{at:02}", [f"{at}a.md", f"{at}b.md"]) for at in range(30)]
    scanner.report = scan_of(families)
    assert "10 more families" in run("scan").stdout
    assert "family-29" in run("scan", "-v").stdout


def test_engines_and_stages_are_completed() -> None:
    assert completed("scan", "--engine", "") == ["serial", "local", "ray"]
    assert completed("scan", "--stage", "p") == ["parse", "pair"]
    assert completed("scan", "--format", "m") == ["markdown"]
