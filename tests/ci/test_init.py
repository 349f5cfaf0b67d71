"""What `personac init` writes is valid, and its scripts run where they are meant to."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci.conftest import AGENTS, Shell
from tests.ci.schemas import check

WORKFLOW = Path(".github/workflows/personac.yml")


@pytest.fixture
def started(clean: Mapping[str, str], tmp_path: Path) -> Shell:
    """A new repository, as `personac init` leaves it."""
    shell = Shell(tmp_path, clean)
    shell.must("git init -q && personac init")
    (tmp_path / "rules" / "fast.toml").write_text("[matching]\njudge = false\n")
    return shell


def steps(shell: Shell) -> list[Mapping[str, Any]]:
    workflow = yaml.safe_load((shell.folder / WORKFLOW).read_text(encoding="utf-8"))
    return list(workflow["jobs"]["personac"]["steps"])


def test_the_workflow_is_valid(started: Shell) -> None:
    check(started.folder / WORKFLOW, "vendor.github-workflows")


def test_the_hook_is_valid_and_runs_what_ci_runs(started: Shell) -> None:
    config = started.folder / ".pre-commit-config.yaml"
    validate = [sys.executable, "-m", "pre_commit", "validate-config", str(config)]
    done = subprocess.run(validate, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    (hook,) = yaml.safe_load(config.read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert started.run(hook["entry"]).returncode == 1  # nothing is built yet
    started.must("personac build")
    started.must(hook["entry"])


def test_the_check_of_the_workflow_fails_on_a_stale_build(started: Shell) -> None:
    script = steps(started)[-1]["run"]
    started.must("personac build && git add -A && git commit -qm one")
    started.must(script)
    with (started.folder / "agents" / "reviewer.md").open("a") as file:
        file.write("- How long the tests took\n")
    stale = started.run(script)
    assert stale.returncode == 1
    assert "::error file=build/personac.lock,title=PC509 " in stale.stdout


def test_the_workflow_fails_until_the_place_of_personac_is_filled_in(started: Shell) -> None:
    workflow = yaml.safe_load((started.folder / WORKFLOW).read_text(encoding="utf-8"))
    script = steps(started)[0]["run"]
    empty = started.run(script, workflow["jobs"]["personac"]["env"])
    assert empty.returncode == 1
    assert empty.stdout == (
        "::error title=personac::fill in the place of personac (PERSONAC) in .github/workflows/personac.yml\n"
    )
    assert started.run(script, {"PERSONAC": "personac.whl"}).returncode == 0


def test_what_is_set_up_beside_settings_builds(clean: Mapping[str, str], tmp_path: Path) -> None:
    shutil.copytree(AGENTS, tmp_path / "prompts")
    (tmp_path / "personac.toml").write_text('sources = ["prompts"]\noutput = "dist"\nrules = "policy"\n')
    shell = Shell(tmp_path, clean)
    shell.must("git init -q && personac init && make && make -q && make check && personac build --check")
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith(".")) == [
        "Makefile", "dist", "personac.mk", "personac.toml", "policy", "prompts",
    ]  # fmt: skip
    (tmp_path / "prompts" / "new.md").write_text(
        "---\nname: new\ndescription: Doors\n---\n\n- Oil the hinges\n"
    )
    assert shell.run("make check").returncode == 2
    shell.must("make && make check && make -q")


@pytest.mark.long
def test_make_builds_and_checks(started: Shell) -> None:
    started.must("make")
    assert (started.folder / "build" / "reviewer.md").is_file()
    started.must("make check && make -q")
    with (started.folder / "agents" / "reviewer.md").open("a") as file:
        file.write("- How long the tests took\n")
    assert started.run("make check").returncode == 2
    started.must("make && make check")


def test_personas_of_an_agent_tool_are_built_where_they_are(clean: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / ".claude").mkdir()
    shutil.copytree(AGENTS, tmp_path / ".claude" / "agents")
    shell = Shell(tmp_path, clean)
    shell.must("git init -q && personac init && make && make -q && make check")
    (tmp_path / ".claude" / "agents" / "new.md").write_text(
        "---\nname: new\ndescription: Doors\n---\n\n- Oil the hinges\n"
    )
    assert shell.run("make check").returncode == 2
    shell.must("make && make check")


@pytest.mark.parametrize("folder", ["agents", "rules", "build"])
def test_git_converts_no_line_ends(started: Shell, folder: str) -> None:
    line = started.must(f"git check-attr text -- {folder}/a.md")
    assert line == f"{folder}/a.md: text: unset\n"
