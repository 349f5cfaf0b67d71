"""The job for GitLab: its lines run as its runner runs them, with the variables that it gives them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.ci.conftest import ROOT, Shell
from tests.ci.schemas import check

FILE = ROOT / "ci" / "personac.gitlab-ci.yml"
SETTINGS: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
JOB: Mapping[str, Any] = SETTINGS["personac"]
FOUND = JOB["artifacts"]["reports"]["codequality"]


def script(shell: Shell, lines: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    assert set(variables) <= set(SETTINGS["variables"])
    folder = {"CI_PROJECT_DIR": str(shell.folder)}
    return shell.run("\n".join(lines), {**folder, **SETTINGS["variables"], **variables})


def test_it_fits_the_schema() -> None:
    check(FILE, "vendor.gitlab-ci")


def test_what_is_stale_fails_and_leaves_its_findings_all_the_same(shell: Shell) -> None:
    with (shell.folder / "agents" / "west.md").open("a") as file:
        file.write("- Count the gulls\n")
    done = script(shell, JOB["script"])
    assert done.returncode == 1
    assert "error[PC509]" in done.stderr
    assert json.loads((shell.folder / FOUND).read_bytes())


def test_a_build_that_stands_passes_where_its_findings_are_known(shell: Shell) -> None:
    shell.must("personac report --write-baseline 'known findings.txt'")
    gates = {"PERSONAC_GATES": "duplicates=0,contradictions=0", "PERSONAC_BASELINE": "known findings.txt"}
    done = script(shell, JOB["script"], **gates)
    assert done.returncode == 0, done.stderr
    assert json.loads((shell.folder / FOUND).read_bytes()) == []


def test_a_gate_fails_on_findings_that_are_not_known(shell: Shell) -> None:
    folders, findings, _, gates = JOB["script"]
    assert script(shell, [folders, findings, gates], PERSONAC_GATES="duplicates=0").returncode == 1
    issues = json.loads((shell.folder / FOUND).read_bytes())
    assert [issue["check_name"] for issue in issues] == ["duplicate", "duplicate"]


@pytest.mark.long
def test_the_settings_of_the_project_say_what_is_checked(shell: Shell) -> None:
    shell.must("git mv build dist && printf 'output = \"dist\"\\n' > personac.toml && personac build")
    assert script(shell, JOB["script"]).returncode == 0
    (page,) = JOB["artifacts"]["paths"]
    assert (shell.folder / page).is_file()
    assert script(shell, JOB["script"], PERSONAC_GATES="duplicates=0").returncode == 1
    done = script(shell, JOB["script"], PERSONAC_OUTPUT="elsewhere")
    assert done.returncode != 0


def test_all_groups_are_held_against_gates(shell: Shell) -> None:
    (shell.folder / "personac.toml").write_text(
        '[groups.a]\nsources = ["agents/west.md"]\n[groups.b]\nsources = ["agents"]\n'
    )
    shell.must("personac build")
    assert script(shell, JOB["script"], PERSONAC_GATES="contradictions=9").returncode == 0
    assert script(shell, JOB["script"], PERSONAC_GATES="duplicates=0").returncode == 1


def test_what_is_installed_has_to_be_said(shell: Shell) -> None:
    path = stub(shell, "python", 'mkdir -p "$4/bin" && cp "$0" "$4/bin/python"')
    done = script(shell, [path, *JOB["before_script"]])
    assert done.returncode != 0
    assert "say in variables what pip is to install" in done.stderr


def test_what_is_installed_comes_first_on_the_path(shell: Shell) -> None:
    """The stand-in for Python makes a folder as venv does, with a personac in it that says where it is."""
    lines = (
        'if [ "$3" = venv ]; then mkdir -p "$4/bin"; cp "$0" "$4/bin/python"; cp "$0" "$4/bin/personac"',
        'else echo "$0 $*"; fi',
    )
    path = stub(shell, "python", "\n".join(lines))
    done = script(shell, [path, *JOB["before_script"], "personac --version"], PERSONAC_PACKAGE="./a b.whl")
    installed, called = done.stdout.splitlines()
    assert installed.endswith("/bin/python -I -m pip install --quiet ./a b.whl")
    assert called.endswith("/bin/personac --version")
    assert not called.startswith(str(shell.folder))


def test_nothing_that_a_merge_request_can_commit_is_run_or_installed_from() -> None:
    assert "cache" not in JOB
    for line in (*JOB["before_script"], *JOB["script"]):
        assert ".cache" not in line
        assert "python -m" not in line


def stub(shell: Shell, name: str, body: str) -> str:
    """Make a command; return the line that puts it before all others on the path."""
    folder = shell.folder.parent / "stubs"
    folder.mkdir()
    (folder / name).write_text(f"#!/bin/sh\n{body}\n")
    (folder / name).chmod(0o755)
    return f'export PATH="{folder}:$PATH"'
