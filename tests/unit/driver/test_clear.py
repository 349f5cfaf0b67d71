"""What a build that died left behind goes, even where there is nothing to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from personac.backend import staging
from personac.backend.turns import turns
from personac.building.builder import build, compile_request, store
from personac.building.request import Request
from personac.driver.clear import clear_leftovers_of


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def stands(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Outputs that stand, of a build that died before it tidied up, with an edit in the old ones."""
    (here / "agents").mkdir()
    (here / "agents" / "a.md").write_bytes(b"---\nname: a\ndescription: d\n---\n\n- One rule\n")
    build(Request(use_cache=False))
    (here / "agents" / "a.md").write_bytes(b"---\nname: a\ndescription: d\n---\n\n- Another rule\n")
    with monkeypatch.context() as patch:
        patch.setattr(staging, "clear", lambda *_: ())
        build(Request(use_cache=False))
    (old,) = here.glob(".build.personac-*")
    (old / "tree" / "report.md").write_bytes(b"edited in the last moment")
    (here / ".build.personac-lock").touch()
    return here


def test_leftovers_go_and_edits_are_saved(stands: Path) -> None:
    outcome = store(compile_request(Request()), Request())
    assert outcome.summary == "build: up to date"
    assert [(found.code, found.path) for found in outcome.diagnostics] == [
        ("PC531", "build/report.md.rescued-1")
    ]
    assert (stands / "build" / "report.md.rescued-1").read_bytes() == b"edited in the last moment"
    assert names(stands) == ["agents", "build"]
    assert clear_leftovers_of(Path("build")) == ()


def test_a_living_build_is_left_alone(stands: Path) -> None:
    before = names(stands)
    with turns(stands / "build"):
        assert clear_leftovers_of(Path("build")) == ()
        assert names(stands) == before


def test_beside_no_lock_and_where_it_cannot_be_done(stands: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    (stands / "build" / "personac.lock").unlink()
    monkeypatch.setattr("personac.driver.clear.clear_dead", refuse)
    assert clear_leftovers_of(Path("build")) == ()
    monkeypatch.undo()
    assert clear_leftovers_of(stands / "build") != ()
