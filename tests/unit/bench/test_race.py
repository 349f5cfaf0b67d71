from __future__ import annotations

from pathlib import Path

from bench.timing.builds import (
    CHECK,
    CLICK,
    COLD,
    EACH,
    MANY_GROUPS,
    NO_OP,
    ONE_GROUP,
    Builds,
)
from bench.timing.contenders import FLOOR, OWN_IMPORTS, Contender
from bench.timing.race import Race, runs_at
from tests.unit.bench.recorder import Recorder


def race(python: Recorder, scratch: Path, *modules: str) -> Race:
    contenders = [Contender(module, module, is_build=module == "build") for module in modules]
    return Race(python, contenders, 4, 10, scratch)


def test_all_run_in_turn_and_larger_sizes_less_often(tmp_path: Path) -> None:
    python = Recorder(Path(), {})
    measured = {
        (one.what, one.size): one
        for one in race(python, tmp_path, "a", "b", "build").over("data", [30_000, 10])
    }
    assert {size: len(measured["a", size].runs) for size in (10, 30_000)} == {10: 4, 30_000: 2}
    assert len(measured[FLOOR, 10].runs) == 4
    assert len(measured[OWN_IMPORTS + "b", 0].runs) == 4
    assert (measured["b", 10].groups, measured["b", 10].grouped) == (2, 3)
    assert measured["build", 10].runs[0].peak == 2
    ran = [arguments[1].rpartition(".")[2] for arguments in python.ran if arguments[0] == "-m"]
    assert ran[:7] == ["growth", "imports", "imports", "imports", "a", "b", "build"]


def test_a_program_that_does_not_end_is_not_run_again(tmp_path: Path) -> None:
    python = Recorder(Path(), {}, slow="a")
    measured = {(one.what, one.size): one for one in race(python, tmp_path, "a", "b").over("data", [10])}
    assert measured["a", 10].runs == ()
    assert measured["a", 10].limit == 10
    assert len(measured["b", 10].runs) == 4


def test_there_are_at_least_two_runs_unless_fewer_are_configured() -> None:
    assert [runs_at(size, 5) for size in (350, 1_000, 10_000, 100_000)] == [5, 5, 3, 2]
    assert runs_at(100_000, 1) == 1


def builds(python: Recorder, scratch: Path) -> Builds:
    return Builds(python, python, 2, 10, scratch)


def test_both_sides_of_every_ratio_of_a_small_build_are_measured(tmp_path: Path) -> None:
    runs = {one.what: len(one.runs) for one in builds(Recorder(Path(), {}), tmp_path).small(Path("agents"))}
    assert runs == dict.fromkeys((CLICK, NO_OP, CHECK, OWN_IMPORTS + COLD, COLD), 2)


def test_the_costs_of_many_groups_are_added(tmp_path: Path) -> None:
    for name in ("one", "two", "three"):
        (tmp_path / "groups" / name).mkdir(parents=True)
    made = builds(Recorder(Path(), {}), tmp_path)
    assert made.many_groups(tmp_path / "groups", 3).cpu == 3.0
    assert made.each(tmp_path / "groups", 3).what == EACH
    assert made.one_group(tmp_path / "groups" / "one", 5).what == ONE_GROUP


def test_builds_that_do_not_end_are_reported(tmp_path: Path) -> None:
    made = builds(Recorder(Path(), {}, slow="personac_command"), tmp_path)
    (tmp_path / "groups" / "one").mkdir(parents=True)
    assert made.many_groups(tmp_path / "groups", 1) == made.many_groups(tmp_path / "groups", 1)
    assert made.many_groups(tmp_path / "groups", 1).limit == 10
    assert made.many_groups(tmp_path / "groups", 1).what == MANY_GROUPS
