from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


def test_it_says_what_it_wrote_on_stderr(project: Path, run: Run) -> None:
    result = run("init", "--make", "--git")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "rules/personac.toml", "personac.mk", ".gitattributes", "next"
    ]  # fmt: skip
    assert (project / "personac.mk").is_file()
    assert run("build").exit_code == 0


def test_what_is_there_is_refused(project: Path, run: Run) -> None:
    (project / "personac.mk").write_text("mine")
    result = run("init", "--make")
    assert result.exit_code == 2
    assert "personac.mk: error[PC504]" in result.stderr
    assert "--force" in result.stderr
    assert run("init", "--make", "--force", "-q").stderr == ""


def test_below_the_settings_the_root_is_set_up(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "personac.toml").write_text('output = "dist"\n')
    monkeypatch.chdir(project / "agents")
    assert run("init").exit_code == 0
    assert (project / ".github" / "workflows" / "personac.yml").is_file()
    assert sorted(path.name for path in (project / "agents").iterdir()) == ["one.md", "two.md"]


def test_below_the_root_of_a_git_repository_it_is_refused_with_a_hint(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").mkdir()
    monkeypatch.chdir(project / "agents")
    result = run("init")
    assert (result.exit_code, "run it in .." in result.stderr) == (2, True)
    assert sorted(path.name for path in project.rglob("*")) == [".git", "agents", "one.md", "two.md"]
    (project / "agents" / "personac.toml").write_text("")
    assert run("init", "--git").exit_code == 0
    assert (project / "agents" / ".gitattributes").is_file()
