"""README.md can be followed: its first command prints what the page shows."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.ci.conftest import ROOT, Shell

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def checkout(clean: Mapping[str, str], tmp_path: Path) -> Shell:
    """A copy of what the first command compiles, and no record of an earlier build."""
    for name in ("agents", "build", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return Shell(tmp_path, {**clean, "PERSONAC_CACHE_DIR": str(tmp_path / "cache")})


def block(name: str) -> str:
    found = re.search(rf"<!-- {name}: python -m tools.own_pages -->\n\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_first_command_prints_what_the_page_shows(checkout: Shell) -> None:
    (command,) = re.findall(r"<!-- command: main -->\n```sh\n(.*)\n```", README)
    last = command.rpartition("&& .venv/bin/")[2]
    shown = block("build").splitlines()
    assert shown[0] == f"$ {last}"
    done = checkout.run(last)
    assert (done.returncode, done.stdout) == (0, "")
    printed = done.stderr.splitlines()
    assert len(printed) == len(shown) - 1
    for line, expected in zip(printed, shown[1:], strict=True):
        assert line.startswith(expected.removesuffix("…"))
        assert line == expected or expected.endswith("…")


def test_the_other_commands_print_what_the_page_shows(checkout: Shell) -> None:
    for part in block("commands").split("$ ")[1:]:
        command, *shown = part.splitlines()
        printed = checkout.must(command).splitlines()
        assert shown[-1] == "…"
        for line, expected in zip(printed, shown[:-1], strict=False):
            assert line.startswith(expected.removesuffix("…"))
