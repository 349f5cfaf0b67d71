from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.conftest import ONE, TWO, Run

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="needs git on PATH")

SOURCES = {
    "crlf": b"---\r\nname: crlf\r\ndescription: d\r\n---\r\n\r\n- Drain the oldest queue first\r\n",
    "bom": b"\xef\xbb\xbf---\nname: bom\ndescription: d\n---\n\n- Caf\xc3\xa9 rules\n",
    "open": b"- No line end",
    "empty": b"",
}


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_stdout_is_the_source_byte_for_byte(project: Path, run: Run, name: str) -> None:
    for each, data in SOURCES.items():
        (project / "agents" / f"{each}.md").write_bytes(data)
    assert run("build", *sorted(map(str, (project / "agents").iterdir()))).exit_code == 0
    result = run("expand", f"build/variants/{name}.patch")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == SOURCES[name]


def test_a_file_instead_of_stdout(project: Path, built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "one.patch"), "-o", "back.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (project / "back.md").read_bytes() == ONE


def test_an_existing_file_is_replaced_only_by_force(project: Path, built: Path, run: Run) -> None:
    patch = str(built / "variants" / "one.patch")
    (project / "back.md").write_bytes(b"mine")
    result = run("expand", patch, "-o", "back.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "back.md: error[PC504]: exists already" in result.stderr
    assert "--force" in result.stderr
    assert (project / "back.md").read_bytes() == b"mine"
    assert run("expand", patch, "-o", "back.md", "--force").exit_code == 0
    assert (project / "back.md").read_bytes() == ONE
    assert run("expand", patch, "-o", "back.md").exit_code == 0


@pytest.mark.parametrize("more", [[], ["--force"]])
def test_a_folder_is_not_a_file_to_write(project: Path, built: Path, run: Run, more: list[str]) -> None:
    result = run("expand", str(built / "variants" / "one.patch"), "-o", "agents", *more)
    assert result.exit_code == 2
    assert "agents: error[PC504]: is a folder" in result.stderr
    assert project.is_dir()


def test_a_missing_folder(built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "one.patch"), "-o", "no/such/back.md")
    assert result.exit_code == 2
    assert "no/such/back.md: error[PC503]" in result.stderr


def test_an_edited_canonical_is_refused_with_a_hint(built: Path, run: Run) -> None:
    agent = built / "both.md"
    agent.write_bytes(agent.read_bytes().replace(b"Drain", b"Empty"))
    result = run("expand", str(built / "variants" / "one.patch"))
    assert (result.exit_code, result.stdout_bytes) == (2, b"")
    line = agent.read_bytes().splitlines().index(b"- Empty the oldest queue first") + 1
    assert f"build/both.md:{line}:1: error[PC501]: edited by hand" in result.stderr
    assert "hint: carry the edit back into the sources with --3way" in result.stderr


def test_a_patch_without_a_lock_needs_a_canonical(project: Path, built: Path, run: Run) -> None:
    patch = project / "alone.patch"
    patch.write_bytes((built / "variants" / "one.patch").read_bytes())
    result = run("expand", "alone.patch")
    assert result.exit_code == 2
    assert "error[PC002]: not an output of a build: there is no personac.lock above it" in result.stderr
    assert "--canonical" in result.stderr
    named = run("expand", "alone.patch", "--canonical", str(built / "both.md"))
    assert named.stdout_bytes == ONE


def test_a_missing_patch(built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "three.patch"))
    assert result.exit_code == 2
    assert "error[PC002]: cannot read: No such file" in result.stderr
    assert "hint: name build/variants/<persona>.patch" in result.stderr


def test_a_file_that_is_not_a_patch(built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "one.md"))
    assert result.exit_code == 2
    assert "error[PC502]" in result.stderr


def test_all_sources_are_written_below_a_folder(project: Path, built: Path, run: Run) -> None:
    result = run("expand", "--all", "-o", "back")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "back: 2 sources\n")
    assert (project / "back" / "agents" / "one.md").read_bytes() == ONE
    assert (project / "back" / "agents" / "two.md").read_bytes() == TWO
    again = run("expand", "--all", str(built), "-o", "back", "-q")
    assert (again.exit_code, again.output) == (0, "")


@pytest.mark.usefixtures("built")
def test_all_sources_are_written_in_their_own_places(project: Path, run: Run) -> None:
    (project / "agents" / "one.md").unlink()
    (project / "agents" / "two.md").write_bytes(b"mine")
    result = run("expand", "--all", "-o", ".")
    assert result.exit_code == 2
    assert "agents/two.md: error[PC504]: exists already" in result.stderr
    assert not (project / "agents" / "one.md").exists()
    assert run("expand", "--all", "-o", ".", "--force").exit_code == 0
    assert (project / "agents" / "one.md").read_bytes() == ONE
    assert (project / "agents" / "two.md").read_bytes() == TWO


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_lock_cannot_name_files_of_git(project: Path, built: Path, run: Run, force: list[str]) -> None:
    lock = built / "personac.lock"
    lock.write_bytes(lock.read_bytes().replace(b'"agents/one.md"', b'".git/config"'))
    (built / "variants" / "one.patch").rename(built / "variants" / "config.patch")
    result = run("expand", "--all", "-o", ".", *force)
    assert result.exit_code == 2
    assert "error[PC503]: the lock names a source '.git/config', and '.git' is hidden" in result.stderr
    assert "hint: restore it alone, to a file of your choice" in result.stderr
    assert not (project / ".git").exists()


@pytest.mark.parametrize(("arguments", "problem"), [([], "name a PATCH"), (["--all"], "-o DIR")])
def test_wrong_usage(run: Run, arguments: list[str], problem: str) -> None:
    result = run("expand", *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr


@needs_git
def test_a_hand_edit_is_propagated(project: Path, built: Path, run: Run) -> None:
    edit(built / "both.md", b"Drain the oldest", b"Empty the oldest")
    result = run("expand", "--all", "--3way", "-o", ".", "--force")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        ".: 2 sources",
        "agents/one.md: 1 edit applied",
        "agents/two.md: 1 edit applied",
    ]
    assert (project / "agents" / "one.md").read_bytes() == ONE.replace(b"Drain", b"Empty")
    assert run("build", "--name", "both").exit_code == 0, "the next build keeps the edit"
    assert b"- Empty the oldest queue first\n" in (built / "both.md").read_bytes()


@needs_git
def test_one_source_with_the_edit_merged_in(built: Path, run: Run) -> None:
    edit(built / "both.md", b"Only one says bananas", b"Only one says pears")
    result = run("expand", "--3way", str(built / "variants" / "one.patch"))
    assert result.exit_code == 0
    assert result.stdout_bytes == ONE.replace(b"bananas", b"pears")


@needs_git
def test_a_conflict_is_reported_with_its_line(project: Path, run: Run) -> None:
    other = TWO.replace(b"Drain the oldest queue first", b"Drain the `oldest` queue first")
    (project / "agents" / "two.md").write_bytes(other)
    run("build", "--name", "both")
    edit(project / "build" / "both.md", b"oldest queue first", b"fullest queue first")
    result = run("expand", "--all", "--3way", "-o", "back")
    assert result.exit_code == 1
    assert "error[PC520]" in result.stderr
    path, line = result.stderr.split(": error[PC520]")[0].splitlines()[-1].split(":")[:2]
    lines = (project / path).read_text(encoding="utf-8").splitlines()
    assert lines[int(line) - 1] == "<<<<<<< build/both.md, edited"


def edit(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
