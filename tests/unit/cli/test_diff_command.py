from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


@pytest.mark.usefixtures("project")
def test_two_personas(run: Run) -> None:
    result = run("diff", "agents/one.md", "agents/two.md")
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[2].startswith("1 in both (1 word for word), 1 only in one.md, 1 only in two.md")
    assert "- agents/one.md:10: Only one says bananas" in lines
    assert "+ agents/two.md:10: Trains are late" in lines
    assert "\x1b" not in result.stdout


@pytest.mark.usefixtures("project")
def test_other_faces(run: Run) -> None:
    names = ("agents/one.md", "agents/two.md")
    assert json.loads(run("diff", *names, "--format", "json").stdout)["counts"]["exact"] == 1
    assert run("diff", *names, "--format", "md").stdout.startswith("# agents/one.md and agents/two.md\n")
    assert "bananas" not in run("diff", *names, "--stat").stdout
    assert "\x1b[" in run("diff", *names, "--color", "always").stdout


@pytest.mark.usefixtures("project")
def test_a_file_with_itself_says_the_same(run: Run) -> None:
    result = run("diff", "agents/one.md", "agents/one.md")
    assert result.exit_code == 0
    assert "The two files are identical, byte for byte." in result.stdout


def test_a_file_that_is_not_there(project: Path, run: Run) -> None:
    result = run("diff", "agents/one.md", "agents/three.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "agents/three.md: error[PC002]" in result.stderr
    assert project.is_dir()
