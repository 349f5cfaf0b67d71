from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from personac.building.builder import compile_request, store
from personac.building.in_memory import Built
from personac.building.input_changes import changed_inputs
from personac.building.request import Request

SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"


@pytest.fixture
def built(here: Path) -> Built:
    for name, data in (("agents/a.md", SOURCE), ("agents/b.md", SOURCE), ("rules/r.toml", b"")):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_bytes(data)
    return compile_request(Request(name="x"))


def changes(built: Built, request: Request | None = None) -> list[tuple[str, str]]:
    diagnostics = changed_inputs(built, request or Request(name="x"))
    kinds = {(one.code, one.severity, one.hint) for one in diagnostics}
    assert kinds <= {("PC533", "warning", "build again")}
    return [(one.path, one.message.split(" since")[0]) for one in diagnostics]


def test_an_input_with_the_same_content_is_no_change(built: Built, here: Path) -> None:
    (here / "agents" / "a.md").write_bytes(SOURCE)
    assert changes(built) == []


def test_every_changed_input_is_reported(built: Built, here: Path) -> None:
    (here / "agents" / "a.md").write_bytes(b"other")
    (here / "agents" / "b.md").unlink()
    (here / "agents" / "c.md").write_bytes(SOURCE)
    (here / "rules" / "r.toml").write_bytes(b"\n")
    assert changes(built) == [
        ("agents/a.md", "was changed"),
        ("agents/b.md", "was removed"),
        ("agents/c.md", "is new"),
        ("rules/r.toml", "was changed"),
    ]


def test_all_inputs_can_be_removed(built: Built, here: Path) -> None:
    shutil.rmtree(here / "agents")
    assert [change for _, change in changes(built)] == ["was removed"] * 3
    named = Request(name="x")._replace(sources=(Path("agents/a.md"), Path("agents/b.md")))
    assert [path for path, _ in changes(built, named)] == ["agents/a.md", "agents/b.md"]


def test_the_outputs_are_those_of_the_inputs_as_read(built: Built, here: Path) -> None:
    request = Request(name="x")
    (here / "agents" / "a.md").write_bytes(SOURCE + b"- Another rule\n")
    outcome = store(built, request)
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["PC533"]
    for name, data in built.outputs.items():
        assert (here / "build" / name).read_bytes() == data
    assert b"PC533" not in built.outputs["report.json"]
    again = compile_request(request)
    assert store(again, request).diagnostics == ()
    assert b"Another rule" in (here / "build" / "x.md").read_bytes()
