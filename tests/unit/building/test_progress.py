from __future__ import annotations

import sys

import pytest

from personac.building.progress import ProgressDisplay


def pretend_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


@pytest.mark.parametrize("color", [True, False])
def test_the_current_step_is_drawn_and_cleared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, color: bool
) -> None:
    pretend_terminal(monkeypatch)
    display = ProgressDisplay(color=color, delay=0.0)
    for step in ("score", "[red]merge[/red]"):
        display.step_started(step)
        display.step_ended(step)
    display.pause()
    out, err = capsys.readouterr()
    assert out == ""
    assert "[red]merge[/red]" in err
    assert "0:00:0" in err
    assert err.endswith("\x1b[2K")
    assert ("\x1b[3" in err) is color
    assert err.isascii()


def test_a_short_build_draws_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    display = ProgressDisplay(color=True, delay=3600.0)
    display.step_started("read")
    display.step_ended("read")
    display.pause()
    assert capsys.readouterr().err == ""


def test_each_build_is_drawn_anew(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pretend_terminal(monkeypatch)
    display = ProgressDisplay(color=True, delay=0.0)
    for _ in range(2):
        display.step_started("read")
        display.pause()
        assert "read" in capsys.readouterr().err


def test_a_pause_without_a_step(capsys: pytest.CaptureFixture[str]) -> None:
    ProgressDisplay(color=True).pause()
    assert capsys.readouterr().err == ""
