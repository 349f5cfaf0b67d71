"""Promise 5: whenever a build dies, the old outputs are there or the new ones.

Every test runs the writer again and again, and lets it die one call later each
time, until it gets through.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.backend.write import write_outputs
from personac.diagnostics.model import PersonacError

NAMES = (
    "a.md",
    "b.json",
    "personac.lock",
    "variants/x.md",
    "variants/x.patch",
    "variants/deep/y.md",
    "variants/with space.md",
    "more/z.md",
)
# Hundreds of small trees: where there is a file system in memory, they are quick.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a fresh folder in it
FOREIGN = (
    "notes.txt",
    "variants/mine.md",
    "empty/",
    "own/deep/file",
    "link",
    "variants/deep/own.md",
    "own/void/",
)


@dataclass(frozen=True)
class Scene:
    """Outputs of an old build, of a new one, of the one after, and the user's own files."""

    old: Mapping[str, bytes] | None
    new: Mapping[str, bytes]
    next: Mapping[str, bytes]
    foreign: tuple[str, ...]


def outputs(label: bytes) -> st.SearchStrategy[dict[str, bytes]]:
    contents = st.builds(
        lambda name, size: label + name.encode() * size, st.sampled_from(NAMES), st.integers(0, 3)
    )
    return st.dictionaries(st.sampled_from(NAMES), contents, max_size=len(NAMES))


SCENES = st.builds(
    Scene,
    st.one_of(outputs(b"old "), outputs(b"old "), st.none()),
    outputs(b"new "),
    outputs(b"next "),
    st.lists(st.sampled_from(FOREIGN), unique=True).map(tuple),
)


def put(folder: Path, name: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith("/"):
        path.mkdir(exist_ok=True)
    elif name == "link":
        path.symlink_to("./variants/../nowhere")
    else:
        path.write_bytes(b"the user's own " + name.encode())


def set_up(target: Path, scene: Scene) -> None:
    if scene.old is None:
        return
    target.mkdir()
    for name, data in scene.old.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(data)
    for name in scene.foreign:
        put(target, name)


def expected(files: Mapping[str, bytes], scene: Scene) -> dict[str, bytes]:
    """Return the files (no folders, no links) that should be there after a build of `files`."""
    own = scene.foreign if scene.old is not None else ()
    foreign = {name: b"the user's own " + name.encode() for name in own if name[-1] != "/" and name != "link"}
    return {**files, **foreign}


@dataclass(frozen=True)
class Stage:
    """A fresh folder for each attempt, and what the fixtures offer."""

    disks: Any
    snapshot: Callable[[Path], dict[str, bytes | str]]
    temporaries: Callable[[Path], list[str]]

    def files(self, target: Path) -> dict[str, bytes]:
        tree = self.snapshot(target)
        return {name: data for name, data in tree.items() if isinstance(data, bytes)}

    def keeps_what_is_no_file(self, target: Path, scene: Scene) -> bool:
        tree = self.snapshot(target)
        return all(name in tree for name in scene.foreign) or scene.old is None


@pytest.fixture(scope="session")
def stage(disks: Any, snapshot: Any, temporaries: Any) -> Stage:  # noqa: ANN401 - fixtures of conftest
    return Stage(disks, snapshot, temporaries)


def attempts(scene: Scene, faulty: Callable[[int], Any], check: Callable[[Path, bool], None]) -> None:
    """Write with `faulty(0)`, `faulty(1)`, …, each in a fresh place, until it gets through."""
    for after in count():
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            target = Path(folder) / "parent" / "build"
            target.parent.mkdir()
            set_up(target, scene)
            done = faulty(after)(target)
            check(target, done)
            if done:
                return


@given(SCENES)
@settings(max_examples=12, deadline=None)
def test_a_death_at_any_point_leaves_all_old_or_all_new(stage: Stage, scene: Scene) -> None:
    old, owned = scene.old or {}, set(scene.old or {})
    survived = []

    def dying(after: int) -> Callable[[Path], bool]:
        def write(target: Path) -> bool:
            try:
                write_outputs(target, scene.new, owned, stage.disks.dying(after, stage.disks.quick()))
            except stage.disks.death:
                return False
            return True

        return write

    def check(target: Path, done: bool) -> None:  # noqa: FBT001 - a callback
        found = stage.files(target)
        assert found == expected(scene.new, scene) or (not done and found == expected(old, scene))
        assert stage.keeps_what_is_no_file(target, scene)
        survived.append(found == expected(scene.new, scene))
        now_owned = set(scene.new) if survived[-1] else owned
        write_outputs(target, scene.next, now_owned, stage.disks.quick())
        assert stage.files(target) == expected(scene.next, scene)
        assert stage.keeps_what_is_no_file(target, scene)
        assert stage.temporaries(target.parent) == []

    attempts(scene, dying, check)
    assert survived == sorted(survived)  # once in place, always in place


@given(SCENES)
@settings(max_examples=12, deadline=None)
def test_without_exchange_each_file_is_whole_and_the_lock_comes_last(stage: Stage, scene: Scene) -> None:
    old, owned = scene.old or {}, set(scene.old or {})
    new = {**scene.new, "personac.lock": b"new lock"}
    disk = stage.disks.quick(exchange=False)

    def dying(after: int) -> Callable[[Path], bool]:
        def write(target: Path) -> bool:
            try:
                write_outputs(target, new, owned, stage.disks.dying(after, disk))
            except stage.disks.death:
                return False
            return True

        return write

    def check(target: Path, done: bool) -> None:  # noqa: FBT001 - a callback
        found = stage.files(target)
        foreign = expected({}, scene)
        assert {name: data for name, data in found.items() if name in foreign} == foreign
        assert stage.keeps_what_is_no_file(target, scene)
        for name in found.keys() - foreign.keys():
            assert found[name] in {old.get(name), new.get(name)}
        is_new = found.get("personac.lock") == b"new lock"
        assert found == expected(new, scene) if is_new or done else True
        write_outputs(target, scene.next, set(new) if is_new else owned, disk)
        assert stage.files(target) == expected(scene.next, scene)
        assert stage.temporaries(target.parent) == []

    attempts(scene, dying, check)


@pytest.mark.parametrize("exchange", [True, False])
@given(scene=SCENES)
@settings(max_examples=12, deadline=None)
def test_an_error_at_any_point_leaves_no_temporaries(stage: Stage, scene: Scene, exchange: bool) -> None:  # noqa: FBT001
    old, owned = scene.old or {}, set(scene.old or {})
    disk = stage.disks.quick(exchange=exchange)
    complaints: list[str] = []

    def failing(after: int) -> Callable[[Path], bool]:
        def write(target: Path) -> bool:
            complaints.clear()
            try:
                write_outputs(target, scene.new, owned, stage.disks.failing(after, disk, errno.ENOSPC))
            except PersonacError as error:
                complaints.extend(found.message for found in error.diagnostics)
            return not complaints and stage.disks.calls <= after

        return write

    def check(target: Path, done: bool) -> None:  # noqa: FBT001 - a callback
        found = stage.files(target)
        is_torn = "half-way" in "".join(complaints)
        if is_torn:
            assert not exchange
        else:
            assert found == expected(old if complaints else scene.new, scene)
        assert not complaints or stage.temporaries(target.parent) == []
        if done or not is_torn:
            write_outputs(target, scene.next, owned if complaints else set(scene.new), disk)
            assert stage.files(target) == expected(scene.next, scene)
            assert stage.temporaries(target.parent) == []
        assert stage.keeps_what_is_no_file(target, scene)

    attempts(scene, failing, check)
