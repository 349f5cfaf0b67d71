"""Commands in projects with settings, called anywhere in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.unit.cli.conftest import ONE, TWO, Run


def test_the_settings_are_what_every_command_does(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text(
        'sources = ["agents"]\noutput = "out"\nname = "both"\nemit = ["report"]\n'
    )
    assert run("build").exit_code == 0
    assert sorted(path.name for path in (project / "out").iterdir()) == ["personac.lock", "report.json"]
    assert run("build", "--check").exit_code == 0
    assert "2 personas" in run("report").stdout
    hint = 'write `emit = ["canonical", "map", "report"]` in personac.toml, and build again'
    assert hint in run("explain", "agents/one.md:10").stderr


def test_another_folder_gives_the_same(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "personac.toml").write_text('output = "out"\n')
    (project / "deep").mkdir()
    assert run("build").exit_code == 0
    lock = (project / "out" / "personac.lock").read_bytes()
    monkeypatch.chdir("deep")
    for arguments in (
        ["--check", "--force"],
        ["--force"],
        ["../agents", "-o", "../out", "--check", "--force"],
    ):
        result = run("build", *arguments)
        assert (result.exit_code, "PC509" in result.stderr) == (0, False)
    assert (project / "out" / "personac.lock").read_bytes() == lock
    assert Path.cwd() == project / "deep"
    assert run("explain", "../agents/one.md:10").exit_code == 0
    assert run("expand", "../out/variants/one.patch").stdout_bytes == ONE


def test_a_repository_is_a_project_too(project: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".git").mkdir()
    assert run("build").exit_code == 0
    monkeypatch.chdir("agents")
    assert run("build", ".", "-o", "../build", "--check", "--force").exit_code == 0


def test_the_command_line_wins(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text('output = "out"\nname = "both"\n')
    assert run("build", "agents/one.md", "-o", "mine", "--name", "one").exit_code == 0
    assert (project / "mine" / "one.md").read_bytes() == ONE
    assert not (project / "out").exists()


def test_a_mistake_in_the_settings_is_an_error_at_its_line(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text('# settings\nouput = "x"\n')
    result = run("build")
    assert result.exit_code == 2
    assert "personac.toml:2:1: error[PC302]: unknown setting `ouput`" in result.stderr
    assert "did you mean `output`?" in result.stderr


def test_a_changed_setting_is_a_reason_to_build(project: Path, run: Run) -> None:
    settings = project / "personac.toml"
    settings.write_text("")
    run("build")
    assert "up to date" in run("build").stderr
    settings.write_text('ignore = ["PC403"]\n')
    assert "up to date" not in run("build").stderr
    assert "personac.toml" in (project / "build" / "personac.lock").read_text()


def test_ignored_findings_are_not_reported(project: Path, run: Run) -> None:
    assert "warning[PC403]" in run("build").stderr
    for text in ('ignore = ["PC403"]\n', '[[ignore]]\ncode = "PC403"\npath = "agents/**"\n'):
        (project / "personac.toml").write_text(text)
        assert "PC403" not in run("build", "--force").stderr
        report = json.loads((project / "build" / "report.json").read_bytes())
        assert "PC403" not in {row["code"] for row in report["diagnostics"]}


def test_a_code_that_does_not_exist_is_an_error_at_its_line(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text('# settings\nignore = ["PC4033"]\n')
    result = run("build")
    assert result.exit_code == 2
    assert "personac.toml:2:" in result.stderr
    assert "PC403" in result.stderr


def test_groups_are_built_each(project: Path, run: Run) -> None:
    (project / "personac.toml").write_text(
        '[groups.first]\nsources = ["agents/one.md"]\n'
        '[groups.second]\nsources = ["agents/t*.md"]\noutput = "two"\n'
    )
    result = run("build")
    assert (result.exit_code, "build/first: 1 persona" in result.stderr) == (0, True)
    assert (project / "build" / "first" / "first.md").exists()
    assert (project / "two" / "second.md").exists()
    assert run("build", "--check").exit_code == 0
    assert "1 persona" in run("report", "second").stdout
    assert run("build", "agents", "-o", "both").exit_code == 0
    (project / "agents" / "one.md").write_bytes(ONE + b"- More\n")
    assert run("build", "--check").exit_code == 1
    assert run("build", "--check", "second", "--jobs", "2").exit_code == 0
    assert run("build", "second", "agents").exit_code == 2
    refused = run("build", "--watch")
    assert (refused.exit_code, "--watch builds one group" in refused.stderr) == (2, True)


def test_an_empty_folder_in_each_is_skipped_with_a_warning(project: Path, run: Run) -> None:
    for name, data in (("a", ONE), ("b", TWO)):
        (project / name).mkdir()
        (project / name / "x.md").write_bytes(data)
    (project / "empty").mkdir()
    result = run("build", "--each", "a", "empty", "b")
    assert (result.exit_code, "empty: warning[PC005]" in result.stderr) == (0, True)
    assert (project / "build" / "b").exists()


def test_a_check_with_other_options_says_which(project: Path, run: Run) -> None:
    assert run("build", "--keep", "shared").exit_code == 0
    (project / "agents" / "three.md").write_bytes(ONE)
    result = run("build", "--check", "--budget", "500")
    assert result.exit_code == 1
    line = next(line for line in result.stderr.splitlines() if "PC535" in line)
    assert line.startswith("build/personac.lock: warning[PC535]: checked with other options than the last")
    assert "budget 500 (last build: not set)" in line
    assert "keep not set (last build: shared)" in line
    assert "the source agents/three.md as well" in line


def test_the_first_build_of_real_agents_needs_no_option(
    shared: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".claude" / "agents"
    folder.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (folder / "README.md").write_text("# Agents\n")
    sources = [path for path in sorted((shared / "wild").rglob("*backend*.md")) if path.is_file()][:3]
    for number, path in enumerate(sources):
        (folder / f"{number}-{path.name.lstrip('.')}").write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    result = run("build")
    assert result.exit_code == int("error[" in result.stderr)  # some real agents are no valid YAML
    assert "sources: .claude/agents\n" in result.stderr
    assert ".claude/agents/README.md: left out: a README is no persona\n" in result.stderr
    monkeypatch.chdir(folder)
    assert "PC509" not in run("build", "--check", "-o", "../../build", "--force", ".").stderr
    monkeypatch.chdir(tmp_path)
    report = json.loads(Path("build/report.json").read_bytes())
    for persona in report["personas"]:
        restored = run("expand", f"build/variants/{persona['id']}.patch")
        assert restored.stdout_bytes == Path(persona["path"]).read_bytes()
    assert os.listdir(tmp_path / "build")  # noqa: PTH208 - names only
