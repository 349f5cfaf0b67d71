from __future__ import annotations

import json

import pytest

from personac.report.timings import Count, StepTiming, Timings, encode_timings, render_timings

SCORE = StepTiming(
    step="score", runs=2, wall_seconds=1.2345678, cpu_seconds=0.5, peak_bytes=150_000_000,
    given=(Count(what="pairs", number=12_345),), made=(Count(what="scores", number=12_345),),
)  # fmt: skip
NAME = StepTiming(
    step="name", runs=1, wall_seconds=0.0001, cpu_seconds=0.0, peak_bytes=99_940_000,
    given=(Count(what="personas", number=5),),
)  # fmt: skip
GATHER = StepTiming(step="gather", runs=1, wall_seconds=0.1, cpu_seconds=0.1, peak_bytes=1)


def timings(*steps: StepTiming, wall: float = 2.0, is_of_step: bool = True) -> Timings:
    return Timings(
        steps=steps, wall_seconds=wall, cpu_seconds=0.7, peak_bytes=150_000_000, peak_is_of_step=is_of_step
    )


def test_the_table() -> None:
    assert render_timings(timings(GATHER, NAME, SCORE)).splitlines() == [
        "step           runs  wall ms  CPU ms  peak MB  in -> out",
        "gather            1    100.0   100.0      0.0",
        "name              1      0.1     0.0     99.9  5 personas",
        "score             2  1,234.6   500.0    150.0  12,345 pairs -> 12,345 scores",
        "between steps          665.3   100.0",
        "total                2,000.0   700.0    150.0",
        "peak: the most memory that the process held while the step ran",
        "in -> out: of the first run; ms: of all, as the result is matched, too",
    ]


def test_what_the_peak_is_where_the_system_knows_only_one() -> None:
    note = render_timings(timings(NAME, is_of_step=False)).splitlines()[-1]
    assert note == "peak: the most memory that the process had held by the end of the step"


def test_clocks_that_disagree_give_no_negative_time() -> None:
    assert "-0" not in render_timings(timings(SCORE, wall=1.0))


@pytest.mark.parametrize("steps", [(), (GATHER, SCORE)])
def test_the_json(steps: tuple[StepTiming, ...]) -> None:
    data = encode_timings(timings(*steps))
    assert data.endswith(b"}\n")
    found = json.loads(data)
    assert (found["schema"], found["peak_is_of_step"]) == ("personac-timings/1", True)
    assert [one["step"] for one in found["steps"]] == [one.step for one in steps]
    for one in found["steps"][1:]:
        assert one["wall_seconds"] == 1.234568
        assert one["given"] == [{"what": "pairs", "number": 12_345}]
