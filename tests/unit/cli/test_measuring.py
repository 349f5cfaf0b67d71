from __future__ import annotations

import json
import os
import pstats
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import pytest

from personac.cli.console import Console
from personac.cli.measuring import working
from personac.driver import progress
from personac.driver.compare_files import compare_files
from tests.unit.cli.conftest import Run
from tests.unit.driver.listener import Listener

# A build that takes long, without what makes one long: it ends when the line had time to be drawn.
SLOW_BUILD = """
import functools, sys, time
patience = float(sys.argv.pop(1))
from personac.cli import main
from personac.driver import build, progress

def run(request, files=None, *, check, tell):
    request.observer.starts("score")
    end = time.monotonic() + patience
    while "rich.progress" not in sys.modules and time.monotonic() < end:
        time.sleep(0.01)
    time.sleep(0.5)
    request.observer.ends("score")
    request.observer.rests()
    return build.Outcome((), "", "it is built")

build.run = run
progress.progress_teller = functools.partial(progress.progress_teller, delay=0.0)
main()
"""


def on_a_terminal(
    *arguments: str, patience: float = 0.2, environment: Mapping[str, str] = MappingProxyType({})
) -> str:
    """What a slow build writes to stderr, where that is a terminal."""
    controller, terminal = os.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR", "TERM"}}
    with subprocess.Popen(
        [sys.executable, "-c", SLOW_BUILD, str(patience), "build", *arguments],
        stderr=terminal,
        stdout=subprocess.PIPE,
        env={**clean, "TERM": "xterm", "COLUMNS": "80", **environment},
    ) as process:
        os.close(terminal)
        told = b"".join(_until_closed(controller))
        assert process.stdout is not None
        assert process.stdout.read() == b""
    os.close(controller)
    assert process.returncode == 0
    return told.decode()


def _until_closed(controller: int) -> Iterator[bytes]:
    with suppress(OSError):  # how Linux says that nobody has the terminal any more
        while data := os.read(controller, 65_536):
            yield data


def test_a_slow_build_draws_a_line_and_clears_it() -> None:
    told = on_a_terminal(patience=30.0)
    drawn, _, after = told.rpartition("\x1b[2K")
    assert "score" in drawn
    assert "0:00:0" in drawn
    assert drawn.count("\x1b[?25l") == drawn.count("\x1b[?25h") == 1  # the cursor is hidden, and back
    assert after == "it is built\r\n"


@pytest.mark.parametrize(("options", "no_color"), [([], "1"), (["--color", "never"], "")])
def test_without_colour_where_none_is_wanted(options: list[str], no_color: str) -> None:
    told = on_a_terminal(*options, patience=30.0, environment={"NO_COLOR": no_color})
    assert "score" in told
    assert "\x1b[3" not in told


@pytest.mark.parametrize(("name", "value"), [("TERM", "dumb"), ("CI", "true")])
def test_nobody_looks(name: str, value: str) -> None:
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
    assert steps[:4] == ["import", "gather", "parse", "name"]
    assert [step for step in steps if step in {"vary", "measure", "render", "compare", "write"}] == [
        "vary", "measure", "render", "compare", "write",
    ]  # fmt: skip
    found = json.loads((project / "t.json").read_bytes())
    assert [one["step"] for one in found["steps"]] == steps[: len(found["steps"])]


def test_timings_of_a_check_that_fails(project: Path, run: Run) -> None:
    result = run("build", "--check", "--timings", "--format", "json")
    assert result.exit_code == 1
    assert {found["code"] for found in json.loads(result.stdout)} == {"PC403", "PC509"}
    assert "compare" in result.stderr
    assert "write" not in result.stderr
    assert not (project / "build").exists()


def test_a_profile(project: Path, run: Run) -> None:
    assert run("build", "--profile", "p.prof").exit_code == 0
    names = {name for _, _, name in pstats.Stats(str(project / "p.prof")).stats}  # type: ignore[attr-defined]
    assert {"compile_personas", "render_outputs"} <= names
    assert run("build", "--profile", "p.prof", "--force").exit_code == 0


def test_a_persona_is_no_place_for_a_profile(project: Path, run: Run) -> None:
    before = (project / "agents" / "one.md").read_bytes()
    for option in ("--profile", "--timings-json"):
        result = run("build", option, "agents/one.md")
        assert result.exit_code == 2
        assert result.stderr.startswith("agents/one.md: error[PC504]: ")
    assert (project / "agents" / "one.md").read_bytes() == before
    assert not (project / "build").exists()


def test_nothing_to_do_is_said(built: Path, run: Run) -> None:
    result = run("build", "--name", "both", "--timings", "--profile", "p.prof")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "build: up to date",
        "nothing was compiled, so there is nothing to measure; --force compiles anyway",
    ]
    assert not (built.parent / "p.prof").exists()
    assert "\ncluster " in run("build", "--name", "both", "--timings", "--force").stderr


def test_what_measuring_writes_is_no_output(project: Path, run: Run) -> None:
    assert run("build", "--name", "both", "--timings-json", "build.json").exit_code == 0
    assert run("build", "--name", "both", "--check").exit_code == 0
    lock = json.loads((project / "build" / "personac.lock").read_bytes())
    assert lock["options"] == {"name": "both", "tokenizer": "estimate"}


@pytest.mark.parametrize(("quiet", "heard"), [(True, []), (False, ["starts draw", "ends draw", "rests"])])
def test_other_commands_show_what_they_work_at(
    monkeypatch: pytest.MonkeyPatch, *, quiet: bool, heard: list[str]
) -> None:
    listener = Listener()

    def teller(*, color: bool) -> Listener:
        assert color
        return listener

    monkeypatch.setattr(progress, "progress_teller", teller)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    with working(Console(None, quiet=quiet, verbose=False), "draw"):
        pass
    assert listener.heard == heard


def test_diff_tells_of_every_pass(project: Path) -> None:
    listener = Listener()
    compare_files(project / "agents" / "one.md", project / "agents" / "two.md", observer=listener)
    assert {"starts parse", "ends score", "ends emit"} <= set(listener.heard)
