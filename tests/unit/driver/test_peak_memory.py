from __future__ import annotations

import sys
from pathlib import Path

import pytest

from personac.driver.peak_memory import PeakMemory

MEGABYTE = 1_000_000


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc")
def test_what_was_held_and_let_go_counts_until_it_is_forgotten() -> None:
    memory = PeakMemory()
    assert memory.forget()
    before = memory.read()
    held = bytearray(b"x") * (200 * MEGABYTE)
    assert memory.read() > before + 150 * MEGABYTE
    del held
    assert memory.read() > before + 150 * MEGABYTE
    assert memory.forget()
    assert memory.read() < before + 100 * MEGABYTE


def test_a_system_without_proc_tells_of_the_whole_run(tmp_path: Path) -> None:
    memory = PeakMemory(tmp_path / "none")
    assert not memory.forget()
    assert memory.read() > MEGABYTE


def test_a_status_without_a_peak_is_no_help(tmp_path: Path) -> None:
    (tmp_path / "status").write_text("Name:\tpersonac\nVmPeak:\t 7 kB\n")
    assert PeakMemory(tmp_path).read() > MEGABYTE
    (tmp_path / "status").write_text("VmPeak:\t 7 kB\nVmHWM:\t   12 kB\nVmRSS:\t 9 kB\n")
    assert PeakMemory(tmp_path).read() == 12 * 1024


def test_the_unit_is_the_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kilobytes = PeakMemory(tmp_path).read()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert PeakMemory(tmp_path).read() <= kilobytes / 1024 * 1.5


def test_a_system_that_tells_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    assert PeakMemory(tmp_path).read() == 0
