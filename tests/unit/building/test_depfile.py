"""The dependencies as text, and as make reads them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from personac.building.depfile import depfile, folders_of

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
    said = [line for line in lines if line and not line.startswith("#")]
    assert said == (["t: \\", "  .", ".:"] if name else ["t:"])
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
