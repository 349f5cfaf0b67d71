from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.conftest import ONE, Run

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
    assert run("build").exit_code == 0
    result = run("expand", f"build/variants/{name}.patch")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout_bytes == SOURCES[name]


def test_a_file_instead_of_stdout(project: Path, built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "one.patch"), "-o", "back.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert (project / "back.md").read_bytes() == ONE


def test_a_file_that_is_there_is_replaced_by_force_only(project: Path, built: Path, run: Run) -> None:
    patch = str(built / "variants" / "one.patch")
    (project / "back.md").write_bytes(b"mine")
    result = run("expand", patch, "-o", "back.md")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "back.md: error[PC504]: is there already" in result.stderr
    assert "--force" in result.stderr
    assert (project / "back.md").read_bytes() == b"mine"
    assert run("expand", patch, "-o", "back.md", "--force").exit_code == 0
    assert (project / "back.md").read_bytes() == ONE
    assert run("expand", patch, "-o", "back.md").exit_code == 0


@pytest.mark.parametrize("more", [[], ["--force"]])
def test_a_folder_is_no_file_to_write(project: Path, built: Path, run: Run, more: list[str]) -> None:
    result = run("expand", str(built / "variants" / "one.patch"), "-o", "agents", *more)
    assert result.exit_code == 2
    assert "agents: error[PC504]: is a folder" in result.stderr
    assert project.is_dir()


def test_a_folder_that_is_not_there(built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "one.patch"), "-o", "no/such/back.md")
    assert result.exit_code == 2
    assert "no/such/back.md: error[PC503]" in result.stderr


def test_an_edited_canonical_is_refused_with_a_way_out(built: Path, run: Run) -> None:
    agent = built / "both.md"
    agent.write_bytes(agent.read_bytes().replace(b"Drain", b"Empty"))
    result = run("expand", str(built / "variants" / "one.patch"))
    assert (result.exit_code, result.stdout_bytes) == (2, b"")
    assert "error[PC501]" in result.stderr
    assert "hint: rebuild" in result.stderr


def test_a_patch_without_a_lock_needs_its_canonical_named(project: Path, built: Path, run: Run) -> None:
    patch = project / "alone.patch"
    patch.write_bytes((built / "variants" / "one.patch").read_bytes())
    result = run("expand", "alone.patch")
    assert result.exit_code == 2
    assert "error[PC002]: not an output of a build: there is no personac.lock above it" in result.stderr
    assert "--canonical" in result.stderr
    named = run("expand", "alone.patch", "--canonical", str(built / "both.md"))
    assert named.stdout_bytes == ONE


def test_a_patch_that_is_not_there(built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "three.patch"))
    assert result.exit_code == 2
    assert "error[PC002]: cannot read: No such file" in result.stderr
    assert "hint: name build/variants/<persona>.patch" in result.stderr


def test_a_patch_that_is_none(built: Path, run: Run) -> None:
    result = run("expand", str(built / "variants" / "one.md"))
    assert result.exit_code == 2
    assert "error[PC502]" in result.stderr
