from __future__ import annotations

import re
import subprocess
import sys

import pytest

from personac.cli import COMMANDS
from tests.unit.cli.conftest import Run

HEAVY = {"numpy", "scipy", "sklearn", "networkx", "rapidfuzz"}
LATER = HEAVY | {"frontmatter", "jinja2", "mistune", "msgspec", "rich", "yaml", "asyncio", "tomllib"}


def test_the_version(run: Run) -> None:
    assert re.fullmatch(r"personac, version \d+\.\d+\.\d+\S*\n", run("--version").stdout)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_has_examples(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"personac {command}".strip() in result.stdout
    assert "Examples:" in result.stdout


def test_a_command_that_does_not_exist_is_wrong_usage(run: Run) -> None:
    result = run("bild")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "bild" in result.stderr


@pytest.mark.parametrize(("typo", "meant"), [("biuld", "build"), ("explian", "explain"), ("rule", "rules")])
def test_a_mistyped_command_gets_the_most_similar_one(run: Run, typo: str, meant: str) -> None:
    assert f"No such command '{typo}'. Did you mean '{meant}'?" in run(typo).stderr


def test_a_command_like_no_other_gets_all_of_them(run: Run) -> None:
    assert ", ".join(COMMANDS) in run("frobnicate").stderr


def test_a_wrong_option_is_wrong_usage(run: Run) -> None:
    result = run("build", "--format", "xml")
    assert result.exit_code == 2
    assert result.stdout == ""


def test_python_m_personac() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "personac", "explain", "PC999x"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "PC508" in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_imports_nothing_it_does_not_need(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "personac", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if "|" in line}
    assert "click" in imported
    assert {name.partition(".")[0] for name in imported} & LATER == set()
    rooms = {name.split(".")[1] for name in imported if name.startswith("personac.")}
    assert rooms <= {"building", "cli", "diagnostics", "emit", "observer", "paths", "regular_files"}


def test_importing_personac_imports_nothing_heavy() -> None:
    code = "import sys, personac; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not LATER & set(done.stdout.split())
