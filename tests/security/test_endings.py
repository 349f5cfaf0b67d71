"""How the program ends, as a process: on Ctrl-C, without a reader, with streams that cannot be written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.security.conftest import Checkout, tree

COMMANDS = {
    "build": ("build", "--check", "--format", "json"),
    "report": ("report",),
    "page": ("report", "--format", "html"),
    "diff": ("diff", "agents/one.md", "agents/two.md"),
    "explain": ("explain", "PC101"),
    "rules": ("rules",),
    "scan": ("scan",),
    "outputs": ("outputs",),
    "expand": ("expand", "build/variants/one.patch"),
    "expand to stdout": ("expand", "build/variants/one.patch", "-o", "/dev/stdout"),
    "completion": ("completion", "bash"),
    "help": ("--help",),
    "help of a command": ("build", "--help"),
    "version": ("--version",),
}
# Presses Ctrl-C where a module is imported, or a method of the writer is called.
INTERRUPTED = """
import os, signal, sys
where = os.environ["WHERE"]
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == where:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs ignore it
from personac.__main__ import run
if where.startswith("Filesystem."):
    from personac.storage.filesystem import Filesystem
    name = where.partition(".")[2]
    call = getattr(Filesystem, name)
    def interrupted(*arguments):
        os.kill(os.getpid(), signal.SIGINT)
        return call(*arguments)
    setattr(Filesystem, name, interrupted)
