"""Processes that personac starts end with it, and its environment stays as it was."""

from __future__ import annotations

import os
import signal
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from personac.building.child_processes import (
    ctrl_c_delayed,
    end_child_processes,
    end_when_told,
    safe_path,
    usable_cores,
    variables_set,
)


def wait(started: str, *, is_stubborn: bool) -> None:
    end_when_told()
    if is_stubborn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    Path(started).touch()
    try:
        time.sleep(60)
    finally:
        Path(started).unlink()


def start(started: Path, *, is_stubborn: bool) -> None:
    arguments = {"is_stubborn": is_stubborn}
    get_context("spawn").Process(target=wait, args=(str(started),), kwargs=arguments).start()
    while not started.exists():
        time.sleep(0.01)


def test_a_child_that_is_ended_cleans_up(tmp_path: Path) -> None:
    start(tmp_path / "started", is_stubborn=False)
    end_child_processes()
    assert [*tmp_path.iterdir()] == []


def test_a_child_that_does_not_end_is_killed(tmp_path: Path) -> None:
    start(tmp_path / "started", is_stubborn=True)
    end_child_processes(0.1)
    assert [*tmp_path.iterdir()] == [tmp_path / "started"]


def test_variables_are_as_before_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_TEST_A", "old")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    with variables_set({"PERSONAC_TEST_A": "new", "PERSONAC_TEST_B": "new"}), safe_path():
        assert [os.environ[f"PERSONAC_TEST_{name}"] for name in "AB"] == ["new", "new"]
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert os.environ["PERSONAC_TEST_A"] == "old"
    assert {"PERSONAC_TEST_B", "PYTHONSAFEPATH"} & {*os.environ} == set()


def start_under_ctrl_c(started: list[int]) -> None:
    with ctrl_c_delayed():
        signal.raise_signal(signal.SIGINT)
        started.append(1)


def test_ctrl_c_waits_until_processes_are_started() -> None:
    started: list[int] = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
    try:
        with pytest.raises(KeyboardInterrupt):
            start_under_ctrl_c(started)
    finally:
        signal.signal(signal.SIGINT, before)
    assert started == [1]


def test_systems_without_masks_start_processes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "name", "nt")
    with ctrl_c_delayed():
        pass


def test_cores_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 2, 5}, raising=False)
    assert usable_cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores() == 1
