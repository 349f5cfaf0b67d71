"""What a build shows while it runs, and its timings afterwards."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import pytest

from personac.building.compare_files import compare_files
from personac.cli.console import Console
from personac.observer import NOBODY
from tests.unit.cli.conftest import Run
from tests.unit.listener import Listener

# A build that takes long, without what makes one long.
SLOW_BUILD = """
import functools
from personac.building import builder
from personac.cli import console
from personac.building.request import Outcome
from personac.cli import main

def build(request, observer, notify):
    observer.step_started("score")
    observer.step_ended("score")
    observer.pause()
    return Outcome((), "", "it is built")

builder.build = build
console.ProgressDisplay = functools.partial(console.ProgressDisplay, delay=0.0)
main()
"""


def on_a_terminal(*arguments: str, environment: Mapping[str, str] = MappingProxyType({})) -> str:
    """What a slow build writes to stderr, where that is a terminal."""
    controller, terminal = os.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR", "TERM"}}
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_BUILD, "build", *arguments],
        stderr=terminal,
        stdout=subprocess.PIPE,
        env={**clean, "TERM": "xterm", "COLUMNS": "80", **environment},
    ) as process:
        os.close(terminal)
        text = b"".join(_until_closed(controller))
        assert process.stdout is not None
        assert process.stdout.read() == b""
    os.close(controller)
    assert process.returncode == 0
    return text.decode()


def _until_closed(controller: int) -> Iterator[bytes]:
    with suppress(OSError):  # how Linux says that nobody has the terminal any more
        while data := os.read(controller, 65_536):
            yield data


def test_a_slow_build_draws_a_line_and_clears_it() -> None:
    text = on_a_terminal()
    drawn, _, after = text.rpartition("\x1b[2K")
    assert "score" in drawn
    assert "0:00:0" in drawn
    assert drawn.count("\x1b[?25l") == drawn.count("\x1b[?25h") == 1  # the cursor is hidden, and back
    assert after == "it is built\r\n"


@pytest.mark.parametrize(("options", "no_color"), [([], "1"), (["--color", "never"], "")])
def test_without_colour_where_none_is_wanted(options: list[str], no_color: str) -> None:
    text = on_a_terminal(*options, environment={"NO_COLOR": no_color})
    assert "score" in text
    assert "\x1b[3" not in text


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("CI", "true")])
def test_nothing_is_drawn_where_nobody_looks(name: str, value: str) -> None:
    assert on_a_terminal(environment={name: value}) == "it is built\r\n"


def test_quiet_is_quiet() -> None:
    assert on_a_terminal("-q") == ""


def test_the_timings_of_a_build(project: Path, run: Run) -> None:
    result = run("build", "--timings", "--timings-json", "t.json")
    assert (result.exit_code, result.stdout) == (0, "")
    lines = result.stderr.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("step "))
    assert lines[start - 1].startswith("build: 2 personas")  # what the build says comes first
    steps = [line.split()[0] for line in lines[start + 1 :]]
    assert steps[:4] == ["import", "read", "knowledge", "parse"]
    assert [step for step in steps if step in {"variants", "measure", "render", "write"}] == [
        "variants", "measure", "render", "write",
    ]  # fmt: skip
    timings = json.loads((project / "t.json").read_bytes())["steps"]
    assert [one["step"] for one in timings] == steps[: len(timings)]


def test_timings_of_a_check_that_fails(project: Path, run: Run) -> None:
    result = run("build", "--check", "--timings", "--format", "json")
    assert result.exit_code == 1
    assert {row["code"] for row in json.loads(result.stdout)} == {"PC403", "PC509"}
    assert "compare" in result.stderr
    assert "write" not in result.stderr
    assert not (project / "build").exists()


def test_a_persona_is_not_overwritten_by_timings(project: Path, run: Run) -> None:
    before = (project / "agents" / "one.md").read_bytes()
    result = run("build", "--timings-json", "agents/one.md")
    assert result.exit_code == 2
    assert result.stderr.startswith("agents/one.md: error[PC504]: ")
    assert (project / "agents" / "one.md").read_bytes() == before
    assert not (project / "build").exists()


def test_a_build_with_nothing_to_do_has_no_timings(built: Path, run: Run) -> None:
    result = run("build", "--name", "both", "--timings", "--timings-json", "t.json")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "build: up to date",
        "nothing was compiled, so there is nothing to measure; --force compiles anyway",
    ]
    assert not (built.parent / "t.json").exists()
    assert "\ncluster " in run("build", "--name", "both", "--timings", "--force").stderr


def test_groups_are_measured_in_this_process(project: Path, run: Run) -> None:
    for name in ("one", "two"):
        (project / "agents" / name).mkdir()
        (project / "agents" / f"{name}.md").rename(project / "agents" / name / f"{name}.md")
    result = run("build", "--each", "--jobs", "2", "--timings")
    assert result.exit_code == 0
    assert re.search(r"\nread +2 ", result.stderr)


def test_timings_are_not_an_output(project: Path, run: Run) -> None:
    assert run("build", "--name", "both", "--timings-json", "build.json").exit_code == 0
    assert run("build", "--name", "both", "--check").exit_code == 0
    lock = json.loads((project / "build" / "personac.lock").read_bytes())
    assert lock["options"] == {"name": "both", "tokenizer": "estimate"}


@pytest.mark.parametrize("quiet", [True, False])
def test_progress_is_shown_unless_quiet(monkeypatch: pytest.MonkeyPatch, *, quiet: bool) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    with Console(quiet=quiet).progress() as observer:
        assert (observer is NOBODY) is quiet


def test_observers_of_diff_are_notified_of_every_pass(project: Path) -> None:
    listener = Listener()
    compare_files(project / "agents" / "one.md", project / "agents" / "two.md", observer=listener)
    assert {"parse", "score", "emit"} <= set(listener.steps)
