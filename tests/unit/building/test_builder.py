from __future__ import annotations

import errno
import os
from contextlib import ExitStack
from pathlib import Path

import pytest

from personac.building.builder import build, build_if_up_to_date, compile_request, store
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError
from personac.storage.output_lock import hold_output_lock
from tests.unit.listener import Listener

SOURCE = b"---\nname: a\ndescription: d\n---\n\n- One rule\n"


@pytest.fixture
def request_(here: Path, monkeypatch: pytest.MonkeyPatch) -> Request:
    monkeypatch.setenv("PERSONAC_CACHE_DIR", str(here.parent / "cache"))
    (here / "agents").mkdir()
    (here / "agents" / "a.md").write_bytes(SOURCE)
    return Request(output=here / "build")


def test_compiling_writes_nothing(here: Path, request_: Request) -> None:
    built = compile_request(request_)
    assert built.inputs == ("agents/a.md",)
    assert [path.name for path in here.iterdir()] == ["agents"]


def test_outputs_are_written_once(request_: Request) -> None:
    built = compile_request(request_)
    first = store(built, request_)
    assert (first.diagnostics, first.diff) == ((), "")
    assert first.summary.startswith("build: 1 persona with 1 bullet (")
    assert store(built, request_).summary == "build: up to date"
    assert {path.relative_to(request_.output).as_posix() for path in request_.output.rglob("*.*")} == set(
        built.outputs
    )


def test_a_check_compares_and_writes_nothing(request_: Request) -> None:
    check = request_._replace(check=True)
    built = compile_request(request_)
    outcome = store(built, check)
    assert {one.code for one in outcome.diagnostics} == {"PC509"}
    assert {one.path for one in outcome.diagnostics} == {f"build/{name}" for name in built.outputs}
    assert outcome.diff
    assert outcome.summary == ""
    assert not request_.output.exists()
    store(built, request_)
    assert store(built, check).summary == "build: up to date"


def test_a_build_compiles_only_what_is_not_up_to_date(request_: Request) -> None:
    assert build_if_up_to_date(request_) is None
    first = build(request_)
    assert first.summary.startswith("build: 1 persona")
    again = build(request_)
    assert (again.diagnostics, again.summary) == (first.diagnostics, "build: up to date")
    assert build_if_up_to_date(request_) == again
    listener = Listener()
    assert build(request_._replace(force=True), listener).summary == "build: up to date"
    assert "parse" in listener.steps


def test_sources_that_cannot_be_found_are_left_to_a_build(here: Path, request_: Request) -> None:
    build(request_)
    (here / "agents" / "a.md").unlink()
    assert build_if_up_to_date(request_) is None
    outcome = build(request_)
    assert (outcome.summary, outcome.is_failed) == ("build: not built", True)
    assert [one.code for one in outcome.diagnostics] == ["PC003"]


def test_leftovers_are_removed_where_there_is_nothing_to_do(here: Path, request_: Request) -> None:
    build(request_)
    (here / ".build.personac-lock").touch()
    assert build(request_._replace(check=True)).summary == "build: up to date"
    assert (here / ".build.personac-lock").exists()
    assert build(request_).summary == "build: up to date"
    assert not (here / ".build.personac-lock").exists()


def test_a_damaged_lock_is_reported_and_replaced(request_: Request) -> None:
    built = compile_request(request_)
    store(built, request_)
    (request_.output / "personac.lock").write_bytes(b"?")
    for check in (True, False):
        outcome = store(built, request_._replace(check=check))
        assert "PC505" in {one.code for one in outcome.diagnostics}
    assert store(built, request_._replace(check=True)).diagnostics == ()


@pytest.mark.parametrize("check", [True, False])
def test_an_output_folder_that_cannot_be_read_is_reported(
    request_: Request, monkeypatch: pytest.MonkeyPatch, *, check: bool
) -> None:
    built = compile_request(request_)
    store(built, request_)
    (request_.output / "gone.md").write_bytes(b"")

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr("personac.building.output_store.stale_outputs", refuse)
    with pytest.raises(PersonacError) as caught:
        store(built, request_._replace(check=check))
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, "Permission denied" in diagnostic.message) == ("PC503", True)


def test_a_hand_edit_stops_the_build(request_: Request) -> None:
    build(request_)
    (request_.output / "a.md").write_bytes(b"mine")
    outcome = build(request_)
    assert outcome.is_failed
    assert [one.code for one in outcome.diagnostics] == ["PC506"]
    assert (request_.output / "a.md").read_bytes() == b"mine"


def test_observers_are_notified_of_steps_that_are_not_passes(request_: Request) -> None:
    listener = Listener()
    build(request_, listener)
    assert listener.steps[:2] == ["import", "read"]
    assert listener.steps[-3:] == ["measure", "render", "write"]
    assert listener.heard[-1] == "pause"
    listener = Listener()
    build(request_._replace(check=True, force=True), listener)
    assert listener.steps[-1] == "compare"


def test_the_display_is_paused_before_a_message(request_: Request) -> None:
    listener = Listener()
    held = ExitStack()
    held.enter_context(hold_output_lock(request_.output, wait=True, on_wait=tuple))

    def notify(message: str) -> None:
        listener.heard.append(message)
        held.close()

    assert not build(request_, listener, notify).is_failed
    at = listener.heard.index("another build writes to build; waiting…")
    assert listener.heard[at - 2 : at] == ["write started", "pause"]


def test_a_refused_write_reports_the_lock_as_well(request_: Request) -> None:
    build(request_)
    (request_.output / "personac.lock").write_text("<<<<<<< ours\n")
    (request_.output / "report.md").unlink()
    (request_.output / "report.md").mkdir()
    outcome = build(request_)
    assert outcome.is_failed
    assert {one.code for one in outcome.diagnostics} >= {"PC504", "PC505"}


def test_make_sees_whether_a_build_went_well(here: Path, request_: Request) -> None:
    lock, source = request_.output / "personac.lock", here / "agents" / "a.md"
    build(request_)
    os.utime(source)
    assert build(request_).summary == "build: up to date"
    assert lock.stat().st_mtime_ns >= source.stat().st_mtime_ns
    (here / "rules").mkdir()
    (here / "rules" / "r.toml").write_text('[front_matter.keys]\ncolor = "explicit"\n')
    source.write_bytes(SOURCE.replace(b"name: a", b"name: a\ncolor: red"))
    assert build(request_).exit_code == 1
    assert lock.stat().st_mtime_ns < source.stat().st_mtime_ns


@pytest.mark.skipif(os.name != "posix", reason="needs devices and links")
@pytest.mark.parametrize("target", ["/dev/zero", "../elsewhere.lock"])
def test_a_lock_that_is_a_link_is_not_followed_and_stops_the_build(
    here: Path, request_: Request, target: str
) -> None:
    """A stranger's repository may contain one: a build neither hangs nor replaces it."""
    build(request_)
    lock = request_.output / "personac.lock"
    lock.rename(here / "elsewhere.lock")
    lock.symlink_to(target)
    for force in (False, True):
        outcome = build(request_._replace(force=force))
        assert outcome.is_failed
        assert {one.code for one in outcome.diagnostics} == {"PC504", "PC505"}
    checked = build(request_._replace(check=True))
    assert {one.code for one in checked.diagnostics} == {"PC505", "PC509"}
    assert lock.is_symlink()
