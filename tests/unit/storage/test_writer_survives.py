"""Promise 5: whenever a build dies, the old outputs are there or the new ones.

Every test runs the writer again and again, and lets it die one call later each time, until it succeeds.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from personac.diagnostics.diagnostic import PersonacError
from personac.storage.filesystem import Filesystem
from personac.storage.writer import WriteOptions, write_outputs
from tests.unit.storage.conftest import (
    DeathError,
    DyingFilesystem,
    FailingFilesystem,
    FastFilesystem,
    NoExchange,
    file_contents,
    snapshot,
    temporaries,
)

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


def keeps_what_is_no_file(target: Path, scene: Scene) -> bool:
    return scene.old is None or all(name in snapshot(target) for name in scene.foreign)


def attempts(scene: Scene, write: Callable[[Path, Path, int], bool]) -> None:
    """Call `write` with a fresh target, a folder for records and 0, 1, …, until it returns true."""
    for number in count():
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            target = Path(folder) / "parent" / "build"
            target.parent.mkdir()
            set_up(target, scene)
            if write(target, Path(folder) / "records", number):
                return


def write_next(target: Path, scene: Scene, removable: Collection[str], options: WriteOptions) -> None:
    """Let the next build write, and assert that all is well then."""
    write_outputs(target, scene.next, removable, options)
    assert file_contents(target) == expected(scene.next, scene)
    assert keeps_what_is_no_file(target, scene)
    assert temporaries(target.parent) == []
    assert options.records
    assert list(options.records.iterdir()) == []


def survives(
    target: Path, files: Mapping[str, bytes], removable: Collection[str], options: WriteOptions
) -> bool:
    try:
        write_outputs(target, files, removable, options)
    except DeathError:
        return False
    return True


@pytest.mark.parametrize("is_unchanged", [False, True])
@given(scene=SCENES)
@settings(max_examples=12, deadline=None)
def test_a_death_at_any_call_leaves_all_old_or_all_new(scene: Scene, *, is_unchanged: bool) -> None:
    old = scene.old or {}
    new = {**scene.new, **(dict(list(old.items())[:2]) if is_unchanged else {})}
    unchanged = {name for name, data in new.items() if is_unchanged and old.get(name) == data}
    replaced = []

    def write(target: Path, records: Path, number: int) -> bool:
        filesystem = DyingFilesystem(FastFilesystem(), number)
        is_done = survives(target, new, set(old), WriteOptions(unchanged, records, filesystem))
        files = file_contents(target)
        is_new = files == expected(new, scene)
        assert is_new or (not is_done and files == expected(old, scene))
        assert keeps_what_is_no_file(target, scene)
        replaced.append(is_new)
        options = WriteOptions(records=records, filesystem=FastFilesystem())
        write_next(target, scene, set(new) if is_new else set(old), options)
        return is_done

    attempts(scene, write)
    assert replaced == sorted(replaced)  # once in place, always in place


@given(scene=SCENES)
@settings(max_examples=12, deadline=None)
def test_without_exchange_each_file_is_whole_and_the_lock_is_last(scene: Scene) -> None:
    old = scene.old or {}
    new = {**scene.new, "personac.lock": b"new lock"}
    foreign = expected({}, scene)

    def write(target: Path, records: Path, number: int) -> bool:
        filesystem = DyingFilesystem(NoExchange(), number)
        is_done = survives(target, new, set(old), WriteOptions((), records, filesystem))
        files = file_contents(target)
        assert {name: data for name, data in files.items() if name in foreign} == foreign
        assert keeps_what_is_no_file(target, scene)
        assert all(files[name] in {old.get(name), new.get(name)} for name in files.keys() - foreign.keys())
        is_new = files.get("personac.lock") == b"new lock"
        assert files == expected(new, scene) or not (is_new or is_done)
        write_next(target, scene, {*old, *new}, WriteOptions(records=records, filesystem=NoExchange()))
        return is_done

    attempts(scene, write)


@pytest.mark.parametrize("filesystem", [FastFilesystem(), NoExchange()])
@given(scene=SCENES)
@settings(max_examples=12, deadline=None)
def test_an_error_at_any_call_leaves_no_temporaries(filesystem: Filesystem, scene: Scene) -> None:
    old = scene.old or {}

    def write(target: Path, records: Path, number: int) -> bool:
        failing = FailingFilesystem(filesystem, number)
        message = ""
        try:
            write_outputs(target, scene.new, set(old), WriteOptions((), records, failing))
        except PersonacError as error:
            message = error.diagnostics[0].message
        if "half-way" not in message:
            assert file_contents(target) == expected(old if message else scene.new, scene)
        assert not message or temporaries(target.parent) == []
        assert keeps_what_is_no_file(target, scene)
        options = WriteOptions(records=records, filesystem=filesystem)
        write_next(target, scene, {*old, *scene.new}, options)
        return not message and failing.calls <= number

    attempts(scene, write)
