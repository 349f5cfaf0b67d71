"""The limits of gates, whatever the command."""

from __future__ import annotations

import pytest

from personac.diagnostics.output_kinds import GATE_FAILED
from personac.report.gate_limits import Gate, GateError, Verdict, outcome_of, read_gates

KINDS = {"knots": "0", "slack": "0.4"}


def test_numbers_and_shares_are_told_apart_by_their_example() -> None:
    assert read_gates("knots=3,slack=1", KINDS) == (Gate("knots", 3), Gate("slack", 1.0))
    for text, problem in (
        ("knots=0.5", "'knots' takes a whole number from 0 up, not '0.5'"),
        ("slack=3", "'slack' takes a share from 0 to 1, such as 0.4, not '3'"),
        ("slack", "'slack' needs a limit, as in slack=0.4"),
        ("knot=1", "unknown gate 'knot'; did you mean 'knots'?"),
    ):
        with pytest.raises(GateError) as caught:
            read_gates(text, KINDS)
        assert str(caught.value) == problem


def test_an_outcome_has_errors_of_those_that_failed_and_lines_of_the_others() -> None:
    verdicts = [Verdict("one", passed=True), Verdict("two", passed=False), Verdict("three", passed=True)]
    outcome = outcome_of(verdicts, GATE_FAILED, "here.json")
    assert outcome.passed == "one\nthree"
    assert [(one.path, one.message) for one in outcome.diagnostics] == [("here.json", "two")]
