"""Completion on Tab, by the script that bash runs and by what it asks personac."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from personac.cli import COMMANDS, main
from tests.unit.cli.conftest import Run


def completed(*words: str) -> list[str]:
    """Return what completes the last word."""
    *before, incomplete = words
    found = ShellComplete(main, {}, "personac", "_PERSONAC_COMPLETE").get_completions(before, incomplete)
    return [item.value if item.type == "plain" else item.type for item in found]


@pytest.mark.parametrize("shell", ["bash", "fish", "zsh"])
def test_a_script_for_each_shell(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert f"_PERSONAC_COMPLETE={shell}_complete" in result.stdout
    assert "personac" in result.stdout


def test_another_shell_is_wrong_usage(run: Run) -> None:
    assert run("completion", "tcsh").exit_code == 2


def test_commands_and_options_are_completed() -> None:
    assert completed("e") == ["expand", "explain"]
    assert completed("") == list(COMMANDS)
    assert completed("build", "--che") == ["--check"]
    assert completed("build", "--format", "g") == ["github", "gitlab"]


def test_decide_completes_the_keys_of_undecided_items(run: Run, built: Path) -> None:
    keys = [row["key"] for row in json.loads((built / "report.json").read_bytes())["review"]]
    assert completed("review", "decide", "") == keys
    assert completed("review", "decide", keys[0][:11]) == keys[:1]
    run("review", "decide", keys[-1], "accept", "--by", "ada", "--name", "both")
    run("build", "--name", "both")
    assert keys[-1] not in completed("review", "decide", "")
    (built / "report.json").write_text("{}")
    assert completed("review", "decide", "") == []


def test_explain_completes_codes(project: Path) -> None:
    del project
    assert completed("explain", "PC40")[:2] == ["PC401", "PC402"]
    assert completed("explain", "pc101") == ["PC101"]
    assert len(completed("explain", "")) > 60


def test_explain_completes_the_files_of_the_build(built: Path) -> None:
    assert completed("explain", "b") == ["build/both.md"]
    assert completed("explain", "agents/") == ["agents/one.md", "agents/two.md"]
    assert completed("explain", "agents/one.md:3", "") == ["build/both.md", "agents/one.md", "agents/two.md"]
    assert completed("explain", "-o", "elsewhere", "b") == ["file"]
    built.rename(built.with_name("out"))
    assert completed("explain", "-o", "out", "o") == ["out/both.md"]


@pytest.mark.parametrize(
    "lock", ["", "{", "[]", '{"agent": "a"}', '{"agent": "a", "sources": 3}', "[" * 99_999]
)
def test_a_lock_that_is_none_completes_nothing(built: Path, lock: str) -> None:
    (built / "personac.lock").write_text(lock)
    assert completed("explain", "agents/") == ["file"]


def test_a_lock_cannot_put_more_than_a_name_into_the_shell(built: Path) -> None:
    (built / "personac.lock").write_text(
        '{"agent": "a", "sources": {"a\\nplain,x": "", "\\u001b[2J": "", "b": ""}}'
    )
    assert completed("explain", "x.md:1", "") == ["build/a.md", "b"]


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash on PATH")
def test_bash_runs_the_script(run: Run, tmp_path: Path) -> None:
    command = tmp_path / "personac"
    command.write_text(f"#!{sys.executable}\nfrom personac.cli import main\nmain(prog_name='personac')\n")
    command.chmod(0o755)
    (tmp_path / "completion").write_text(run("completion", "bash").stdout)
    script = """
        . "$0"; COMP_WORDS=(personac explain PC50); COMP_CWORD=2
        _personac_completion personac; printf '%s\\n' "${COMPREPLY[@]}"
    """
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    source = str(Path(sys.modules["personac"].__file__ or "").parents[1])
    done = subprocess.run(
        ["bash", "-c", script, str(tmp_path / "completion")],
        env={"PATH": path, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    codes = done.stdout.split()
    assert {"PC503", "PC504", "PC509"} <= {*codes}
    assert all(code.startswith("PC50") for code in codes)
