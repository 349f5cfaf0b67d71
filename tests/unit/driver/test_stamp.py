"""Times follow what came of a build: no older than the inputs where it ended well, older where it did not."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.diagnostics.front_matter_kinds import NO_NAME
from personac.diagnostics.input_kinds import UNREADABLE
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.driver.build import Outcome, Request
from personac.driver.discover import Files
from personac.driver.stamp import inputs_of, stamped

REQUEST = Request()
OUTPUTS = ("personac.lock", "x.md", "variants/a.md")
Build = Callable[[Files], Outcome]


@pytest.fixture
def built(here: Path) -> Path:
    """Old sources and rules, and older outputs, all as of long ago; 100 seconds are a step."""
    for name in ("agents/a.md", "agents/b.md", "rules/r.toml", *(f"build/{name}" for name in OUTPUTS)):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(b"")
    (here / "build" / "personac.lock").write_text(
        '{"outputs": {"x.md": "", "variants/a.md": "", "../z": ""}}'
    )
    for path in sorted(here.rglob("*"), reverse=True):
        os.utime(path, (100, 100))
    return here


def ends(*found: Diagnostic, then: Callable[[], object] = bool, stood: bool = False) -> Build:
    def build(_: Files) -> Outcome:
        then()
        return Outcome(found, "", "", stood)

    return build


def seconds(folder: Path) -> dict[str, int]:
    return {name: int((folder / "build" / name).stat().st_mtime) for name in OUTPUTS}


def test_what_is_as_new_as_every_input_is_left_alone(built: Path) -> None:
    assert stamped(REQUEST, ends()).summary == ""
    assert set(seconds(built).values()) == {100}


@pytest.mark.parametrize("touched", ["agents/a.md", "agents", "rules", "rules/r.toml"])
def test_outputs_are_no_older_than_any_input(built: Path, touched: str) -> None:
    os.utime(built / touched, (200, 200))
    start = int(time.time()) - 1  # the clock of files is a tick behind
    stamped(REQUEST, ends())
    assert all(found >= start for found in seconds(built).values())


def test_with_if_changed_only_the_lock_is(built: Path) -> None:
    os.utime(built / "agents", (200, 200))
    stamped(REQUEST._replace(if_changed=True), ends())
    assert (seconds(built)["x.md"], seconds(built)["variants/a.md"]) == (100, 100)
    assert seconds(built)["personac.lock"] > 200


def test_inputs_from_the_future(built: Path) -> None:
    future = int(time.time()) + 10_000
    os.utime(built / "agents" / "a.md", (future, future))
    stamped(REQUEST, ends())
    assert set(seconds(built).values()) == {future}


@pytest.mark.parametrize("if_changed", [True, False])
def test_after_errors_outputs_look_older_than_every_input(built: Path, *, if_changed: bool) -> None:
    error = Diagnostic(UNREADABLE, "a.md", 0, 0, "broken")
    stamped(REQUEST._replace(if_changed=if_changed), ends(error))
    others = 100 if if_changed else 99
    assert seconds(built) == {"personac.lock": 99, "x.md": others, "variants/a.md": others}


def test_a_warning_is_no_error(built: Path) -> None:
    stamped(REQUEST, ends(Diagnostic(NO_NAME, "a.md", 0, 0, "")._replace(lowered_to="warning")))
    assert seconds(built)["personac.lock"] >= 100


@pytest.mark.parametrize(
    "change",
    [
        lambda here: (here / "agents/a.md").write_bytes(b"more"),
        lambda here: (here / "agents/b.md").unlink(),
        lambda here: (here / "agents/c.md").touch(),
        lambda here: [path.unlink() for path in (here / "agents").iterdir()],
    ],
)
def test_an_input_that_changes_meanwhile_makes_all_look_old(
    built: Path, change: Callable[[Path], object]
) -> None:
    stamped(REQUEST, ends(then=lambda: change(built)))
    assert set(seconds(built).values()) == {99}


def test_where_the_last_build_stands_an_input_that_changes_meanwhile_is_hidden_by_no_new_time(
    built: Path,
) -> None:
    def change() -> None:
        (built / "agents" / "c.md").touch()

    stamped(REQUEST, ends(then=change, stood=True))
    assert set(seconds(built).values()) == {100}  # no time was to be set: make sees the newer file
    os.utime(built / "agents" / "a.md", (200, 200))
    stamped(REQUEST, ends(then=(built / "agents" / "d.md").touch, stood=True))
    assert set(seconds(built).values()) == {99}


def test_where_the_last_build_stands_a_change_with_an_old_time_makes_all_look_old(built: Path) -> None:
    def change() -> None:
        (built / "agents" / "a.md").write_bytes(b"something else")
        os.utime(built / "agents" / "a.md", (50, 50))

    stamped(REQUEST, ends(then=change, stood=True))
    assert max(seconds(built).values()) < 50


@pytest.mark.parametrize("touched", ["agents/a.md", "rules"])
def test_where_the_last_build_stands_outputs_are_no_older_than_any_input(built: Path, touched: str) -> None:
    os.utime(built / touched, (200, 200))
    stamped(REQUEST, ends(stood=True))
    assert all(found > 200 for found in seconds(built).values())


def test_where_the_last_build_stands_errors_make_all_look_old_and_once_is_enough(built: Path) -> None:
    build = ends(Diagnostic(UNREADABLE, "a.md", 0, 0, "broken"), stood=True)
    stamped(REQUEST, build)
    assert set(seconds(built).values()) == {99}
    before = [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS]
    stamped(REQUEST, build)
    assert [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS] == before


@pytest.mark.usefixtures("built")
def test_a_build_is_told_which_files_were_looked_at() -> None:
    told: list[Files] = []

    def build(files: Files) -> Outcome:
        told.append(files)
        return Outcome((), "", "")

    stamped(REQUEST, build)
    assert [*told[0].all] == ["agents/a.md", "agents/b.md", "rules/r.toml"]


def test_a_build_that_fails_leaves_all_times(built: Path) -> None:
    def fail(_: Files) -> Outcome:
        raise PersonacError(Diagnostic(UNREADABLE, "a.md", 0, 0, "gone"))

    with pytest.raises(PersonacError):
        stamped(REQUEST, fail)
    assert set(seconds(built).values()) == {100}


def test_links_and_what_is_gone_are_left_alone(built: Path) -> None:
    (built / "build" / "x.md").unlink()
    (built / "build" / "x.md").symlink_to(built / "agents" / "a.md")
    os.utime(built / "build" / "x.md", (100, 100), follow_symlinks=False)
    (built / "build" / "variants" / "a.md").unlink()
    os.utime(built / "agents", (200, 200))
    stamped(REQUEST, ends())
    assert (built / "agents" / "a.md").stat().st_mtime == 100
    (built / "build" / "personac.lock").unlink()
    stamped(REQUEST, ends())
    assert not (built / "build" / "personac.lock").exists()


def test_folders_that_are_named_count_even_where_they_are_empty(built: Path) -> None:
    (built / "rules" / "r.toml").unlink()
    os.utime(built / "rules", (300, 300))
    assert inputs_of(REQUEST).newest == 300 * 10**9
    (built / "team" / "deep").mkdir(parents=True)
    (built / "team" / "deep" / "c.md").touch()
    for name, at in (("team/deep/c.md", 400), ("team/deep", 400), ("team", 500)):
        os.utime(built / name, (at, at))
    assert inputs_of(REQUEST._replace(sources=(Path("team"),))).newest == 500 * 10**9
