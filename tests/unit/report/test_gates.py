from __future__ import annotations

from pathlib import Path

import pytest

from personac.report.findings import findings_of
from personac.report.gates import Gate, GateError, check_gates, judge, parse_gates
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
        ("x=1", "unknown gate 'x'; there are duplicates, contradictions, overlap"),
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
    (verdict,) = judge(REPORT, findings_of(REPORT), parse_gates(gate))
    assert verdict.passed is passed
    outcome = check_gates(REPORT, findings_of(REPORT), parse_gates(gate), Path("build"))
    assert len(outcome.diagnostics) == (not passed)


def test_a_cluster_of_one_persona_is_no_duplicate_across_personas() -> None:
    (verdict,) = judge(REPORT, findings_of(REPORT), parse_gates("duplicates=0"))
    assert [result.place.text for result in verdict.findings] == ["X"]
    outcome = check_gates(REPORT, findings_of(REPORT), parse_gates("duplicates=0"), Path("build"))
    (failed,) = outcome.diagnostics
    assert (failed.code, failed.message) == ("PC601", "duplicates: 1 duplicate, at most 0 allowed")
    assert failed.hint


def test_overlap_names_the_personas() -> None:
    (verdict,) = judge(REPORT, (), parse_gates("overlap=0.2"))
    assert verdict.line == "overlap: a has 50% of the bullets of b (0.5), at most 0.2 allowed"


def test_one_persona_has_no_overlap() -> None:
    (verdict,) = judge(report([bullet("a", 1, "X")]), (), parse_gates("overlap=0"))
    assert verdict.passed
    assert verdict.line == "overlap: none, at most 0 allowed"


def test_failed_gates_name_their_findings_and_passed_ones_have_a_line() -> None:
    one = report([bullet("a", 1, "X"), bullet("b", 1, "X")], [["a:1", "b:1"]])
    gates = parse_gates("duplicates=0,contradictions=0")
    outcome = check_gates(one, findings_of(one), gates, Path("build"))
    assert [diagnostic.path for diagnostic in outcome.diagnostics] == ["build/report.json"]
    assert [finding.place.line for finding in outcome.findings] == [1]
    assert outcome.passed == "contradictions: 0 contradictions, at most 0 allowed"


def test_only_what_is_given_counts() -> None:
    assert all(verdict.passed for verdict in judge(REPORT, (), parse_gates("duplicates=0,contradictions=0")))
