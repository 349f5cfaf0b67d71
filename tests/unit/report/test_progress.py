from __future__ import annotations

import sys

import pytest

from personac.report.progress import ProgressLine


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


@pytest.mark.parametrize("color", [True, False])
def test_a_line_that_is_drawn_anew_and_cleared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, color: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with ProgressLine(color=color, elapsed=75.0) as line:
        line.refresh("score: 2 bullets")
        line.refresh("[red]merge[/red]")
    out, err = capsys.readouterr()
    assert out == ""
    assert "score: 2 bullets" in err
    assert "[red]merge[/red]" in err
    assert "0:01:15" in err
    assert err.endswith("\x1b[2K")
    assert ("\x1b[3" in err) is color
    assert err.isascii()


def test_the_line_goes_when_what_it_tells_of_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        with ProgressLine(color=False) as line:
            line.refresh("score")
            raise KeyError

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with pytest.raises(KeyError):
        fail()
    assert capsys.readouterr().err.endswith("\x1b[?25h\r\x1b[1A\x1b[2K")
