"""personac.mk reads build/ while make parses it, and runs nothing of what a repository put there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.security.conftest import Checkout

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make on PATH")
# Answers as `personac outputs --for-make` does, so that make reads what is in build/.
ANSWERS = 'if [ "$1" = outputs ]; then echo output=build input=build:agents/.; else echo COMMAND; fi\n'
HEAD = "build/x.md build/personac.lock: \\\n  agents/one.md\n\nagents/one.md:\n"
NAMES = [
    "x;touch${IFS}pwned;.d", "$(shell touch pwned).d", "`touch pwned`.d", "x&touch pwned&.d",
    "a\nb;touch pwned.d",
]  # fmt: skip
TAILS = {
    "shell function": "x := $(shell touch pwned)\n", "prerequisite": "a: $(shell touch pwned)\n",
    "shell assignment": "x != touch pwned\n", "recipe": "build/personac.lock:\n\ttouch pwned\n",
    "recipe in line": "build/personac.lock: ; touch pwned\n", "included": "include evil.mk\n",
    "included, with a colon": "include evil.mk:\n", "included as if continued": "  include evil.mk\n",
    "variable": "PERSONAC = touch pwned;\n", "override": "override PERSONAC = touch pwned;\n",
    "define": "define PERSONAC\ntouch pwned\nendef\n", "nested": "a: $($(or shell) touch pwned)\n",
    "second expansion": ".SECONDEXPANSION:\n\nbuild/personac.lock: \\\n  $$(shell${IFS}touch${IFS}pwned)\n",
    "comment that goes on": "# x \\\n", "eval": "$(eval x != touch pwned)\n",
}  # fmt: skip


def make(checkout: Checkout, starters: Path, *arguments: str) -> str:
    shutil.copy(starters, checkout.root / "personac.mk")
    (checkout.outside / "COMMAND").write_text(ANSWERS)
    command = f"sh {checkout.outside}/COMMAND"
    (checkout.root / "Makefile").write_text(f"PERSONAC = {command}\ninclude personac.mk\n")
    run = subprocess.run(["make", *arguments], capture_output=True, text=True, timeout=60)  # noqa: PLW1510
    assert not (checkout.root / "pwned").exists(), run.stdout + run.stderr
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.fixture
def starters(root: Path) -> Path:
    return root / "src" / "personac" / "building" / "starters" / "personac.mk"


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_file_in_build_is_run(checkout: Checkout, starters: Path, name: str) -> None:
    (checkout.root / "build").mkdir()
    (checkout.root / "build" / name).write_text(HEAD)
    (checkout.root / "build" / "personac.lock").touch()
    assert "COMMAND" in make(checkout, starters, "-n")
    assert "COMMAND" in make(checkout, starters)


@pytest.mark.parametrize("tail", TAILS)
def test_only_lists_of_files_are_read_from_build(checkout: Checkout, starters: Path, tail: str) -> None:
    (checkout.root / "build").mkdir()
    (checkout.root / "evil.mk").write_text("x := $(shell touch pwned)\n")
    (checkout.root / "evil.mk:").write_text("x := $(shell touch pwned)\n")
    for content in (HEAD + TAILS[tail], TAILS[tail] + HEAD, f"{TAILS[tail]}# /personac.lock\n"):
        (checkout.root / "build" / "x.d").write_text(content)
        make(checkout, starters, "-n")
        make(checkout, starters)


def test_a_fifo_and_a_link_in_build_are_not_read(checkout: Checkout, starters: Path) -> None:
    (checkout.root / "build").mkdir()
    os.mkfifo(checkout.root / "build" / "a.d")
    (checkout.outside / "x.d").write_text(HEAD)
    (checkout.root / "build" / "b.d").symlink_to(checkout.outside / "x.d")
    assert "COMMAND" in make(checkout, starters, "-n")


def test_the_depfile_of_a_build_is_read(checkout: Checkout, starters: Path) -> None:
    (checkout.root / "agents" / "odd $name=(a) #b%c&d.md").write_bytes(
        (checkout.root / "agents" / "one.md").read_bytes()
    )
    checkout.build()
    assert "COMMAND" not in make(checkout, starters, "-n", "personac")
