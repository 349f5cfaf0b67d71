"""A check sees no half of another build, and does not wait for ever."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from personac.backend.turns import turns
from personac.building.builder import compile_request, store
from personac.building.in_memory import Built
from personac.building.request import Request
from personac.diagnostics.model import PersonacError
from personac.driver import check as module
from personac.driver.check import check_outputs
from personac.driver.stale import stale_outputs
from personac.driver.turn import Patience


@pytest.fixture
def built(here: Path) -> Built:
    (here / "agents").mkdir()
    (here / "agents" / "a.md").write_bytes(b"---\nname: a\ndescription: d\n---\n\n- One rule\n")
    return compile_request(Request())


def test_what_stands_is_fine_whoever_writes(built: Built, here: Path) -> None:
    store(built, Request())
    with turns(here / "build"):
        assert check_outputs(built, Path("build"), Patience(wait=False)) == ((), "")


def test_what_looks_stale_is_looked_at_again_when_the_other_build_is_done(built: Built, here: Path) -> None:
    """The other one is in the middle of it: a file is there, the lock not yet."""
    store(built, Request())
    (here / "build" / "personac.lock").unlink()
    held, told = ExitStack(), []
    held.enter_context(turns(here / "build"))

    def end() -> None:
        (here / "build" / "personac.lock").write_bytes(built.outputs["personac.lock"])
        held.close()

    def tell(said: str) -> None:
        told.append(said)
        threading.Timer(0.05, end).start()

    assert check_outputs(built, Path("build"), Patience(tell=tell)) == ((), "")
    assert told == ["another build writes to build; waiting…"]


def test_a_build_that_came_and_went_while_one_looked(
    built: Built, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Path] = []

    def look(outputs: dict[str, bytes], folder: Path) -> tuple[str, ...]:
        looks.append(folder)
        found = stale_outputs(outputs, folder)
        if len(looks) == 1:
            store(built, Request())
        return found

    monkeypatch.setattr(module, "stale_outputs", look)
    assert check_outputs(built, here / "build", Patience()) == ((), "")
    assert len(looks) == 2


def test_a_build_that_does_not_end_is_told(built: Built, here: Path) -> None:
    with turns(here / "build"), pytest.raises(PersonacError) as caught:
        check_outputs(built, Path("build"), Patience(wait=False))
    assert [found.code for found in caught.value.diagnostics] == ["PC532"]


def test_a_check_leaves_no_trace(built: Built, here: Path) -> None:
    found, diff = check_outputs(built, Path("build"), Patience())
    assert {one.code for one in found} == {"PC509"}
    assert diff
    assert [path.name for path in here.iterdir()] == ["agents"]
