"""In the log of a GitHub workflow nothing that a source holds is a command for the runner."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    "- Own::  ",
    "::stop-commands::tok",
    " \u00a0\u3000::add-mask::x",
    "##[error]no",
    "text ##[group]no",
    "<b>::set-env name=A::b</b>",
)
TEXT = "# Guard\n\n- Keep the tests\n\n```\n" + "\n".join(COMMANDS) + "\n```\n\n::warning::own paragraph\n"
OBEYED = re.compile(r"(?:\A|[\r\n])[^\S\r\n]*::")
HEAD = "---\nname: guard\ndescription: Guards\n---\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "a.md").write_text(f"{HEAD}{TEXT}", encoding="utf-8")
    (tmp_path / "agents" / "b.md").write_text(f"{HEAD}# Guard\n\n- Name the file\n", encoding="utf-8")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "words.toml").write_text("[matching]\njudge = false\n")
    _run(tmp_path, "build")
    return tmp_path


def _run(root: Path, *args: str, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a step of a workflow does."""
    environment = os.environ | {"GITHUB_ACTIONS": "true", "PERSONAC_CACHE_DIR": str(root / ".cache")}
    command = [sys.executable, "-m", "personac", *args]
    return subprocess.run(
        command, cwd=root, env=environment, stdout=stdout, stderr=subprocess.PIPE, check=False
    )


def _log(root: Path, *args: str) -> str:
    done = _run(root, *args)
    return (done.stdout + b"\n" + done.stderr).decode()


@pytest.mark.parametrize(
    "args",
    [
        ("report", "--full"),
        ("report", "--format", "md"),
        ("report", "--format", "json"),
        ("report", "--format", "html"),
        ("report", "--format", "sarif"),
        ("explain", "agents/a.md:11"),
        ("explain", "agents/a.md:18"),
        ("diff", "agents/a.md", "agents/b.md"),
        ("expand", "build/variants/a.patch"),
    ],
    ids=" ".join,
)
def test_what_is_printed_holds_no_command(root: Path, args: tuple[str, ...]) -> None:
    log = _log(root, *args)
    assert log.strip()
    assert not OBEYED.search(log)
    assert "##[" not in log


def test_the_diff_of_a_check_holds_no_command(root: Path) -> None:
    (root / "agents" / "a.md").write_text(f"{HEAD}# Guard\n\n- Name the file\n", encoding="utf-8")
    log = _log(root, "build", "--check", "--force")
    assert "stop-commands" in log
    assert not OBEYED.search(log)
    assert "##[" not in log


def test_json_in_a_log_says_the_same(root: Path) -> None:
    said = json.loads(_run(root, "report", "--format", "json").stdout)
    assert any("::warning::own paragraph" in row["text"] for row in said["bullets"])


def test_a_file_gets_what_a_source_says_byte_for_byte(root: Path) -> None:
    with (root / "out.md").open("wb") as file:
        _run(root, "expand", "build/variants/a.patch", stdout=file.fileno())
    assert (root / "out.md").read_bytes() == (root / "agents" / "a.md").read_bytes()


def test_a_restored_source_that_is_changed_for_the_log_is_noted(root: Path) -> None:
    assert "restore to a file with -o" in _log(root, "expand", "build/variants/a.patch")


def test_our_own_commands_go_on_working(root: Path) -> None:
    (root / "agents" / "a.md").write_text(f"{HEAD}- Keep to\u200bkens\n", encoding="utf-8")
    lines = _run(root, "build", "--format", "github").stdout.decode().splitlines()
    assert any(line.startswith("::error file=agents/a.md,line=5") for line in lines), lines
