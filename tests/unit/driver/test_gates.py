from __future__ import annotations

from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.driver.gates import counted_findings, held_against, write_baseline
from personac.report.gates import parse_gates
from tests.unit.report.reports import bullet, report

FOUND = report([bullet("a", 1, "X"), bullet("b", 1, "X")], [["a:1", "b:1"]])


def test_all_count_without_a_baseline_and_only_new_ones_with_it(here: Path) -> None:
    path = here / "known.txt"
    assert len(counted_findings(FOUND, None)) == 1
    assert write_baseline(FOUND, path) == "known.txt: 1 known finding"
    assert counted_findings(FOUND, path) == ()
    assert [found.name for found in here.iterdir()] == ["known.txt"]


def test_a_baseline_that_is_not_there(here: Path) -> None:
    with pytest.raises(PersonacError) as caught:
        counted_findings(FOUND, here / "none.txt")
    (found,) = caught.value.diagnostics
    assert (found.code, found.path) == ("PC602", "none.txt")
    assert found.hint == "make it: personac report --write-baseline none.txt"


def test_a_baseline_that_cannot_be_written(here: Path) -> None:
    with pytest.raises(PersonacError, match="cannot be written"):
        write_baseline(FOUND, here / "no" / "known.txt")


def test_what_failed_is_named_and_what_passed_is_said(here: Path) -> None:
    gates = parse_gates("duplicates=0,contradictions=0")
    outcome = held_against(FOUND, counted_findings(FOUND, None), gates, here / "build")
    assert [found.path for found in outcome.diagnostics] == ["build/report.json"]
    assert [found.place.line for found in outcome.findings] == [1]
    assert outcome.said == "contradictions: 0 contradictions, at most 0 allowed"
