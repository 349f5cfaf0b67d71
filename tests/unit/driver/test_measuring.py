from __future__ import annotations

import json
import pstats
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.driver.measuring import Wishes, measured
from personac.driver.observer import NOBODY, step


def test_nothing_is_measured_that_nobody_wants() -> None:
    said: list[str] = []
    with measured(Wishes(), said.append) as observer:
        assert observer is NOBODY
    assert said == []


def test_a_table() -> None:
    said: list[str] = []
    with measured(Wishes(table=True), said.append) as observer:
        with step(observer, "gather"):
            pass
        assert said == []
    assert said[0].splitlines()[1].startswith("gather")


def test_files(here: Path) -> None:
    said: list[str] = []
    with (
        measured(Wishes(json=Path("t.json"), profile=Path("p.prof")), said.append) as observer,
        step(observer, "gather"),
    ):
        json.dumps({})
    assert said == []
    assert json.loads((here / "t.json").read_bytes())["steps"][0]["step"] == "gather"
    assert "dumps" in {name for _, _, name in pstats.Stats("p.prof").stats}  # type: ignore[attr-defined]


def test_without_a_step_it_says_so_and_writes_nothing(here: Path) -> None:
    said: list[str] = []
    with measured(Wishes(table=True, json=Path("t.json"), profile=Path("p.prof")), said.append):
        pass
    assert said == ["nothing was compiled, so there is nothing to measure; --force compiles anyway\n"]
    assert list(here.iterdir()) == []


def test_a_run_that_fails_is_measured_too() -> None:
    said: list[str] = []

    def fail() -> None:
        with measured(Wishes(table=True), said.append) as observer, step(observer, "gather"):
            raise SystemExit(1)

    with pytest.raises(SystemExit):
        fail()
    assert "gather" in said[0]


def test_what_is_in_the_way_is_found_before_anything_is_done(here: Path) -> None:
    (here / "a.md").write_text("- One rule\n")

    def run() -> None:
        with measured(Wishes(profile=Path("a.md")), print):
            raise AssertionError

    with pytest.raises(PersonacError):
        run()
    assert (here / "a.md").read_text() == "- One rule\n"


def test_a_file_that_cannot_be_written(here: Path) -> None:
    def run() -> None:
        with measured(Wishes(json=Path("none/t.json")), print) as observer, step(observer, "gather"):
            pass

    with pytest.raises(PersonacError, match="there is no folder for it"):
        run()
    assert list(here.iterdir()) == []
