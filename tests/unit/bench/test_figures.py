from __future__ import annotations

from pathlib import Path

import pytest

from bench.timing.figures import Figures, Measured, collected, exponent, load, save
from bench.timing.processes import Usage

ONE = Measured("work", 10, (Usage(2.0, 3.0, 500), Usage(4.0, 2.5, 700), Usage(9.0, 9.0, 600)))
FLOOR = Measured("floor", 10, (Usage(1.0, 1.0, 100),))
STOPPED = Measured("work", 20, (), 60)


def figures() -> Figures:
    return collected([ONE, FLOOR, STOPPED], {"machine": "quiet"})


def test_the_least_time_and_the_highest_peak_count() -> None:
    assert (ONE.cpu, ONE.wall, ONE.peak, ONE.median_cpu) == (2.0, 2.5, 700, 4.0)


def test_a_ratio_of_cpu_times_needs_two_programs_that_ended() -> None:
    assert figures().ratio("work", "floor", 10) == 2.0
    assert figures().ratio("work", "floor", 20) is None
    assert figures().ratio("work", "floor", 20, 10) is None
    assert figures().ratio("floor", "work", 10, 10) == 0.5


def test_wall_times_can_be_compared_as_well() -> None:
    assert figures().wall_ratio("work", "work", 10) == 1.0
    assert figures().wall_ratio("work", "floor", 20) is None


def test_sizes_include_programs_that_did_not_end() -> None:
    assert figures().sizes("work") == [10, 20]


def test_saved_figures_are_loaded_and_later_files_win(tmp_path: Path) -> None:
    save(figures(), tmp_path / "old.json")
    save(
        collected([Measured("work", 20, FLOOR.runs, None, 3, 7)], {"machine": "busy"}), tmp_path / "new.json"
    )
    loaded = load([tmp_path / "old.json", tmp_path / "new.json"])
    assert loaded.get("work", 10) == ONE
    assert loaded.get("work", 20) == Measured("work", 20, FLOOR.runs, None, 3, 7)
    assert loaded.facts == {"machine": "busy"}


@pytest.mark.parametrize("power", [1.0, 1.5, 2.0])
def test_the_exponent_of_growth_is_computed_above_the_floor(power: float) -> None:
    times = {size: 0.5 + 1e-3 * size**power for size in (350, 1_000, 10_000)}
    assert exponent(times, 0.5) == pytest.approx(power)


def test_noise_has_no_exponent() -> None:
    assert exponent({350: 0.51, 1_000: 0.49, 10_000: 2.0}, 0.5) is None
