from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import pytest

from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver import build as build_module
from personac.driver.build import Outcome, Request, build, finish, run
from personac.driver.groups import build_groups
from personac.driver.library import Built
from personac.driver.observer import NOBODY
from tests.unit.driver.listener import Listener

SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"


@pytest.fixture
def request_(here: Path) -> Request:
    (here / "agents").mkdir()
    (here / "agents" / "a.md").write_bytes(SOURCE)
    return Request(output=here / "build")


def test_building_writes_nothing(here: Path, request_: Request) -> None:
    built = build(request_)
    assert built.inputs == ("agents/a.md",)
    assert [path.name for path in here.iterdir()] == ["agents"]


def test_finishing_writes_once(request_: Request) -> None:
    built = build(request_)
    first = finish(built, request_, check=False)
    assert (first.diagnostics, first.diff) == ((), "")
    assert first.summary.startswith("build: 1 persona with 1 bullet (")
    assert finish(built, request_, check=False).summary == "build: up to date"
    assert {path.relative_to(request_.output).as_posix() for path in request_.output.rglob("*.*")} == set(
        built.outputs
    )


def test_checking_compares_and_writes_nothing(request_: Request) -> None:
    built = build(request_)
    outcome = finish(built, request_, check=True)
    assert {found.code for found in outcome.diagnostics} == {"PC509"}
    assert {found.path for found in outcome.diagnostics} == {f"build/{name}" for name in built.outputs}
    assert outcome.diff
    assert outcome.summary == ""
    assert not request_.output.exists()
    finish(built, request_, check=False)
    assert finish(built, request_, check=True).summary == "build: up to date"


def test_a_damaged_lock_is_told_and_replaced(request_: Request) -> None:
    built = build(request_)
    finish(built, request_, check=False)
    (request_.output / "personac.lock").write_bytes(b"?")
    for check in (True, False):
        outcome = finish(built, request_, check=check)
        assert "PC505" in {found.code for found in outcome.diagnostics}
    assert finish(built, request_, check=True).diagnostics == ()


@pytest.mark.parametrize("check", [True, False])
def test_a_folder_that_cannot_be_looked_into_is_told(
    request_: Request, monkeypatch: pytest.MonkeyPatch, *, check: bool
) -> None:
    built = build(request_)
    finish(built, request_, check=False)
    (request_.output / "gone.md").write_bytes(b"")

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("personac.driver.output_check.stale_outputs", refuse)
    monkeypatch.setattr("personac.driver.output_update.is_stale", refuse)
    with pytest.raises(PersonacError) as caught:
        finish(built, request_, check=check)
    (found,) = caught.value.diagnostics
    assert (found.code, "Permission denied" in found.message) == ("PC503", True)


def test_an_edit_stops_the_write(request_: Request) -> None:
    built = build(request_)
    finish(built, request_, check=False)
    (request_.output / "a.md").write_bytes(b"mine")
    with pytest.raises(PersonacError) as caught:
        finish(built, request_, check=False)
    assert [found.code for found in caught.value.diagnostics] == ["PC506"]


def test_whoever_shows_the_build_is_still_before_anything_is_told(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener()

    def finished(built: Built, _request: Request, *, check: bool, tell: Callable[[str], object]) -> Outcome:
        tell("waiting")
        return Outcome((), f"{check}", built.report.canonical.name)

    monkeypatch.setattr(build_module, "finish", finished)
    monkeypatch.setattr(build_module, "_confirm", lambda _built, _output: None)
    run(request_._replace(observer=listener), check=True, tell=listener.heard.append)
    assert listener.heard[-4:] == ["ends render", "rests", "waiting", "rests"]


def test_an_observer_is_told_of_what_is_no_pass(request_: Request) -> None:
    listener = Listener()
    run(request_._replace(observer=listener), check=False)
    steps = [told.removeprefix("starts ") for told in listener.heard if told.startswith("starts ")]
    assert steps[:2] == ["import", "gather"]
    assert steps[-4:] == ["measure", "render", "compare", "write"]
    assert listener.heard[-1] == "rests"


def test_a_request_for_another_process_takes_no_observer_along(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An observer has threads and clocks, which no other process can have."""
    sent: list[Request] = []

    class Pool:
        def __init__(self, *_arguments: object) -> None:
            pass

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_what: object) -> None:
            pass

        def map(self, _build: object, groups: Sequence[Request]) -> Sequence[Request]:
            sent.extend(groups)
            return groups

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    watched = request_._replace(observer=Listener(), force=True)
    list(build_groups((watched, watched), check=True, jobs=2))
    assert [request.observer for request in sent] == [NOBODY, NOBODY]


def test_a_write_that_is_refused_tells_of_the_lock_as_well(request_: Request) -> None:
    finish(build(request_), request_, check=False)
    (request_.output / "personac.lock").write_text("<<<<<<< ours\n")
    (request_.output / "report.md").unlink()
    (request_.output / "report.md").mkdir()
    with pytest.raises(PersonacError) as caught:
        finish(build(request_), request_, check=False)
    assert {found.code for found in caught.value.diagnostics} >= {"PC504", "PC505"}


def test_errors_stand_beside_what_was_made() -> None:
    wrong = Diagnostic(UNREADABLE, "a.md", 0, 0, "", "")
    assert Outcome((), "", "up to date").line == "up to date"
    assert Outcome((wrong,), "", "up to date").line == "up to date; 1 error"
    assert Outcome((wrong, wrong), "", "built").line == "built; 2 errors"
    assert Outcome((wrong,), "a diff", "").line == ""
