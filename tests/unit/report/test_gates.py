from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace as replace_rows

from personac.diagnostics.diagnostic import PersonacError
from personac.report.findings import findings_of
from personac.report.gate_limits import Gate, GateError
from personac.report.gates import (
    GATES,
    check_gates,
    counted_findings,
    parse_gates,
    write_baseline,
)
from personac.report.report_schema import LossRow, Report, ReviewRow, ReviewState
from tests.unit.report.reports import bullet, report

ROWS = [
    bullet("a", 1, "X"), bullet("b", 1, "X"), bullet("a", 2, "Y"), bullet("a", 3, "Y"), bullet("b", 4, "Z")
]  # fmt: skip
REPORT = report(ROWS, [["a:1", "b:1"], ["a:2", "a:3"]], [("a:2", "b:4")], [[1.0, 0.3333], [0.5, 1.0]])


def test_gates_are_read_with_blanks_and_in_any_order() -> None:
    assert parse_gates("overlap = 0.4, duplicates=3") == (Gate("overlap", 0.4), Gate("duplicates", 3))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("duplicate=1", "unknown gate 'duplicate'; did you mean 'duplicates'?"),
        ("x=1", f"unknown gate 'x'; there are {', '.join(GATES)}"),
        ("duplicates=1,", "unknown gate ''"),
        ("duplicates", "'duplicates' needs a limit, as in duplicates=0"),
        ("overlap", "'overlap' needs a limit, as in overlap=0.4"),
        ("duplicates=-1", "'duplicates' takes a whole number from 0 up, not '-1'"),
        ("duplicates=0.5", "'duplicates' takes a whole number"),
        ("contradictions=\u0661", "'contradictions' takes a whole number"),
        ("overlap=1.1", "'overlap' takes a share from 0 to 1, such as 0.4, not '1.1'"),
        ("overlap=nan", "'overlap' takes a share"),
        ("overlap=40%", "'overlap' takes a share"),
        ("overlap=0,overlap=1", "the gate 'overlap' is named twice"),
    ],
)
def test_bad_gates_are_refused_with_a_hint(text: str, problem: str) -> None:
    with pytest.raises(GateError) as caught:
        parse_gates(text)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("gate", "passed"),
    [
        ("duplicates=0", False),
        ("duplicates=1", True),
        ("contradictions=0", False),
        ("contradictions=1", True),
        ("overlap=0.49", False),
        ("overlap=0.5", True),
        ("overlap=1", True),
    ],
)
def test_a_gate_fails_above_its_number(gate: str, passed: bool) -> None:  # noqa: FBT001
    outcome = check_gates(REPORT, findings_of(REPORT), parse_gates(gate), Path("build"))
    assert (not outcome.diagnostics, bool(outcome.passed)) == (passed, passed)


def test_a_cluster_of_one_persona_is_no_duplicate_across_personas() -> None:
    outcome = check_gates(REPORT, findings_of(REPORT), parse_gates("duplicates=0"), Path("build"))
    assert [finding.place.text for finding in outcome.findings] == ["X"]
    (failed,) = outcome.diagnostics
    assert (failed.code, failed.message) == ("PC601", "duplicates: 1 duplicate, at most 0 allowed")
    assert failed.hint


def test_overlap_names_the_personas() -> None:
    (failed,) = check_gates(REPORT, (), parse_gates("overlap=0.2"), Path("build")).diagnostics
    assert failed.message == "overlap: a has 50% of the bullets of b (0.5), at most 0.2 allowed"


LOSSES = replace_rows(REPORT, losses=(LossRow("a", "agents/a.md", 1, ("X",), "words", ""),))


@pytest.mark.parametrize(("gate", "passed"), [("losses=0", False), ("losses=1", True)])
def test_a_gate_counts_the_lines_of_the_loss_ledger(gate: str, passed: bool) -> None:  # noqa: FBT001
    outcome = check_gates(LOSSES, (), parse_gates(gate), Path("build"))
    lines = [outcome.passed, *(diagnostic.message for diagnostic in outcome.diagnostics)]
    limit = gate.partition("=")[2]
    assert f"losses: 1 line with words that the canonical lacks, at most {limit} allowed" in lines
    assert bool(outcome.passed) is passed


def test_a_report_without_a_loss_ledger_has_no_losses() -> None:
    assert check_gates(REPORT, (), parse_gates("losses=0"), Path("build")).diagnostics == ()


def test_one_persona_has_no_overlap() -> None:
    outcome = check_gates(report([bullet("a", 1, "X")]), (), parse_gates("overlap=0"), Path("build"))
    assert outcome.passed == "overlap: none, at most 0 allowed"


def test_failed_gates_name_their_findings_and_passed_ones_have_a_line() -> None:
    one = report([bullet("a", 1, "X"), bullet("b", 1, "X")], [["a:1", "b:1"]])
    gates = parse_gates("duplicates=0,contradictions=0")
    outcome = check_gates(one, findings_of(one), gates, Path("build"))
    assert [diagnostic.path for diagnostic in outcome.diagnostics] == ["build/report.json"]
    assert [finding.place.line for finding in outcome.findings] == [1]
    assert outcome.passed == "contradictions: 0 contradictions, at most 0 allowed"


def test_only_the_given_findings_count() -> None:
    gates = parse_gates("duplicates=0,contradictions=0")
    assert check_gates(REPORT, (), gates, Path("build")).diagnostics == ()


DUPLICATE = report([bullet("a", 1, "X"), bullet("b", 1, "X")], [["a:1", "b:1"]])


def test_all_count_without_a_baseline_and_only_new_ones_with_it(here: Path) -> None:
    path = here / "known.txt"
    assert len(counted_findings(DUPLICATE, None)) == 1
    assert write_baseline(DUPLICATE, path) == "known.txt: 1 known finding"
    assert counted_findings(DUPLICATE, path) == ()
    assert [result.name for result in here.iterdir()] == ["known.txt"]


def test_a_missing_baseline(here: Path) -> None:
    with pytest.raises(PersonacError) as caught:
        counted_findings(DUPLICATE, here / "none.txt")
    (result,) = caught.value.diagnostics
    assert (result.code, result.path) == ("PC602", "none.txt")
    assert result.hint == "create it: personac report --write-baseline none.txt"


def test_a_baseline_that_cannot_be_written(here: Path) -> None:
    with pytest.raises(PersonacError, match="cannot be written"):
        write_baseline(DUPLICATE, here / "no" / "known.txt")


def reviewed(*states: ReviewState) -> Report:
    rows = tuple(ReviewRow(f"{at:012x}", "sure", state, ()) for at, state in enumerate(states))
    return replace_rows(REPORT, review=rows)


@pytest.mark.parametrize(
    ("gate", "number"),
    [("undecided", 3), ("stale", 1), ("disputed", 2)],
)
def test_items_of_the_review_are_counted_by_their_state(gate: str, number: int) -> None:
    report = reviewed(
        "undecided", "grown", "undecided", "stale", "disputed", "disputed", "decided", "carried"
    )
    passed = check_gates(report, (), parse_gates(f"{gate}={number}"), Path("build"))
    assert passed.diagnostics == ()
    noun = "item" if number == 1 else "items"
    assert passed.passed == f"{gate}: {number} {noun} of the review, at most {number} allowed"
    failed = check_gates(report, (), parse_gates(f"{gate}={number - 1}"), Path("build"))
    assert [one.code for one in failed.diagnostics] == ["PC601"]
