"""Files that a repository brings along for other programs: nothing of them runs or is obeyed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.security.conftest import Checkout

SETTINGS = """[core]
\trepositoryformatversion = 1
\tbare = true
[extensions]
\tpartialClone = origin
[remote "origin"]
\turl = ext::touch {0}
\tpromisor = true
[protocol "ext"]
\tallow = always
"""


@pytest.mark.parametrize("place", [".git", "build"])
def test_no_repository_of_git_runs_a_command(checkout: Checkout, place: str) -> None:
    checkout.build()
    pwned = checkout.root.parent / "pwned"
    folder = checkout.root / place
    for name in ("objects", "refs/heads", "info"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "config").write_text(SETTINGS.format(pwned))
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "refs" / "heads" / "main").write_text("1" * 40 + "\n")  # of an object that is missing
    assert checkout.run("report", "--since", "main").exit_code == 2
    assert not pwned.exists()


def test_settings_of_matplotlib_are_not_obeyed(checkout: Checkout, root: Path) -> None:
    pytest.importorskip("matplotlib")
    checkout.build()
    os.mkfifo(checkout.root / "matplotlibrc")  # who opens it waits for ever
    command = [sys.executable, "-m", "personac", "report", "--graph", "x.svg"]
    environment = {**os.environ, "PYTHONPATH": os.fspath(root / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert (checkout.root / "x.svg").is_file()
