from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run


def test_it_prints_where_a_build_with_the_same_options_writes(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text('output = "dist"\n')
    assert run("outputs").stdout == "dist\n"
    assert run("outputs", "--name", "both", "--keep", "shared", "-o", "x").stdout == "x\n"
    assert run("outputs", "--for-make").stdout.split() == [
        "output=dist", "input=dist:personac.toml", "input=dist:agents/."
    ]  # fmt: skip


def test_it_writes_nothing(project: Path, run: Run) -> None:
    assert run("outputs", "--timings-json", "times.json").exit_code == 0
    assert [path.name for path in project.iterdir()] == ["agents"]


def test_it_is_relative_to_the_folder_of_the_call(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "personac.toml").write_text("")
    monkeypatch.chdir(project / "agents")
    assert run("outputs").stdout == "../build\n"
    assert run("outputs", "-o", "x").stdout == "x\n"


def test_wrong_settings_end_with_2(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text('ouput = "x"\n')
    result = run("outputs", "--for-make")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "did you mean `output`?" in result.stderr


def test_it_is_not_listed_among_the_commands(run: Run) -> None:
    assert "outputs " not in run("--help").stdout
