"""How the options of a scan are spelled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from personac.scan.scan_request import (
    ENGINES,
    STAGE_NAMES,
    ScanOptionError,
    Shard,
    read_engine,
    read_measure,
    read_shard,
    read_stage,
)
from personac.scan.scan_stages import STAGES


def test_what_can_be_understood() -> None:
    assert [read_engine(name) for name in ENGINES] == list(ENGINES)
    assert read_engine("ray://head-node:10001") == "ray://head-node:10001"
    assert [read_stage(name) for name in STAGE_NAMES] == list(STAGE_NAMES)
    assert (read_shard("0/1"), read_shard("9/10")) == (Shard(0, 1), Shard(9, 10))
    assert [read_measure(text) for text in ("auto", "all", "0", "25")] == ["auto", "all", 0, 25]


@pytest.mark.parametrize(
    ("read", "text", "problem"),
    [
        (read_engine, "seriel", "'seriel' is not an engine; did you mean serial?"),
        (read_engine, "x", "'x' is not an engine; there are serial, local, ray, or ray://HOST:PORT"),
        (read_engine, "ray://", "'ray://' is no address of Ray, such as ray://head-node:10001"),
        (read_engine, "ray://a/b", "'ray://a/b' is no address of Ray"),
        (read_stage, "verfy", "'verfy' is not a stage; did you mean verify?"),
        (read_stage, "zzz", f"'zzz' is not a stage; there are {', '.join(STAGE_NAMES)}"),
        (read_shard, "10/10", "shards are counted from 0, the last is 9/10; there is no 10/10"),
        (read_shard, "0/0", "shards are counted from 0; there is no 0/0"),
        (read_shard, "1", "'1' is not i/n, such as 0/10 for the first of ten"),
        (read_shard, "-1/3", "'-1/3' is not i/n"),
        (read_measure, "some", "'some' is neither a whole number from 0 up, `auto` nor `all`"),
        (read_measure, "-1", "'-1' is neither"),
    ],
)
def test_what_cannot_is_refused_with_a_way_out(
    read: Callable[[str], object], text: str, problem: str
) -> None:
    with pytest.raises(ScanOptionError) as caught:
        read(text)
    assert str(caught.value).startswith(problem)


def test_the_names_are_those_of_the_stages() -> None:
    assert ("list", *(stage.name for stage in STAGES)) == STAGE_NAMES
