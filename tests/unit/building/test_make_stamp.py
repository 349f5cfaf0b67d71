"""Times follow the result of a build: no older than the inputs after success, older than them otherwise."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from personac.building.inputs import find_inputs
from personac.building.make_stamp import InputState, input_state, stamp_outputs
from personac.building.request import Request

REQUEST = Request()
OUTPUTS = ("personac.lock", "x.md", "variants/a.md")


@pytest.fixture
def built(here: Path) -> Path:
    """Sources, rules and outputs, all of 100 seconds after the epoch."""
    for name in ("agents/a.md", "agents/b.md", "rules/r.toml", *(f"build/{name}" for name in OUTPUTS)):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_bytes(b"")
    (here / "build" / "personac.lock").write_text(
        '{"outputs": {"x.md": "", "variants/a.md": "", "../z": ""}}'
    )
    for path in sorted(here.rglob("*"), reverse=True):
        os.utime(path, (100, 100))
    return here


def state(request: Request = REQUEST) -> InputState:
    return input_state(request, find_inputs(request.sources, request.rules, request.output))


def stamp(
    request: Request = REQUEST, *, has_errors: bool = False, during: Callable[[], object] = bool
) -> None:
    """A build, with something that happens while it runs."""
    before = state(request)
    during()
    stamp_outputs(request, before, has_errors=has_errors)


def seconds(folder: Path) -> dict[str, int]:
    return {name: int((folder / "build" / name).stat().st_mtime) for name in OUTPUTS}


def test_outputs_that_are_new_enough_are_left_alone(built: Path) -> None:
    before = [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS]
    stamp()
    assert set(seconds(built).values()) == {100}
    assert [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS] == before


@pytest.mark.parametrize("touched", ["agents/a.md", "agents", "rules", "rules/r.toml"])
def test_outputs_are_no_older_than_any_input(built: Path, touched: str) -> None:
    os.utime(built / touched, (200, 200))
    start = int(time.time()) - 1  # the clock of files is a tick behind
    stamp()
    assert all(time_ >= start for time_ in seconds(built).values())


def test_with_if_changed_only_the_lock_gets_a_new_time(built: Path) -> None:
    os.utime(built / "agents", (200, 200))
    stamp(REQUEST._replace(if_changed=True))
    assert (seconds(built)["x.md"], seconds(built)["variants/a.md"]) == (100, 100)
    assert seconds(built)["personac.lock"] > 200


def test_inputs_from_the_future(built: Path) -> None:
    future = int(time.time()) + 10_000
    os.utime(built / "agents" / "a.md", (future, future))
    stamp()
    assert set(seconds(built).values()) == {future}


@pytest.mark.parametrize("if_changed", [True, False])
def test_after_errors_outputs_look_older_than_every_input(built: Path, *, if_changed: bool) -> None:
    stamp(REQUEST._replace(if_changed=if_changed), has_errors=True)
    others = 100 if if_changed else 99
    assert seconds(built) == {"personac.lock": 99, "x.md": others, "variants/a.md": others}


def test_outputs_that_look_older_are_not_changed_again(built: Path) -> None:
    stamp(has_errors=True)
    before = [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS]
    stamp(has_errors=True)
    assert [(built / "build" / name).stat().st_ctime_ns for name in OUTPUTS] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda here: (here / "agents/a.md").write_bytes(b"more"),
        lambda here: (here / "agents/b.md").unlink(),
        lambda here: (here / "agents/c.md").touch(),
        lambda here: [path.unlink() for path in (here / "agents").iterdir()],
    ],
)
def test_after_an_input_changed_during_the_build_outputs_look_old(
    built: Path, change: Callable[[Path], object]
) -> None:
    stamp(during=lambda: change(built))
    assert set(seconds(built).values()) == {99}


def test_an_input_that_changed_with_an_old_time_makes_outputs_look_older(built: Path) -> None:
    def change() -> None:
        (built / "agents" / "a.md").write_bytes(b"something else")
        os.utime(built / "agents" / "a.md", (50, 50))

    stamp(during=change)
    assert max(seconds(built).values()) < 50


def test_links_and_missing_outputs_are_left_alone(built: Path) -> None:
    (built / "build" / "x.md").unlink()
    (built / "build" / "x.md").symlink_to(built / "agents" / "a.md")
    os.utime(built / "build" / "x.md", (100, 100), follow_symlinks=False)
    (built / "build" / "variants" / "a.md").unlink()
    os.utime(built / "agents", (200, 200))
    stamp()
    assert (built / "agents" / "a.md").stat().st_mtime == 100
    (built / "build" / "personac.lock").unlink()
    stamp()
    assert not (built / "build" / "personac.lock").exists()


def test_named_folders_count_even_where_they_are_empty(built: Path) -> None:
    (built / "rules" / "r.toml").unlink()
    os.utime(built / "rules", (300, 300))
    assert state().newest == 300 * 10**9
    (built / "team" / "deep").mkdir(parents=True)
    (built / "team" / "deep" / "c.md").touch()
    for name, at in (("team/deep/c.md", 400), ("team/deep", 400), ("team", 500)):
        os.utime(built / name, (at, at))
    assert state(REQUEST._replace(sources=(Path("team"),))).newest == 500 * 10**9
