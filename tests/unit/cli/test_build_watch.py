from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from personac.building import watch
from personac.building.request import Outcome, Request
from personac.building.watch import Rebuild
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.input_kinds import NO_SOURCES
from tests.unit.cli.conftest import Run


def two_builds(current: Callable[[], Request], *_: object) -> Iterator[Rebuild]:
    """Two builds, and then Ctrl-C."""
    diagnostic = Diagnostic(NO_SOURCES, "agents", 0, 0, "no personas", "write one")
    yield Rebuild((), Outcome((diagnostic,), "", "", is_failed=True), 0.5)
    yield Rebuild(("agents/\x1b.md added",), Outcome((), "", f"{current().output}: built"), 1.25)
    raise KeyboardInterrupt


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "rebuilds", two_builds)


@pytest.mark.usefixtures("project", "_short")
def test_every_build_is_reported_on_stderr_until_ctrl_c(run: Run) -> None:
    result = run("build", "--watch")
    assert (result.exit_code, result.stdout) == (130, "")
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
def test_quiet_prints_only_errors(run: Run) -> None:
    assert run("build", "--watch", "-q").stderr.splitlines() == [
        "agents: error[PC003]: no personas",
        "    hint: write one",
    ]


@pytest.mark.parametrize("other", ["--check", "--each"])
def test_options_that_exclude_watching(project: Path, run: Run, other: str) -> None:
    result = run("build", "--watch", other)
    assert result.exit_code == 2
    assert "--watch" in result.stderr
    assert not (project / "build").exists()


@pytest.mark.usefixtures("project")
def test_no_cache_records_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(tmp_path / "cache"))
    assert run("build", "--no-cache").exit_code == 0
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []
    assert run("build", "--force").exit_code == 0
    assert (tmp_path / "cache" / "builds").is_dir()
