from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from personac.building.builder import compile_request, store
from personac.building.in_memory import Built
from personac.building.request import Request
from personac.driver.meanwhile import changed_since

SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"


@pytest.fixture
def built(here: Path) -> Built:
    for name, data in (("agents/a.md", SOURCE), ("agents/b.md", SOURCE), ("rules/r.toml", b"")):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(data)
    return compile_request(Request(name="x"))


def told(built: Built, request: Request | None = None) -> list[tuple[str, str]]:
    found = changed_since(built, request or Request(name="x"))
    assert {(one.code, one.severity, one.hint) for one in found} <= {("PC533", "warning", "build again")}
    return [(one.path, one.message.split(" since")[0]) for one in found]


def test_nothing_is_said_where_nothing_changed(built: Built, here: Path) -> None:
    (here / "agents" / "a.md").write_bytes(SOURCE)
    assert told(built) == []


def test_every_input_that_is_not_as_it_was_is_told(built: Built, here: Path) -> None:
    (here / "agents" / "a.md").write_bytes(b"other")
    (here / "agents" / "b.md").unlink()
    (here / "agents" / "c.md").write_bytes(SOURCE)
    (here / "rules" / "r.toml").write_bytes(b"\n")
    assert told(built) == [
        ("agents/a.md", "was changed"),
        ("agents/b.md", "is gone"),
        ("agents/c.md", "is new"),
        ("rules/r.toml", "was changed"),
    ]


def test_all_of_them_may_be_gone(built: Built, here: Path) -> None:
    shutil.rmtree(here / "agents")
    assert [fate for _, fate in told(built)] == ["is gone"] * 3
    named = Request(name="x")._replace(sources=(Path("agents/a.md"), Path("agents/b.md")))
    assert [path for path, _ in told(built, named)] == ["agents/a.md", "agents/b.md"]


def test_the_outputs_are_of_what_was_read_and_the_next_build_mends_it(built: Built, here: Path) -> None:
    request = Request(name="x")
    (here / "agents" / "a.md").write_bytes(SOURCE + b"- Another rule\n")
    outcome = store(built, request)
    assert [found.code for found in outcome.diagnostics] == ["PC533"]
    for name, data in built.outputs.items():
        assert (here / "build" / name).read_bytes() == data
    assert b"PC533" not in built.outputs["report.json"]
    again = compile_request(request)
    assert store(again, request).diagnostics == ()
    assert b"Another rule" in (here / "build" / "x.md").read_bytes()
