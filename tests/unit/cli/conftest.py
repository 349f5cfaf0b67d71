"""A tiny project to run commands in, and a way to run them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from personac.cli import main

Run = Callable[..., Result]

_SOURCE = """---
name: {}
description: d
color: {}
---

# Rules

- Drain the oldest queue first
- {}
"""
ONE = _SOURCE.format("one", "red", "Only one says bananas").encode()
TWO = _SOURCE.format("two", "blue", "Trains are late").encode()


@pytest.fixture
def run() -> Run:
    """Run a command as the shell would; stdout and stderr are kept apart."""

    def _run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return _run


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two personas in agents/, and the working directory beside them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "one.md").write_bytes(ONE)
    (tmp_path / "agents" / "two.md").write_bytes(TWO)
    return tmp_path


@pytest.fixture
def built(project: Path, run: Run) -> Path:
    """Return the folder of a build of the project."""
    assert run("build", "--name", "both").exit_code == 0
    return project / "build"
