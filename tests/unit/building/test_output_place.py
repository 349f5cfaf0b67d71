from __future__ import annotations

from pathlib import Path

import pytest

from personac.building.output_place import refuse_folder_of_sources
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("team/agents").mkdir(parents=True)
    Path("agents").mkdir()
    Path("agents/one.md").write_text("- One\n")
    Path("linked").symlink_to("agents")
    return tmp_path


@pytest.mark.parametrize(
    ("sources", "output", "message"),
    [
        ((), "agents", "this folder is searched for sources"),
        ((), "linked", "this folder is searched for sources"),
        (("agents",), ".", "agents lies in this folder, and is a source"),
        (("agents/one.md",), "agents", "agents/one.md lies in this folder, and is a source"),
        (("agents", "team/agents"), "team", "team/agents lies in this folder, and is a source"),
    ],
)
def test_outputs_do_not_go_among_sources(sources: tuple[str, ...], output: str, message: str) -> None:
    with pytest.raises(PersonacError) as caught:
        refuse_folder_of_sources(Request(tuple(map(Path, sources)), Path(output)))
    (refusal,) = caught.value.diagnostics
    assert (refusal.code, refusal.path) == ("PC504", output)
    assert refusal.message == f"the outputs cannot go here: {message}"
    assert refusal.hint == "name a folder of their own: -o build"


@pytest.mark.parametrize(
    ("sources", "output"),
    [((), "build"), (("agents",), "agents/out"), (("agents/one.md",), "agent"), (("team",), "agents")],
)
def test_other_folders_are_fine(sources: tuple[str, ...], output: str) -> None:
    refuse_folder_of_sources(Request(tuple(map(Path, sources)), Path(output)))


def test_rules_may_be_at_the_root() -> None:
    refuse_folder_of_sources(Request(rules=Path()))


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("rules", "this is the folder of the rules"),
        ("rules/x", "this is the folder of the rules"),
        ("decisions", "this is the folder of decisions"),
        ("decisions/one", "this is the folder of decisions"),
    ],
)
def test_outputs_do_not_go_among_settings(output: str, message: str) -> None:
    with pytest.raises(PersonacError) as caught:
        refuse_folder_of_sources(Request((), Path(output)))
    assert caught.value.diagnostics[0].message == f"the outputs cannot go here: {message}"
