from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from personac.diagnostics.input_kinds import NO_SOURCES
from personac.diagnostics.model import Diagnostic
from personac.driver import watch
from personac.driver.build import Request
from personac.driver.watch import Rebuilt
from tests.unit.cli.conftest import Run


class OneBuild:
    """A watch that builds twice, and then is ended by Ctrl-C."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def rebuilds(self) -> Iterator[Rebuilt]:
        found = Diagnostic(NO_SOURCES, "agents", 0, 0, "no personas", "write one")
        yield Rebuilt((), (found,), 0.5, "")
        yield Rebuilt(("agents/\x1b.md added",), (), 1.25, f"{self._request.output}: built")
        raise KeyboardInterrupt


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "Watch", OneBuild)


@pytest.mark.usefixtures("project", "_short")
def test_every_build_is_told_on_stderr_and_ctrl_c_is_no_error(run: Run) -> None:
    result = run("build", "--watch")
    assert (result.exit_code, result.stdout) == (0, "")
    lines = [re.sub(r"^\d\d:\d\d:\d\d ", "TIME ", line) for line in result.stderr.splitlines()]
    assert lines == [
        "agents: error[PC003]: no personas",
        "    hint: write one",
        "TIME not built: see above (0.50 s)",
        "TIME agents/<U+001B>.md added; build: built (1.25 s)",
        "",
        "no longer watching",
    ]


@pytest.mark.usefixtures("project", "_short")
def test_quiet_tells_errors_alone(run: Run) -> None:
    assert run("build", "--watch", "-q").stderr.splitlines() == [
        "agents: error[PC003]: no personas",
        "    hint: write one",
    ]


def test_watching_is_not_checking(project: Path, run: Run) -> None:
    result = run("build", "--watch", "--check")
    assert result.exit_code == 2
    assert "--watch" in result.stderr
    assert not (project / "build").exists()


@pytest.mark.usefixtures("project")
def test_no_cache_keeps_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(tmp_path / "cache"))
    assert run("build", "--no-cache").exit_code == 0
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
    assert run("build", "--force").exit_code == 0
    assert (tmp_path / "cache" / "content").is_dir()
