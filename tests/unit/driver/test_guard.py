from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from personac.backend.disk import new_mark
from personac.backend.journal import Journal, encode
from personac.diagnostics.model import PersonacError
from personac.driver.guard import on_disk, permit, saved_files
from personac.emit.lock_entries import LOCK_NAME, digest

OUTPUTS = {"x.md": b"new", LOCK_NAME: b"lock"}


def lock(folder: Path, **outputs: bytes) -> None:
    written = {name.replace("_", "."): digest(data) for name, data in outputs.items()}
    fields = {"version": "0", "agent": "x", "sources": {}, "rules": {}, "options": {}}
    text = json.dumps({"schema": "personac-lock/1", **fields, "outputs": written})
    (folder / LOCK_NAME).write_text(text)


def refused(folder: Path, *inputs: str, force: bool = False) -> list[tuple[str, str]]:
    with pytest.raises(PersonacError) as caught:
        permit(folder, OUTPUTS, inputs, force=force)
    return [(found.code, Path(found.path).name) for found in caught.value.diagnostics]


def test_a_folder_that_is_not_there_holds_nothing_to_lose(here: Path) -> None:
    permit(here / "none", OUTPUTS, ["a.md"], force=False)


def test_what_the_last_build_wrote_may_go(here: Path) -> None:
    (here / "x.md").write_bytes(b"old")
    lock(here, x_md=b"old")
    permit(here, OUTPUTS, [], force=False)


def test_an_edit_may_not_unless_forced(here: Path) -> None:
    (here / "x.md").write_bytes(b"mine")
    lock(here, x_md=b"old")
    assert refused(here) == [("PC506", "x.md")]
    permit(here, OUTPUTS, [], force=True)


def test_an_edit_of_an_output_that_is_no_longer_made_is_kept_unless_forced(here: Path) -> None:
    (here / "y.md").write_bytes(b"mine")
    lock(here, x_md=b"old", y_md=b"old", z_md=b"old")
    given = permit(here, OUTPUTS, [], force=False)
    assert set(given.owned) == {"x.md", "z.md", LOCK_NAME}
    assert [(found.code, Path(found.path).name) for found in given.kept] == [("PC531", "y.md")]
    forced = permit(here, OUTPUTS, [], force=True)
    assert (set(forced.owned), forced.kept) == ({"x.md", "y.md", "z.md", LOCK_NAME}, ())


def test_what_may_be_replaced_is_what_personac_wrote_or_would_write(here: Path) -> None:
    (here / "x.md").write_bytes(b"torn")
    journal = Journal(files={"x.md": digest(b"torn")}, created=(), directories=())
    (here / f".{new_mark()}.journal").write_bytes(encode(journal))
    lock(here, x_md=b"old", y_md=b"old")
    assert permit(here, OUTPUTS, [], force=False).known == {
        "x.md": tuple(sorted([digest(b"new"), digest(b"old"), digest(b"torn")])),
        "y.md": (digest(b"old"),),
    }
    assert permit(here, OUTPUTS, [], force=True).known == {}


def test_files_that_were_saved_are_told(here: Path) -> None:
    (found,) = saved_files(here, ["x.md.rescued-1"])
    assert (found.code, found.path, found.severity) == (
        "PC531",
        (here / "x.md.rescued-1").as_posix(),
        "warning",
    )


def test_a_file_of_somebody_else_may_not_unless_forced(here: Path) -> None:
    (here / "x.md").write_bytes(b"theirs")
    assert refused(here) == [("PC504", "x.md")]
    lock(here, y_md=b"old")
    assert refused(here) == [("PC504", "x.md")]
    permit(here, OUTPUTS, [], force=True)


def test_what_says_the_same_is_no_loss(here: Path) -> None:
    (here / "x.md").write_bytes(b"new")
    permit(here, OUTPUTS, ["x.md"], force=False)
    lock(here, x_md=b"old")
    permit(here, OUTPUTS, [], force=False)


def test_what_a_build_that_died_wrote_may_go(here: Path) -> None:
    (here / "x.md").write_bytes(b"torn")
    journal = Journal(files={"x.md": digest(b"torn")}, created=(), directories=())
    (here / f".{new_mark()}.journal").write_bytes(encode(journal))
    permit(here, OUTPUTS, [], force=False)


def test_beside_a_damaged_lock_nobody_knows(here: Path) -> None:
    (here / "x.md").write_bytes(b"old")
    (here / LOCK_NAME).write_text("<<<<<<< ours")
    permit(here, OUTPUTS, [], force=False)


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_a_lock_that_the_disk_does_not_give_is_not_a_damaged_one(
    number: int, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise OSError(number, os.strerror(number), str(path))

    lock(here, x_md=b"old")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert refused(here) == [("PC503", LOCK_NAME)]
    assert permit(here, OUTPUTS, [], force=True).owned == ()


def test_a_source_may_never_go(here: Path) -> None:
    (here / "x.md").write_bytes(b"source")
    lock(here, x_md=b"source")
    (here / "link").symlink_to(here)
    assert refused(here, "x.md", force=True) == [("PC504", "x.md")]
    assert refused(here / "link", "x.md", force=True) == [("PC504", "x.md")]


def test_a_file_that_cannot_be_read_is_nothing(here: Path) -> None:
    assert on_disk(here) is None
    assert on_disk(here / "none") is None
