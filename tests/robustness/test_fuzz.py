"""A sample of the fuzz: no traceback, nothing slow, exit 0, 1 or 2, and sources come back byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loaded_once import rules_read_once
from tests.robustness.case_runner import CaseRunner, Fault, sound_project
from tests.robustness.fuzz_cases import KINDS, Case, made_case
from tests.robustness.shrinking import shrunk

CASES = 10
"""Cases of each kind: 300 generated files. `python -m tests.robustness.fuzz` runs any number."""


@pytest.fixture(scope="module")
def sound() -> Iterator[dict[str, bytes]]:
    with rules_read_once():
        yield sound_project()


@pytest.mark.parametrize("kind", KINDS)
def test_generated_projects_are_built_or_refused(kind: str, tmp_path: Path, sound: dict[str, bytes]) -> None:
    runner = CaseRunner(tmp_path / "project", sound)
    faults = {number: [*runner.faults(made_case(kind, number, sound))] for number in range(CASES)}
    assert {number: found for number, found in faults.items() if found} == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_makes_the_same_case_again(kind: str, sound: dict[str, bytes]) -> None:
    assert made_case(kind, 7, sound) == made_case(kind, 7, sound)
    assert made_case(kind, 7, sound) != made_case(kind, 8, sound)


def test_the_sound_project_has_no_fault(tmp_path: Path, sound: dict[str, bytes]) -> None:
    commands = (("build",), ("build", "--check"), ("expand", "--all", "-o", "restored"), ("report", "--full"))
    assert [*CaseRunner(tmp_path / "project", sound).faults(Case({}, commands, restores=True))] == []


def test_wrong_ends_are_faults(
    tmp_path: Path, sound: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("personac.cli.report_command.ReportOptions.folder", property(lambda _: 1 / 0))
    (fault,) = CaseRunner(tmp_path / "project", sound).faults(Case({}, (("report",), ("build",))))
    assert fault.kind == "traceback"
    assert fault.command == ("report",)
    assert "ZeroDivisionError" in fault.detail


def test_a_case_is_made_small() -> None:
    case = Case({"a.md": b"one\ntwo\nthe fault\nthree\n", "b.md": b"x"}, (("build",),))
    small = shrunk(case, lambda smaller: b"fault" in smaller.inputs.get("a.md", b""))
    assert small.inputs == {"a.md": b"fault"}


def test_faults_of_one_cause_are_told_by_their_place() -> None:
    one, other = (Fault("traceback", "ValueError at x.py:1 f", (command,), command) for command in "ab")
    assert one.cause == other.cause
