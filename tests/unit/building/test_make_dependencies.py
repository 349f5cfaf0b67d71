"""The dependencies as make reads them, and the times of outputs, which follow the result of a build."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.building.inputs import find_inputs
from personac.building.make_dependencies import (
    InputState,
    depfile,
    folders_of,
    input_state,
    make_locks_newer,
    stamp_outputs,
)
from personac.building.request import Request

ODD_NAMES = (
    "plain.md",
    "sp ace.md",
    "h#ash.md",
    "do$lar.md",
    "$$",
    "co:lon.md",
    "per%cent.md",
    "%",
    "pipe|x.md",
    "|",
    "eq=x.md",
    "x:=y",
    "!x=y",
    "amp&x.md",
    "&",
    "st*ar.md",
    "q?m.md",
    "br[a]x.md",
    "~tilde.md",
    "back\\slash.md",
    "bs\\ sp.md",
    "bs\\\\ sp.md",
    "a\\%b",
    "end\\",
    "par(en).md",
    'quo"te.md',
    "q'.md",
    "-dash.md",
    ".dot.md",
    "x{y}.md",
    "ünï.md",
    "define x",
    "include y",
)


def test_the_text_is_what_gcc_writes() -> None:
    assert depfile(
        ["build/agent.md", "build/report.json"], ["agents/b.md", "agents/a.md"], ["rules/x.toml"]
    ) == (
        b"build/agent.md build/report.json: \\\n  agents/a.md \\\n  agents/b.md \\\n  rules/x.toml"
        b" \\\n  agents/. \\\n  rules/.\n"
        b"\nagents/a.md:\n\nagents/b.md:\n\nrules/x.toml:\n\nagents/.:\n\nrules/.:\n"
    )


def test_the_order_and_repetition_of_names_make_no_difference() -> None:
    once = depfile(["t", "u"], ["a", "b"], ["r"])
    assert depfile(["u", "t", "t"], ["b", "a", "b"], ["r", "a"]) == once


def test_nothing_to_say() -> None:
    assert depfile([], ["a"], []) == b""
    assert depfile(["t"], [], []) == b"t:\n"


@pytest.mark.parametrize("name", ["semi;colon", "tab\t", "new\nline", "archive(member)", ""])
def test_of_names_that_make_cannot_read_a_comment_tells(name: str) -> None:
    lines = depfile(["t", name], [name], [name]).decode().split("\n")
    code = [line for line in lines if line and not line.startswith("#")]
    assert code == (["t: \\", "  .", ".:"] if name else ["t:"])
    assert [line for line in lines if line.startswith("#")] == (
        [f"# make cannot read this name: {name!a}"] if name else []
    )


@pytest.mark.parametrize(
    ("files", "folders"),
    [
        (["agents/a.md", "agents/b.md"], ["agents"]),
        (["agents/x/a.md", "agents/y/z/b.md"], ["agents", "agents/x", "agents/y", "agents/y/z"]),
        (["agents/a.md", "team/b.md"], ["agents", "team"]),
        (["a.md", "team/b.md"], [".", "team"]),
        (["../team/a.md", "b/c.md"], ["../team", "b"]),
        ([], []),
    ],
)
def test_folders_in_which_a_file_may_be_added(files: list[str], folders: list[str]) -> None:
    assert folders_of(files) == folders


def test_folders_are_written_as_no_target_is() -> None:
    assert depfile(["t"], ["agents/a.md", "b.md"], []) == (
        b"t: \\\n  agents/a.md \\\n  b.md \\\n  . \\\n  agents/.\n"
        b"\nagents/a.md:\n\nb.md:\n\n.:\n\nagents/.:\n"
    )


def test_names_that_are_no_utf_8_are_kept() -> None:
    assert depfile(["t"], [os.fsdecode(b"\xff")], []) == b"t: \\\n  \xff \\\n  .\n\n\xff:\n\n.:\n"


def make(folder: Path, *goals: str) -> str:
    """Run make as if nothing had been added to the folder of late."""
    os.utime(folder, (1, 1))
    if shutil.which("make") is None:
        pytest.skip("needs make, which is not installed")
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run(
        ["make", "--", *goals], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ODD_NAMES)
def test_make_rebuilds_when_a_source_changes_or_goes(name: str, tmp_path: Path) -> None:
    source, out = tmp_path / name, tmp_path / "out"
    source.touch()
    (tmp_path / "other").touch()
    (tmp_path / "x.d").write_bytes(depfile(["out"], [name, "other"], []))
    (tmp_path / "Makefile").write_text("out:\n\t@touch out; echo built\ninclude x.d\n")
    assert make(tmp_path) == "built\n"
    for old in (source, tmp_path / "other"):
        os.utime(old, (1, 1))
    assert "up to date" in make(tmp_path)
    os.utime(out, (2, 2))
    os.utime(source, (3, 3))
    assert make(tmp_path) == "built\n"
    source.unlink()
    assert make(tmp_path) == "built\n"


@pytest.mark.parametrize("name", [name for name in ODD_NAMES if "=" not in name])
def test_make_knows_the_target_by_its_name(name: str, tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / name
    source.touch()
    out.touch()
    os.utime(source, (2, 2))
    os.utime(out, (3, 3))
    (tmp_path / "x.d").write_bytes(depfile([name], ["in"], []))
    (tmp_path / "Makefile").write_text("all:\ninclude x.d\nin Makefile x.d .: ;\n%: in\n\t@echo built\n")
    assert "up to date" in make(tmp_path, name)
    os.utime(source, (4, 4))
    assert make(tmp_path, name) == "built\n"


REQUEST = Request()
OUTPUTS = ("personac.lock", "x.md", "variants/a.md")


@pytest.fixture
def built(here: Path) -> Path:
    """Sources, rules and outputs, all of 100 seconds after the epoch."""
    for name in ("agents/a.md", "agents/b.md", "rules/r.toml", *(f"build/{name}" for name in OUTPUTS)):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(b"")
    (here / "build" / "personac.lock").write_text(
        '{"outputs": {"x.md": "", "variants/a.md": "", "../z": ""}}'
    )
    for path in sorted(here.rglob("*"), reverse=True):
        os.utime(path, (100, 100))
    return here


def state(request: Request = REQUEST) -> InputState:
    return input_state(request, find_inputs(request))


def stamp(
    request: Request = REQUEST, *, has_errors: bool = False, during: Callable[[], object] = bool
) -> None:
    """A build, with something that happens while it runs."""
    before = state(request)
    during()
    stamp_outputs(request, before, has_errors=has_errors)


def seconds(folder: Path) -> dict[str, int]:
    return {name: int((folder / "build" / name).stat().st_mtime) for name in OUTPUTS}


def test_outputs_that_are_new_enough_are_left_alone(built: Path) -> None:
    before = [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS]
    stamp()
    assert set(seconds(built).values()) == {100}
    assert [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS] == before


@pytest.mark.parametrize("touched", ["agents/a.md", "agents", "rules", "rules/r.toml"])
def test_outputs_are_no_older_than_any_input(built: Path, touched: str) -> None:
    os.utime(built / touched, (200, 200))
    start = int(time.time()) - 1  # the clock of files is a tick behind
    stamp()
    assert all(time_ >= start for time_ in seconds(built).values())


def test_with_if_changed_only_the_lock_gets_a_new_time(built: Path) -> None:
    os.utime(built / "agents", (200, 200))
    stamp(REQUEST._replace(if_changed=True))
    assert (seconds(built)["x.md"], seconds(built)["variants/a.md"]) == (100, 100)
    assert seconds(built)["personac.lock"] > 200


def test_inputs_from_the_future(built: Path) -> None:
    future = int(time.time()) + 10_000
    os.utime(built / "agents" / "a.md", (future, future))
    stamp()
    assert set(seconds(built).values()) == {future}


@pytest.mark.parametrize("if_changed", [True, False])
def test_after_errors_outputs_look_older_than_every_input(built: Path, *, if_changed: bool) -> None:
    stamp(REQUEST._replace(if_changed=if_changed), has_errors=True)
    others = 100 if if_changed else 99
    assert seconds(built) == {"personac.lock": 99, "x.md": others, "variants/a.md": others}


def test_outputs_that_look_older_are_not_changed_again(built: Path) -> None:
    stamp(has_errors=True)
    before = [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS]
    stamp(has_errors=True)
    assert [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda here: (here / "agents/a.md").write_bytes(b"more"),
        lambda here: (here / "agents/b.md").unlink(),
        lambda here: (here / "agents/c.md").touch(),
        lambda here: [path.unlink() for path in (here / "agents").iterdir()],
    ],
)
def test_after_an_input_changed_during_the_build_outputs_look_old(
    built: Path, change: Callable[[Path], object]
) -> None:
    stamp(during=lambda: change(built))
    assert set(seconds(built).values()) == {99}


def test_an_input_that_changed_with_an_old_time_makes_outputs_look_older(built: Path) -> None:
    def change() -> None:
        (built / "agents" / "a.md").write_bytes(b"---\nname: a\n---\nsomething else")
        os.utime(built / "agents" / "a.md", (50, 50))

    stamp(during=change)
    assert max(seconds(built).values()) < 50


def test_links_and_missing_outputs_are_left_alone(built: Path) -> None:
    (built / "build" / "x.md").unlink()
    (built / "build" / "x.md").symlink_to(built / "agents" / "a.md")
    os.utime(built / "build" / "x.md", (100, 100), follow_symlinks=False)
    (built / "build" / "variants" / "a.md").unlink()
    os.utime(built / "agents", (200, 200))
    stamp()
    assert (built / "agents" / "a.md").stat().st_mtime == 100
    (built / "build" / "personac.lock").unlink()
    stamp()
    assert not (built / "build" / "personac.lock").exists()


def test_locks_that_one_recipe_makes_are_no_older_than_the_inputs_of_any(built: Path) -> None:
    groups = [
        REQUEST._replace(sources=(Path(f"agents/{name}.md"),), output=Path(f"build/{name}")) for name in "ab"
    ]
    locks = [built / group.output / "personac.lock" for group in groups]
    for lock in locks:
        lock.parent.mkdir()
        lock.touch()
        os.utime(lock, (100, 100))
    os.utime(built / "agents" / "b.md", (200, 200))
    make_locks_newer(groups[:1])
    assert locks[0].stat().st_mtime == 100
    make_locks_newer(groups)
    # That of b is older than its own input: make has to build it.
    assert [lock.stat().st_mtime for lock in locks] == [200, 100]
    (built / "agents" / "b.md").unlink()
    make_locks_newer(groups)
    locks[0].unlink()
    locks[0].symlink_to(built / "agents" / "a.md")
    make_locks_newer(groups)
    assert (built / "agents" / "a.md").stat().st_mtime == 100


def test_named_folders_count_even_where_they_are_empty(built: Path) -> None:
    (built / "rules" / "r.toml").unlink()
    os.utime(built / "rules", (300, 300))
    assert state().newest == 300 * 10**9
    (built / "team" / "deep").mkdir(parents=True)
    (built / "team" / "deep" / "c.md").touch()
    for name, at in (("team/deep/c.md", 400), ("team/deep", 400), ("team", 500)):
        os.utime(built / name, (at, at))
    assert state(REQUEST._replace(sources=(Path("team"),))).newest == 500 * 10**9


def test_the_folder_of_the_settings_is_no_prerequisite() -> None:
    text = depfile(["build/a.md"], ["agents/a.md"], ["personac.toml", "rules/x.toml"]).decode()
    assert "  personac.toml \\\n" in text
    assert "\n.:" not in text
