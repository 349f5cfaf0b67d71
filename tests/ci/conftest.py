"""A prompt repository with a committed build, and a shell in which `personac` is the one under test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import personac

ROOT = Path(__file__).resolve().parents[2]
AGENTS = ROOT / "tests" / "functional" / "projects" / "gates_baseline" / "agents"
# Variables of the machine that a command must not see: a CI's, a git hook's, a user's settings.
_FOREIGN = ("CI", "GIT", "GITHUB", "GITLAB", "PERSONAC", "PIP", "PRE_COMMIT", "RUNNER")


@dataclass(frozen=True)
class Shell:
    """Runs scripts in a folder, with hardly more in the environment than they are given."""

    folder: Path
    environment: Mapping[str, str] = field(repr=False)

    def run(
        self, script: str, environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run as CI does: bash, that stops at the first failure."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self.environment, **(environment or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def must(self, script: str) -> str:
        """Run what has to succeed; return its output."""
        done = self.run(script)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment: this personac first on the path, and a git without a user's settings."""
    folder = tmp_path_factory.mktemp("bin")
    command = folder / "personac"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m personac "$@"\n')
    command.chmod(0o755)
    (folder / "gitconfig").write_text(
        "[user]\n\tname = n\n\temail = e@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    own = {
        "GIT_CONFIG_GLOBAL": str(folder / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "NO_COLOR": "1",
        "PERSONAC_CACHE_DIR": str(folder / "cache"),
        "PYTHONPATH": str(Path(personac.__file__).parents[1]),
    }
    path = (str(folder), str(Path(sys.executable).parent), os.environ["PATH"])
    return {**kept, **own, "PATH": os.pathsep.join(path)}


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory, clean: Mapping[str, str]) -> Path:
    """A repository whose build is committed, built once."""
    if shutil.which("git") is None or shutil.which("bash") is None:
        pytest.skip("needs git and bash on PATH")
    folder = tmp_path_factory.mktemp("committed") / "prompts"
    shutil.copytree(AGENTS, folder / "agents")
    Shell(folder, clean).must("git init -q\npersonac build\ngit add -A\ngit commit -qm one")
    return folder


@pytest.fixture
def shell(committed: Path, clean: Mapping[str, str], tmp_path: Path) -> Shell:
    """A shell in a copy of that repository."""
    shutil.copytree(committed, tmp_path / "prompts")
    return Shell(tmp_path / "prompts", clean)


@pytest.fixture(scope="session")
def offline() -> Mapping[str, str]:
    """Settings by which pip installs personac alone, with what this environment has: nothing is fetched."""
    packages = sysconfig.get_paths()["purelib"]
    return {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PYTHONPATH": packages}
