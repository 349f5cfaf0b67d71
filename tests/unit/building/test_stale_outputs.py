"""A checkout that converted line ends is distinguished from an edit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from personac.building.builder import build
from personac.building.request import Request
from personac.building.stale_outputs import converted_line_ends, with_line_ends_explained
from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import STALE_OUTPUT

BUILD = Path("build")
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
