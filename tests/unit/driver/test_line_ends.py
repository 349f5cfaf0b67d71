"""A checkout that turned line ends to CRLF is told from an edit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from personac.diagnostics.model import Diagnostic
from personac.diagnostics.output_kinds import STALE_OUTPUT
from personac.driver.build import Request
from personac.driver.build_group import build_group
from personac.driver.line_ends import converted_line_ends, with_line_ends_explained

BUILD = Path("build")
STALE = Diagnostic(STALE_OUTPUT, "build/x.md", 0, 0, "stale")


@pytest.fixture
def built(here: Path) -> Path:
    (here / "agents").mkdir()
    (here / "rules").mkdir()
    (here / "rules" / "r.toml").write_bytes(b"[agent]\n")
    (here / "agents" / "a.md").write_bytes(b"---\nname: a\ndescription: d\n---\n\n- One rule\n")
    assert not build_group(Request(name="x"), check=False).outcome.diagnostics
    return here


def convert(files: Iterable[Path]) -> None:
    for path in files:
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def test_outputs_that_were_converted_are_told_in_a_check_and_in_a_build(built: Path) -> None:
    convert(built.glob("build/**/*"))
    checked = build_group(Request(name="x"), check=True).outcome
    assert {found.code for found in checked.diagnostics} == {"PC509", "PC512"}
    told = next(found for found in checked.diagnostics if found.code == "PC512")
    assert (told.path, told.message) == (
        "build/report.html",
        "this and 7 more outputs have CRLF line ends, and had LF at the last build",
    )
    assert "`build/** -text`" in told.hint
    assert "x.md: only the line ends differ\n" in checked.diff
    (built / "agents" / "a.md").write_text("- Another rule\n")
    refused = build_group(Request(name="x"), check=False)
    assert refused.failed
    assert {"PC506", "PC512"} < {found.code for found in refused.outcome.diagnostics}


def test_sources_and_rules_that_were_converted_are_told(built: Path) -> None:
    convert((*built.glob("agents/*.md"), *built.glob("rules/*.toml")))
    found = build_group(Request(name="x"), check=True).outcome.diagnostics
    told = [(one.path, one.message) for one in found if one.code == "PC512"]
    assert told == [
        ("agents/a.md", "this source has CRLF line ends, and had LF at the last build"),
        ("rules/r.toml", "this rules file has CRLF line ends, and had LF at the last build"),
    ]


def test_an_edit_is_an_edit(built: Path) -> None:
    output = built / "build" / "x.md"
    output.write_bytes(output.read_bytes().replace(b"\n", b"\r\n") + b"more")
    (built / "build" / "report.md").unlink()
    assert with_line_ends_explained((STALE,), BUILD) == (STALE,)


def test_nothing_is_read_where_nothing_is_stale(built: Path) -> None:
    convert(built.glob("build/**/*"))
    assert with_line_ends_explained((), BUILD) == ()
    assert converted_line_ends(BUILD)


@pytest.mark.parametrize("lock", [b"[]", b"{", b'{"outputs": [], "sources": 1}', b"[" * 100_000])
def test_a_lock_that_says_nothing(lock: bytes, here: Path) -> None:
    (here / "build").mkdir()
    (here / "build" / "personac.lock").write_bytes(lock)
    assert converted_line_ends(BUILD) == ()
