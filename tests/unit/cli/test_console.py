from __future__ import annotations

import sys

import pytest

from personac.cli.console import Console
from personac.diagnostics.front_matter_kinds import DUPLICATE_KEY
from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic

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
