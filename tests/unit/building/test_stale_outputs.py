"""Stale outputs, their diffs, and converted line ends, which are distinguished from edits."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from personac.building.builder import build
from personac.building.request import Request
from personac.building.stale_outputs import (
    converted_line_ends,
    stale_diff,
    stale_outputs,
    with_line_ends_explained,
)
from personac.diagnostics.diagnostic import Diagnostic
from personac.diagnostics.output_kinds import STALE_OUTPUT

BUILD = Path("build")
OUTPUTS = {"a.md": b"one\ntwo\n", "sub/b.md": b"b\n"}
STALE = Diagnostic(STALE_OUTPUT, "build/x.md", 0, 0, "stale")


@pytest.fixture
def built(here: Path) -> Path:
    (here / "agents").mkdir()
    (here / "rules").mkdir()
    (here / "rules" / "r.toml").write_bytes(b"[agent]\n")
    (here / "agents" / "a.md").write_bytes(b"---\nname: a\ndescription: d\n---\n\n- One rule\n")
    assert not build(Request(name="x")).diagnostics
    return here


def convert(files: Iterable[Path]) -> None:
    for path in files:
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def test_converted_outputs_are_explained_in_a_check_and_in_a_build(built: Path) -> None:
    convert(built.glob("build/**/*"))
    checked = build(Request(name="x", check=True))
    assert {one.code for one in checked.diagnostics} == {"PC509", "PC512"}
    warning = next(one for one in checked.diagnostics if one.code == "PC512")
    assert (warning.path, warning.message) == (
        "build/report.html",
        "this and 7 more outputs have CRLF line ends, and had LF at the last build",
    )
    assert "`build/** -text`" in warning.hint
    assert "x.md: only the line ends differ\n" in checked.diff
    (built / "agents" / "a.md").write_text("- Another rule\n")
    refused = build(Request(name="x"))
    assert refused.is_failed
    assert {"PC506", "PC512"} < {one.code for one in refused.diagnostics}


def test_converted_sources_and_rules_are_explained(built: Path) -> None:
    convert((*built.glob("agents/*.md"), *built.glob("rules/*.toml")))
    diagnostics = build(Request(name="x", check=True)).diagnostics
    warnings = [(one.path, one.message) for one in diagnostics if one.code == "PC512"]
    assert warnings == [
        ("agents/a.md", "this source has CRLF line ends, and had LF at the last build"),
        ("rules/r.toml", "this rules file has CRLF line ends, and had LF at the last build"),
    ]


def test_an_edit_is_not_explained_by_line_ends(built: Path) -> None:
    output = built / "build" / "x.md"
    output.write_bytes(output.read_bytes().replace(b"\n", b"\r\n") + b"more")
    (built / "build" / "report.md").unlink()
    assert with_line_ends_explained((STALE,), BUILD) == (STALE,)


def test_nothing_is_read_where_nothing_is_stale(built: Path) -> None:
    convert(built.glob("build/**/*"))
    assert with_line_ends_explained((), BUILD) == ()
    assert converted_line_ends(BUILD)


@pytest.mark.parametrize("lock", [b"[]", b"{", b'{"outputs": [], "sources": 1}', b"[" * 100_000])
def test_a_lock_without_digests(lock: bytes, here: Path) -> None:
    (here / "build").mkdir()
    (here / "build" / "personac.lock").write_bytes(lock)
    assert converted_line_ends(BUILD) == ()


def test_everything_is_stale_in_a_missing_folder(here: Path) -> None:
    assert [*stale_outputs(OUTPUTS, here / "build")] == ["a.md", "sub/b.md"]


def test_outputs_with_the_same_content_are_not_stale(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "a.md").write_bytes(b"one\ntwo\n")
    (here / "sub" / "b.md").write_bytes(b"b\r\n")
    assert [*stale_outputs(OUTPUTS, here)] == ["sub/b.md"]
    assert any(stale_outputs(OUTPUTS, here))
    assert not any(stale_outputs({"a.md": OUTPUTS["a.md"]}, here))


def test_a_link_to_the_same_content_is_stale(here: Path) -> None:
    (here / "far.md").write_bytes(OUTPUTS["a.md"])
    (here / "a.md").symlink_to("far.md")
    assert any(stale_outputs({"a.md": OUTPUTS["a.md"]}, here))


def test_a_diff_ignores_converted_line_ends_and_nothing_else(here: Path) -> None:
    (here / "sub").mkdir()
    (here / "sub" / "b.md").write_bytes(b"b\r\n")
    (here / "a.md").write_bytes(b"one\r\nthree\r\n")
    assert stale_diff(OUTPUTS, here, ["sub/b.md"]) == "sub/b.md: only the line ends differ\n"
    assert stale_diff(OUTPUTS, here, ["a.md"]).splitlines()[3:] == [" one", "-three", "+two", " "]


def test_the_diff_of_a_missing_and_of_a_removed_output(here: Path) -> None:
    (here / "gone.md").write_bytes(b"old\n")
    text = stale_diff(OUTPUTS, here, ["a.md", "gone.md"])
    assert "--- a.md (on disk)\n+++ a.md (fresh)\n@@ -0,0 +1,3 @@\n+one\n+two\n+\n" in text
    assert "-old\n" in text


def test_a_diff_shows_no_file_that_a_link_leads_to(here: Path) -> None:
    (here / "key").write_bytes(b"secret\n")
    (here / "build").mkdir()
    (here / "build" / "a.md").symlink_to("../key")
    assert "secret" not in stale_diff(OUTPUTS, here / "build", ["a.md"])


def test_a_long_diff_is_cut_and_the_number_of_cut_lines_is_shown(here: Path) -> None:
    lines = "".join(f"{number}\n" for number in range(100))
    text = stale_diff({"a.md": lines.encode()}, here, ["a.md"])
    assert text.endswith("... 64 more lines\n")
    assert len(text.splitlines()) == 41


def test_bytes_that_are_no_text_and_control_characters_are_visible(here: Path) -> None:
    (here / "a.md").write_bytes(b"\xff\x1b[2J\n")
    assert "-\\xff<U+001B>[2J\n" in stale_diff(OUTPUTS, here, ["a.md"])


def test_each_kind_of_source_is_explained_with_its_own_line(here: Path) -> None:
    names = ("agents/a.md", "agents/b.mdc", ".codex/agents/c.toml", "d.md")
    for name in names:
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(b"name = 'x'\ndeveloper_instructions = '''\n- One rule\n'''\n")
    build(Request(sources=tuple(map(Path, names)), name="x"))
    convert(here / name for name in names)
    found = converted_line_ends(BUILD)
    assert [one.hint.split("`")[1] for one in found] == [
        "*.md -text", ".codex/**/*.toml -text", "agents/**/*.md -text", "agents/**/*.mdc -text"
    ]  # fmt: skip