run()
"""


@pytest.fixture(scope="module")
def environment(root: Path) -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": os.fspath(root / "src")}


def shell(
    checkout: Checkout, environment: Mapping[str, str], script: str, *arguments: str
) -> tuple[int, str]:
    """Run a script of bash in which "$@" is personac; return the exit code, and what it printed."""
    command = ["bash", "-c", script, "bash", sys.executable, "-m", "personac", *arguments]
    own = {**environment, "PERSONAC_CACHE_DIR": os.environ["PERSONAC_CACHE_DIR"]}
    done = subprocess.run(command, cwd=checkout.root, env=own, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_output_that_cannot_be_written_is_an_error(
    checkout: Checkout, environment: Mapping[str, str]
) -> None:
    checkout.build()
    for arguments in COMMANDS.values():
        for script in ('"$@" > /dev/full', '"$@" >&-'):
            code, printed = shell(checkout, environment, script, *arguments)
            assert (code, "error[PC503]" in printed) == (2, True), (arguments, script, printed)


def test_without_a_reader_it_ends_as_other_commands_do(
    checkout: Checkout, environment: Mapping[str, str]
) -> None:
    checkout.build()
    for arguments in COMMANDS.values():
        # The reader has closed the pipe before anything is written.
        script = 'exec 3> >(exec 0<&-; exec true); wait $!; "$@" >&3'
        assert shell(checkout, environment, script, *arguments)[0] == 141, arguments


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(("redirection", "code"), [("2>&-", 0), ("<&- 2>&-", 0), ("2>/dev/full", 2)])
def test_what_is_built_is_whole_without_stderr(
    checkout: Checkout, environment: Mapping[str, str], redirection: str, code: int
) -> None:
    assert shell(checkout, environment, f'"$@" {redirection}', "build", "--name", "keeper")[0] == code
    if code == 0:
        assert "up to date" in checkout.build()


def test_an_error_that_nobody_can_read_is_one_all_the_same(
    checkout: Checkout, environment: Mapping[str, str]
) -> None:
    for script in ('"$@" 2>&-', '"$@" >&- 2>&- <&-'):
        assert shell(checkout, environment, script, "report")[0] == 2
        assert shell(checkout, environment, script, "nonsense")[0] == 2


MOMENTS = [
    "click",
    "personac.cli",
    "personac.building.builder",
    "msgspec",
    "numpy",
    "personac.pipeline",
    "jinja2",
]
WRITES = ["create_file", "flush_files", "make_folder", "copy_attributes"]


@pytest.mark.parametrize("where", [*MOMENTS, *(f"Filesystem.{name}" for name in WRITES)])
def test_ctrl_c_ends_with_130_and_leaves_all_as_it_was(
    checkout: Checkout, environment: Mapping[str, str], where: str
) -> None:
    checkout.build()
    (checkout.root / "agents" / "two.md").unlink()
    before = tree(checkout.root)
    command = [sys.executable, "-c", INTERRUPTED, "build", "--name", "keeper"]
    done = subprocess.run(
        command, env={**environment, "WHERE": where}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (130, False), done.stderr
    assert tree(checkout.root) == before


@pytest.mark.parametrize("command", ["report", "diff", "expand", "explain", "rules"])
def test_ctrl_c_ends_every_command(checkout: Checkout, environment: Mapping[str, str], command: str) -> None:
    checkout.build()
    where = f"personac.cli.{command}_command"
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, *COMMANDS[command]],
        env={**environment, "WHERE": where}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize("name", ["multiprocessing", "pickle", "runpy"])
def test_processes_import_nothing_from_the_working_directory(
    checkout: Checkout, environment: Mapping[str, str], name: str
) -> None:
    for group in ("a", "b"):
        (checkout.root / "agents" / group).mkdir()
        (checkout.root / "agents" / group / "x.md").write_bytes(
            (checkout.root / "agents/one.md").read_bytes()
        )
    (checkout.root / f"{name}.py").write_text("open('pwned', 'w')\n")
    program = "import sys; sys.path.remove(''); from personac.__main__ import run; run()"
    command = [sys.executable, "-c", program, "build", "--each", "--jobs", "2"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not (checkout.root / "pwned").exists()


@pytest.mark.parametrize("removed", ["working directory", "agents", "build"])
def test_a_folder_that_is_removed_meanwhile_is_reported(
    checkout: Checkout, environment: Mapping[str, str], removed: str
) -> None:
    place = checkout.root / ("" if removed == "working directory" else removed)
    checkout.build()
    program = (
        "import shutil, sys\n"
        "from personac.building import builder\n"
        "start = builder.compile_request\n"
        f"def removing(*a):\n    shutil.rmtree({os.fspath(place)!r})\n    return start(*a)\n"
        "builder.compile_request = removing\n"
        "from personac.__main__ import run\nrun()\n"
    )
    command = [sys.executable, "-c", program, "build", "--name", "keeper", "--force"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == (0 if removed == "build" else 2), done.stderr
    assert "Traceback" not in done.stderr


def test_names_that_are_not_ascii_are_read_in_any_locale(
    checkout: Checkout, environment: Mapping[str, str]
) -> None:
    (checkout.root / "agents" / "two.md").rename(checkout.root / "agents" / "prüfer.md")
    plain = {**environment, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for arguments in (
        ("build", "--name", "wärter"), ("build", "--check", "--name", "wärter"), ("report",),
        ("explain", "agents/prüfer.md:8"), ("expand", "--all", "-o", "X"),
        ("diff", "agents/prüfer.md", "agents/one.md"), ("scan", "-o", "Y"),
    ):  # fmt: skip
        assert shell(checkout, plain, '"$@"', *arguments)[0] == 0
    assert (checkout.root / "X" / "agents" / "prüfer.md").is_file()


OPTIONS = [
    ("build", "-o"), ("build", "--rules"), ("build", "--name"), ("build",), ("report", "-o"), ("report",),
    ("report", "--since"), ("report", "--fail-on"), ("report", "--graph"), ("report", "--baseline"),
    ("expand", "--all", "-o"), ("expand", "build/variants/one.patch", "-o"), ("diff", "agents/one.md"),
    ("diff", "agents/one.md", "agents/two.md", "--rules"), ("explain", "agents/one.md:8", "-o"),
    ("outputs", "-o"), ("outputs", "--name"), ("outputs",), ("scan",), ("scan", "-o"), ("scan", "--work"),
    ("scan", "--engine"), ("scan", "--fail-on"), ("scan", "--baseline"), ("scan", "--write-baseline"),
]  # fmt: skip


@pytest.mark.parametrize("command", OPTIONS, ids=" ".join)
def test_an_empty_argument_is_refused(checkout: Checkout, command: tuple[str, ...]) -> None:
    before = tree(checkout.root)
    result = checkout.run(*command, "")
    assert result.exit_code == 2
    assert "cannot be empty" in result.stderr
    assert tree(checkout.root) == before


def test_an_empty_output_in_the_settings_is_refused(checkout: Checkout) -> None:
    (checkout.root / "personac.toml").write_text('output = ""\n')
    assert checkout.run("build").exit_code == 2
