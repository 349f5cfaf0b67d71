"""Real disks that are full, read-only or elsewhere: a diagnostic, and the old outputs whole."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from personac.building.builder import compile_request, store
from personac.building.request import Request
from personac.diagnostics.diagnostic import PersonacError
from tests.durability.scene import put_sources

KIB = 1024


@contextmanager
def mounted(target: Path, *arguments: str) -> Iterator[None]:
    """Mount something on `target`; skip if that is not allowed."""
    done = subprocess.run(["mount", *arguments, str(target)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"needs the permission to mount: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(target)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield


@contextmanager
def immutable(path: Path) -> Iterator[None]:
    """What even root may not change."""
    done = subprocess.run(["chattr", "+i", str(path)], capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("needs the permission to make files immutable")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", str(path)], check=True)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    put_sources(tmp_path, "a")
    return tmp_path


def build(output: Path | str = "build", *, check: bool = False, force: bool = False) -> list[str]:
    """Compile and store, and return the codes of the diagnostics."""
    request = Request(output=Path(output), check=check, force=force)
    return [diagnostic.code for diagnostic in store(compile_request(request), request).diagnostics]


def refusal(output: Path | str = "build", code: str = "PC503") -> str:
    with pytest.raises(PersonacError) as caught:
        build(output)
    (diagnostic,) = (one for one in caught.value.diagnostics if one.severity == "error")
    assert (diagnostic.code, bool(diagnostic.hint)) == (code, True)
    return diagnostic.message


def tree(folder: Path | str) -> dict[str, bytes]:
    root = Path(folder)
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_a_full_disk(here: Path) -> None:
    (here / "disk").mkdir()
    with mounted(here / "disk", "-t", "tmpfs", "-o", "size=160k", "tmpfs"):
        for output in ("disk/build", "disk"):
            put_sources(here, "a")
            build(output, force=True)
            before = tree(output)
            put_sources(here, "b")
            message = refusal(output)
            assert "No space left on device" in message
            assert "those of the last build are untouched" in message
            assert tree(output) == before
            if output == "disk/build":
                assert os.listdir("disk") == ["build"]  # noqa: PTH208
                subprocess.run(["rm", "-r", "disk/build"], check=True)


def test_a_disk_too_small_from_the_start(here: Path) -> None:
    (here / "disk").mkdir()
    with mounted(here / "disk", "-t", "tmpfs", "-o", "size=40k", "tmpfs"):
        assert "No space left on device" in refusal("disk/deep/build")
        assert os.listdir("disk") == []  # noqa: PTH208


@pytest.mark.parametrize("size", [0, 1, 100, 5 * KIB, 30 * KIB])
def test_files_that_may_not_grow(size: int, here: Path) -> None:
    build()
    before = tree("build")
    put_sources(here, "b")
    with no_file_larger_than(size):
        assert os.strerror(errno.EFBIG) in refusal()
    assert tree(here / "build") == before
    assert sorted(os.listdir()) == ["agents", "build"]  # noqa: PTH208
    assert build() == []


@pytest.mark.parametrize("which", ["build", "."])
def test_a_read_only_disk(which: str, here: Path) -> None:
    build("x/build")
    before = tree("x/build")
    put_sources(here, "b")
    with read_only(here / "x" / which):
        assert "Read-only file system" in refusal("x/build")
        assert set(build("x/build", check=True)) == {"PC509", "PC535"}  # the sources have other names
        put_sources(here, "a")
        assert build("x/build") == build("x/build", check=True) == []
    assert tree("x/build") == before
    put_sources(here, "b")
    assert build("x/build") == []
    assert os.listdir("x") == ["build"]  # noqa: PTH208


def test_a_parent_that_may_not_be_changed_is_written_below(here: Path) -> None:
    build("x/build")
    put_sources(here, "b")
    with immutable(here / "x"):
        assert build("x/build") == build("x/build", check=True) == []
    assert os.listdir("x") == ["build"]  # noqa: PTH208
    put_sources(here, "a")
    before = tree("x/build")
    with immutable(here / "x" / "build"):
        assert "Operation not permitted" in refusal("x/build")
    assert tree("x/build") == before


def test_a_mounted_folder_and_one_with_another_disk_in_it(here: Path) -> None:
    build()
    with mounted(here / "build", "--bind", str(here / "build")):
        put_sources(here, "b")
        assert build() == build(check=True) == []
    with mounted(here / "build" / "variants", "-t", "tmpfs", "tmpfs"):
        put_sources(here, "a")
        build(force=True)
        assert build(check=True) == []
    assert sorted(os.listdir()) == ["agents", "build"]  # noqa: PTH208


def test_links_are_followed_and_stay(here: Path) -> None:
    (here / "far").mkdir()
    (here / "link").symlink_to("far")
    (here / "dangling").symlink_to("not/yet")
    for output in ("link", "dangling"):
        build(output)
        assert build(output, check=True) == []
        assert Path(output).is_symlink()
    assert sorted(os.listdir()) == ["agents", "dangling", "far", "link", "not"]  # noqa: PTH208
    (here / "loop").symlink_to("loop")
    assert "not a directory" in refusal("loop", "PC504")
    assert "Not a directory" in refusal("agents/one.md/build")
    assert "too long" in refusal("y" * 300)


def test_the_longest_name_there_can_be(here: Path) -> None:
    longest = "x" * 255  # leaves no room for the name of a lock or of a staging folder
    for state in "ab":
        put_sources(here, state)
        assert build(longest) == build(longest, check=True) == []
    assert sorted(os.listdir()) == ["agents", longest]  # noqa: PTH208


def test_a_source_that_is_gone(here: Path) -> None:
    build()
    before = tree("build")
    with pytest.raises(PersonacError) as caught:
        compile_request(Request(sources=(Path("agents/one.md"), Path("agents/none.md"))))
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["PC002"]
    assert tree("build") == before
    with suppress(FileNotFoundError):
        (here / "agents" / "one.md").unlink()
    assert build() == []
    assert "variants/one.md" not in tree("build")
