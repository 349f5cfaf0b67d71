from __future__ import annotations

import sys

import click
import pytest

from personac.cli.console import Console, ProgressDisplay
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.front_matter_kinds import DUPLICATE_KEY
from personac.diagnostics.input_kinds import UNREADABLE


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


ERROR = Diagnostic(UNREADABLE, "a.md", 0, 0, "cannot read", "")
WARNING = Diagnostic(DUPLICATE_KEY, "a.md", 1, 1, "error[ is only a word", "")


def console(*, color: bool | None = None) -> Console:
    return Console(color, quiet=False, verbose=False)


@pytest.mark.parametrize(
    ("terminal", "no_color", "coloured"), [(True, "", True), (True, "1", False), (False, "", False)]
)
def test_auto_follows_the_terminal_and_no_color(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *,
    terminal: bool, no_color: str, coloured: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    monkeypatch.setenv("NO_COLOR", no_color)
    console().diagnostics([ERROR])
    assert ("\x1b[31m" in capsys.readouterr().err) is coloured


def test_severities_have_their_colours(capsys: pytest.CaptureFixture[str]) -> None:
    console(color=True).diagnostics([ERROR, WARNING])
    err = capsys.readouterr().err
    assert "\x1b[31m\x1b[1merror\x1b[0m[PC002]" in err
    assert "\x1b[33m\x1b[1mwarning\x1b[0m[PC102]" in err


def test_results_are_utf_8_whatever_the_locale(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    console().result("caf\u00e9 \u2192\n")
    assert capfdbinary.readouterr().out == "caf\u00e9 \u2192\n".encode()


def test_the_exit_code_is_that_of_the_worst() -> None:
    console().exit_if_errors([WARNING])
    with pytest.raises(SystemExit) as caught:
        console().exit_if_errors([WARNING, ERROR])
    assert caught.value.code == 1


@pytest.mark.parametrize(
    ("lines", "terminal", "paged"), [(100, True, True), (10, True, False), (100, False, False)]
)
def test_long_results_are_paged_on_a_terminal(
    lines: int, monkeypatch: pytest.MonkeyPatch, *, terminal: bool, paged: bool
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(click, "echo_via_pager", lambda text, **_: shown.append(text))
    monkeypatch.setattr(Console, "result", lambda *_: shown.append("at once"))
    monkeypatch.setenv("LINES", "24")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: terminal, raising=False)
    Console().paged("line\n" * lines)
    assert shown == (["line\n" * lines] if paged else ["at once"])


@pytest.mark.parametrize(("color", "told"), [(None, None), (True, None), (False, False)])
def test_a_pager_shows_colours_if_it_can(
    monkeypatch: pytest.MonkeyPatch, *, color: bool | None, told: bool | None
) -> None:
    """With `color=True` click passes escapes on, which plain `less` shows as `ESC[1m`."""
    shown: list[bool | None] = []
    monkeypatch.setattr(click, "echo_via_pager", lambda _text, color: shown.append(color))
    monkeypatch.setenv("LINES", "24")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    Console(color=color).paged("line\n" * 100)
    assert shown == [told]
