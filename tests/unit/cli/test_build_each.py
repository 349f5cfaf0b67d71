"""`personac build` of one group and of many: what is printed, where, and the exit code."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.unit.cli.conftest import ONE, TWO, Run


@pytest.fixture
def groups(project: Path) -> Path:
    """Two groups beside the personas of the project, which are none."""
    for name, data in (("east", ONE), ("west", TWO)):
        (project / "agents" / name).mkdir()
        (project / "agents" / name / f"{name}.md").write_bytes(data)
    return project


def test_each_folder_is_built_and_summarised_in_a_line(groups: Path, run: Run) -> None:
    result = run("build", "--each")
    assert (result.exit_code, result.stdout) == (0, "")
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == ["build/east", "build/west"]
    assert (groups / "build" / "east" / "one.md").is_file()
    assert not (groups / "build" / "personac.lock").exists()
    again = run("build", "--each", "agents/west/", "agents/east/", "--jobs", "1")
    assert again.stderr == "build/west: up to date\nbuild/east: up to date\n"


def test_a_group_that_cannot_be_read_stops_no_other_and_sets_the_exit_code(groups: Path, run: Run) -> None:
    (groups / "agents" / "east" / "east.md").write_bytes(b"\xff")
    result = run("build", "--each")
    assert result.exit_code == 2
    assert "agents/east/east.md" in result.stderr
    assert "build/east: not built\n" in result.stderr
    assert "build/west: 1 persona" in result.stderr


def test_machines_get_the_findings_of_all_groups_in_one_document(groups: Path, run: Run) -> None:
    for name in ("east", "west"):
        (groups / "agents" / name / f"{name}.md").write_bytes(b"\xff")
    result = run("build", "--each", "--format", "json")
    paths = [found["path"] for found in json.loads(result.stdout)]
    assert paths == ["agents/east/east.md", "agents/west/west.md"]


def test_check_reports_stale_outputs_with_a_diff(groups: Path, run: Run) -> None:
    run("build", "--each")
    (groups / "build" / "west" / "two.md").write_bytes(b"other\n")
    result = run("build", "--each", "--check")
    assert result.exit_code == 1
    assert "build/west/two.md: error[PC509]" in result.stderr
    assert "--- two.md (on disk)" in result.stdout
    assert "build/east: up to date" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--each", "--name", "x"], "--name names one agent"),
        (["--jobs", "2"], "--jobs requires --each"),
        (["--each", "agents/one.md"], "agents/one.md: error[PC002]: not a folder"),
        (["--each", "nowhere/"], "nowhere: error[PC002]: no such folder"),
    ],
)
@pytest.mark.usefixtures("groups")
def test_options_that_exclude_each_other_are_refused(arguments: list[str], message: str, run: Run) -> None:
    result = run("build", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_if_changed_keeps_the_time_and_the_file_of_what_stays_the_same(project: Path, run: Run) -> None:
    assert run("build", "--name", "x", "--if-changed").exit_code == 0
    build = project / "build"
    for path in build.rglob("*.*"):
        os.utime(path, (100, 100))
    before = {path.relative_to(build).as_posix(): path.stat() for path in build.rglob("*.*")}
    (project / "agents" / "one.md").write_bytes(ONE + b"- Another one\n")
    assert run("build", "--name", "x", "--if-changed").exit_code == 0
    after = {path.relative_to(build).as_posix(): path.stat() for path in build.rglob("*.*")}
    same = {name for name in after if after[name].st_mtime == 100}
    assert same == {"variants/two.md", "x.d"}
    assert all(after[name].st_ino == before[name].st_ino for name in same)
    assert run("build", "--name", "x").exit_code == 0
    assert (build / "x.d").stat().st_mtime > 100


def test_a_build_that_fails_is_reported_once(project: Path, run: Run) -> None:
    (project / "agents" / "one.md").write_bytes(b"\xff")
    result = run("build")
    assert result.exit_code == 2
    assert "not built" not in result.stderr
    assert result.stderr.count("error[PC001]") == 1
