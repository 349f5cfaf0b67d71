"""The hooks, by pre-commit itself: it clones this project, builds the hooks' environment, and runs them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from tests.ci.conftest import ROOT, Shell
from tests.ci.test_page import blocks, kind_of

HOOKS = ROOT / ".pre-commit-hooks.yaml"
NEEDED = ("src", "man", "tools", "LICENSE", "README.md", "pyproject.toml", HOOKS.name)  # to build and to hook
RUN = f"'{sys.executable}' -m pre_commit run --color never {{}} --files agents/west.md"


def _pre_commit(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments], capture_output=True, text=True, check=False
    )


def test_the_hooks_are_valid() -> None:
    done = _pre_commit("validate-manifest", str(HOOKS))
    assert done.returncode == 0, done.stdout
    hooks = {hook["id"]: hook for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))}
    assert sorted(hooks) == ["personac-build", "personac-check"]
    assert all(hook["require_serial"] and not hook["pass_filenames"] for hook in hooks.values())


def test_the_settings_of_the_page_are_valid(tmp_path: Path) -> None:
    (block,) = (block for block in blocks("yaml") if kind_of(block) == "pre-commit")
    (tmp_path / "config.yaml").write_text(block)
    done = _pre_commit("validate-config", str(tmp_path / "config.yaml"))
    assert done.returncode == 0, done.stdout
    known = {hook["id"] for hook in yaml.safe_load(HOOKS.read_text(encoding="utf-8"))}
    assert {hook["id"] for repo in yaml.safe_load(block)["repos"] for hook in repo["hooks"]} <= known


def test_the_hooks_run_for_each_commit_whatever_is_in_it() -> None:
    hooks = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert [(hook["always_run"], hook.get("files")) for hook in hooks] == [(True, None)] * 2


@pytest.fixture
def hooked(shell: Shell, offline: Mapping[str, str], tmp_path: Path) -> Shell:
    """A repository that has both hooks from a copy of this project."""
    project = tmp_path / "personac"
    project.mkdir()
    for name in NEEDED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, project / name)
    Shell(project, shell.environment).must("git init -q && git add -A && git commit -q -m one")
    revision = Shell(project, shell.environment).must("git rev-parse HEAD").strip()
    repo = {
        "repo": str(project),
        "rev": revision,
        "hooks": [{"id": "personac-build"}, {"id": "personac-check"}],
    }
    (shell.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [repo]}))
    shell.must("git add -A && git commit -q -m hooks")
    home = {"PRE_COMMIT_HOME": str(tmp_path / "home")}
    return Shell(shell.folder, {**shell.environment, **offline, **home})


@pytest.mark.long
def test_a_commit_stops_until_the_build_is_in_it(hooked: Shell) -> None:
    west = hooked.folder / "agents" / "west.md"
    assert hooked.run(RUN.format("")).returncode == 0
    west.write_text(west.read_text() + "- Count the gulls\n")
    hooked.must("git add -A")
    stale = hooked.run(RUN.format("personac-check"))
    assert stale.returncode == 1
    assert "error[PC509]" in stale.stdout
    assert hooked.must("git diff --name-only") == ""
    built = hooked.run(RUN.format("personac-build"))
    assert built.returncode == 1
    assert "files were modified by this hook" in built.stdout
    hooked.must("git add -A build")
    assert hooked.run(RUN.format("")).returncode == 0
