"""Gates of a scan: each fails above its limit, and a baseline lets only new duplication fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from personac.diagnostics.diagnostic import PersonacError
from personac.report.gate_limits import Gate, GateError
from personac.scan.scan_gates import (
    SCAN_GATES,
    check_scan_gates,
    new_in_scan,
    parse_scan_gates,
    write_scan_baseline,
)
from personac.scan.scan_report import CopyRow, ScanReport
from tests.unit.scan.scan_reports import SMALL, family, scan_of


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(report: ScanReport, gates: str, baseline: Path | None = None) -> list[str]:
    outcome = check_scan_gates(report, parse_scan_gates(gates), baseline)
    return [one.message for one in outcome.diagnostics]


def test_gates_are_read_as_those_of_a_report() -> None:
    assert parse_scan_gates("copies=0, overlap = 0.6") == (Gate("copies", 0), Gate("overlap", 0.6))
    with pytest.raises(GateError, match="unknown gate 'copy'; did you mean 'copies'"):
        parse_scan_gates("copy=0")
    with pytest.raises(GateError, match="'descriptions' takes a share from 0 to 1"):
        parse_scan_gates("descriptions=2")
    with pytest.raises(GateError, match="'families' needs a limit, as in families=0"):
        parse_scan_gates("families")


@pytest.mark.parametrize(
    ("gate", "above", "line"),
    [
        ("copies", "1", "copies: 2 groups of copies, at most 1 allowed"),
        ("drifted", "0", "drifted: 1 group of drifted copies, at most 0 allowed"),
        ("families", "1", "families: 2 families, at most 1 allowed"),
        (
            "contradictions",
            "1",
            "contradictions: 2 contradictions inside of families, 1 family not built, at most 1 allowed",
        ),
        ("overlap", "0.69", "overlap: 0.7 of agents/dock-mason.md and agents/mason.md, at most 0.69 allowed"),
        (
            "descriptions",
            "0.8",
            "descriptions: 0.86 of agents/baker.md and agents/market-baker.md, at most 0.8 allowed",
        ),
    ],
)
def test_each_gate_fails_above_its_limit_alone(gate: str, above: str, line: str) -> None:
    assert codes(SMALL, f"{gate}={above}") == [line]
    at_limit = {"copies": "2", "drifted": "1", "families": "2", "contradictions": "2", "overlap": "0.7"}
    passed = check_scan_gates(SMALL, parse_scan_gates(f"{gate}={at_limit.get(gate, '0.86')}"), None)
    assert passed.diagnostics == ()
    assert passed.passed.startswith(f"{gate}: ")


def test_every_gate_passes_where_there_is_nothing() -> None:
    gates = ",".join(f"{name}=0" for name in SCAN_GATES)
    outcome = check_scan_gates(scan_of(), parse_scan_gates(gates), None)
    assert outcome.diagnostics == ()
    assert outcome.passed.splitlines()[-1] == "descriptions: none, at most 0 allowed"


def test_failed_gates_name_what_is_above_the_limit() -> None:
    outcome = check_scan_gates(SMALL, parse_scan_gates("overlap=0.5,drifted=0,copies=9"), None)
    assert [one.kind.code for one in outcome.findings] == ["PC804", "PC804", "PC804", "PC802"]
    assert [one.code for one in outcome.diagnostics] == ["PC810", "PC810"]
    assert "personac explain PC810" in outcome.diagnostics[0].hint


ALL = "copies=0,drifted=0,families=0,contradictions=0,overlap=0,descriptions=0"


def test_what_the_baseline_lists_does_not_count(here: Path) -> None:
    path = here / "known.txt"
    assert write_scan_baseline(SMALL, path) == "known.txt: 6 known findings"
    assert codes(SMALL, ALL, path) == []
    assert new_in_scan(SMALL, path) == ()
    assert "personac scan --baseline" in path.read_text(encoding="utf-8")


def test_edits_of_known_files_are_no_new_duplication(here: Path) -> None:
    path = here / "known.txt"
    write_scan_baseline(SMALL, path)
    edited = replace(
        SMALL,
        copies=(replace(SMALL.copies[0], kind="near", similarity=0.95), SMALL.copies[1]),
        families=(replace(SMALL.families[0], shared=0.99, tokens=99_999), SMALL.families[1]),
    )
    assert codes(edited, ALL, path) == []


def test_a_family_that_gains_a_member_is_new_and_so_are_its_overlaps(here: Path) -> None:
    path = here / "known.txt"
    write_scan_baseline(SMALL, path)
    grown = family("baker", ["agents/baker.md", "agents/market-baker.md", "agents/new.md"], 0.4)
    later = scan_of([SMALL.families[0], grown])
    assert [one.place.path for one in new_in_scan(later, path)] == ["agents/baker.md"]
    assert codes(later, "families=0,overlap=0.3,contradictions=0", path) == [
        "families: 1 family, at most 0 allowed",
        "overlap: 0.4 of agents/baker.md and agents/new.md, at most 0.3 allowed",
    ]


def test_a_family_that_loses_a_member_is_known(here: Path) -> None:
    path = here / "known.txt"
    write_scan_baseline(SMALL, path)
    smaller = scan_of([family("mason", ["agents/mason.md", "agents/tower-mason.md"])])
    assert new_in_scan(smaller, path) == ()


def test_a_copy_under_a_new_path_is_new(here: Path) -> None:
    path = here / "known.txt"
    write_scan_baseline(SMALL, path)
    copies = (CopyRow("equal", ("agents/dyer.md", "new/dyer.md", "old/dyer.md"), 1.0, 800),)
    assert codes(scan_of(copies=copies), "copies=0", path) == ["copies: 1 group of copies, at most 0 allowed"]


def test_a_missing_baseline_says_how_to_write_one(here: Path) -> None:
    with pytest.raises(PersonacError) as caught:
        check_scan_gates(SMALL, parse_scan_gates("copies=0"), here / "none.txt")
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.hint) == ("PC602", "create it: personac scan --write-baseline none.txt")
