from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.speed import arguments_of, at_scale, contenders_of, facts, main, measure
from bench.timing.builds import COLD, EACH, MANY_GROUPS, ONE_GROUP, Builds
from bench.timing.contenders import CONTENDERS, FLOOR, MATCH
from bench.timing.figures import Measured, collected, load, save
from bench.timing.processes import Usage
from tests.unit.bench.recorder import Recorder


def test_sizes_are_sorted_and_each_is_run_once() -> None:
    assert arguments_of(["--sizes", "1000,350,1000"]).sizes == (350, 1_000)


def test_earlier_figures_are_shown_again_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = (Usage(1.0, 1.0, 1),)
    figures = collected([Measured(FLOOR, 350, runs), Measured(MATCH, 350, runs)], {"machine": "one"})
    save(figures, tmp_path / "old.json")
    main(["--only", "nothing", "--from", str(tmp_path / "old.json"), "--json", str(tmp_path / "new.json")])
    shown = capsys.readouterr().out
    assert "| 350 | personac match | 1.0 s |" in shown
    assert "- machine: one" in shown
    assert load([tmp_path / "new.json"]) == figures


def test_facts_name_machine_libraries_and_data() -> None:
    assert facts(arguments_of(["--data", "synthetic"]))["bullets"] == "derived from agents/"
    assert facts(arguments_of(["--data", "a/b.tar"]))["bullets"] == "of real agent files (b.tar)"
    builds = facts(arguments_of(["--only", "builds"]))
    assert "numpy 2" in builds["libraries"]
    assert "bullets" not in builds


def test_a_program_that_is_not_installed_is_reported_and_left_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = replace(CONTENDERS[0], name="absent", library="not_installed_at_all")
    monkeypatch.setattr("bench.speed.CONTENDERS", (CONTENDERS[0], absent))
    assert contenders_of(arguments_of([])) == [CONTENDERS[0]]
    assert "absent: not installed: pip install" in capsys.readouterr().err


def test_only_selected_parts_are_measured(tmp_path: Path) -> None:
    assert list(measure(arguments_of(["--only", "nothing"]), tmp_path)) == []


def test_many_personas_are_built_in_one_group_and_in_many(tmp_path: Path) -> None:
    python = Recorder(Path(), {})
    options = arguments_of(["--data", "synthetic"])
    sizes = [(one.what, one.size) for one in at_scale(options, Builds(python, python, 1, 10, tmp_path))]
    assert sizes == [(COLD, 100), (ONE_GROUP, 1_000), (MANY_GROUPS, 200), (EACH, 200)]
