"""`personac build --all`: every group of personac.toml, one summary, and what old groups left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import ONE, TWO, Run

GROUPS = '[groups.east]\nsources = ["east"]\n[groups.west]\nsources = ["west"]\nname = "w"\n'
EAST = '[groups.east]\nsources = ["east"]\n'


@pytest.fixture
def groups(project: Path) -> Path:
    """Two groups, and personas in agents/, which are in none."""
    for name in ("east", "west"):
        (project / name).mkdir()
        (project / name / "one.md").write_bytes(ONE)
        (project / name / "two.md").write_bytes(TWO)
    (project / "personac.toml").write_text(GROUPS)
    return project


def outputs(groups: Path) -> list[str]:
    return sorted(path.name for path in (groups / "build").iterdir())


def test_every_group_and_nothing_else_is_built_with_one_summary(groups: Path, run: Run) -> None:
    (groups / "personac.toml").write_text(f'sources = ["agents"]\n{GROUPS}')
    result = run("build", "--all")
    assert (result.exit_code, result.stdout) == (0, "")
    lines = result.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["build/east", "build/west", "2 groups"]
    assert lines[-1].startswith("2 groups: 2 built; ")
    assert outputs(groups) == ["east", "west"]
    assert (groups / "build" / "west" / "w.md").is_file()


def test_groups_that_are_up_to_date_have_no_line_of_their_own(groups: Path, run: Run) -> None:
    first = run("build", "--all").stderr.splitlines()[-1]
    saved = first.partition("; ")[2]
    assert saved.endswith(" tokens saved")
    assert run("build", "--all").stderr == f"2 groups: 2 up to date; {saved}\n"
    assert "build/east: up to date\n" in run("build", "--all", "-v").stderr
    (groups / "east" / "one.md").write_bytes(TWO)
    assert "2 groups: 1 built, 1 up to date;" in run("build", "--all").stderr


def test_the_tokens_saved_are_those_of_all_reports(groups: Path, run: Run) -> None:
    line = run("build", "--all").stderr.splitlines()[-1]
    reports = [
        json.loads((groups / "build" / name / "report.json").read_bytes()) for name in ("east", "west")
    ]
    saved = sum(report["sizes"]["saved"]["tokens"] for report in reports)
    assert line == f"2 groups: 2 built; {saved} tokens saved"


def test_a_group_that_cannot_be_built_stops_no_other(groups: Path, run: Run) -> None:
    (groups / "east" / "one.md").write_bytes(b"\xff")
    result = run("build", "--all", "--jobs", "2")
    assert result.exit_code == 2
    assert "east/one.md" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("2 groups: 1 built, 1 not built;")


def test_another_group_leaves_those_that_are_built_up_to_date(groups: Path, run: Run) -> None:
    run("build", "--all")
    (groups / "personac.toml").write_text(f'{GROUPS}[groups.north]\nsources = ["agents"]\n')
    assert run("build", "--all").stderr.splitlines()[-1].startswith("3 groups: 1 built, 2 up to date;")
    assert run("build", "--all", "--check").exit_code == 0


def test_outputs_of_a_group_that_is_gone_are_stale_and_removed(groups: Path, run: Run) -> None:
    run("build", "--all")
    (groups / "personac.toml").write_text(EAST)
    result = run("build", "--all", "--check")
    assert result.exit_code == 1
    assert "build/west: error[PC509]: outputs of a group that the settings no longer have" in result.stderr
    assert result.stderr.splitlines()[-1].endswith("; 1 old group stale")
    assert outputs(groups) == ["east", "west"]
    result = run("build", "--all")
    assert result.exit_code == 0
    assert "build/west: removed, as no group is built here any more\n" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("1 group: 1 up to date;")
    assert outputs(groups) == ["east"]
    assert run("build", "--all", "--check").exit_code == 0


def test_a_group_under_another_name_is_removed_only_once_it_is_built(groups: Path, run: Run) -> None:
    run("build", "--all")
    (groups / "personac.toml").write_text(GROUPS.replace("[groups.west]", "[groups.occident]"))
    source = (groups / "west" / "one.md").read_bytes()
    (groups / "west" / "one.md").write_bytes(b"\xff")
    result = run("build", "--all")
    assert result.exit_code == 2
    assert "build/west: warning[PC536]" in result.stderr
    assert result.stderr.splitlines()[-1].endswith("; 1 old group left alone")
    assert outputs(groups) == ["east", "west"]
    (groups / "west" / "one.md").write_bytes(source)
    assert run("build", "--all").exit_code == 0
    assert outputs(groups) == ["east", "occident"]


def test_outputs_of_other_commands_stay(groups: Path, run: Run) -> None:
    run("build", "--all")
    run("build", "--each", "agents/")
    run("build", "west", "-o", "build/nightly")
    run("build", "west/one.md", "-o", "build/single")
    (groups / "personac.toml").write_text(EAST)
    assert run("build", "--all").exit_code == 0
    assert outputs(groups) == ["agents", "east", "nightly", "single"]
    assert (groups / "build" / "nightly" / "west" / "w.md").is_file()


def test_a_group_with_another_output_leaves_nothing_behind(groups: Path, run: Run) -> None:
    run("build", "--all")
    (groups / "personac.toml").write_text(f'{GROUPS}output = "dist/west"\n')
    assert run("build", "--all").exit_code == 0
    assert outputs(groups) == ["east"]
    assert (groups / "dist" / "west" / "w.md").is_file()


def test_a_build_without_all_removes_nothing(groups: Path, run: Run) -> None:
    run("build")
    (groups / "personac.toml").write_text(EAST)
    assert run("build").exit_code == run("build", "--check").exit_code == 0
    assert outputs(groups) == ["east", "west"]


def test_groups_that_any_build_wrote_are_found(groups: Path, run: Run) -> None:
    run("build", "west")
    run("build", "east")
    (groups / "personac.toml").write_text(EAST)
    run("build", "--all")
    assert outputs(groups) == ["east"]


def test_machines_get_the_findings_about_old_groups_too(groups: Path, run: Run) -> None:
    run("build", "--all")
    (groups / "personac.toml").write_text(EAST)
    found = json.loads(run("build", "--all", "--check", "--format", "json").stdout)
    errors = [(row["code"], row["path"]) for row in found if row["severity"] == "error"]
    assert errors == [("PC509", "build/west")]


@pytest.mark.parametrize("settings", ["", 'sources = ["agents"]\n'])
def test_without_groups_there_is_an_error_with_a_way_out(settings: str, groups: Path, run: Run) -> None:
    (groups / "personac.toml").write_text(settings)
    result = run("build", "--all")
    assert result.exit_code == 2
    assert result.stderr.startswith("personac.toml: error[PC003]: there are no groups to build")
    assert "personac scan --write-groups" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["east"], "leave the sources out"),
        (["--each"], "choose one"),
        (["-o", "out"], "leave out -o"),
        (["--name", "x"], "--name names one agent"),
        (["--watch"], "--watch builds one group"),
    ],
)
@pytest.mark.usefixtures("groups")
def test_options_that_do_not_fit_are_refused(arguments: list[str], message: str, run: Run) -> None:
    result = run("build", "--all", *arguments)
    assert (result.exit_code, message in result.stderr) == (2, True)
    assert not Path("build").exists()


def test_make_is_told_of_old_groups(groups: Path, run: Run) -> None:
    run("build", "--all")
    assert "old=groups" not in run("outputs", "--all", "--for-make").stdout
    (groups / "personac.toml").write_text(EAST)
    assert run("outputs", "--all", "--for-make").stdout.splitlines()[-1] == "old=groups"
    assert run("outputs", "--all").stdout == "build/east\n"
