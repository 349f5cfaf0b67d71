from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from personac.diagnostics.model import PersonacError
from personac.paths import LOCK_NAME, digest
from personac.storage.leftovers import new_record, save_record
from personac.storage.overwrite_policy import (
    Permission,
    permission_to_write,
    refuse_overwritten_inputs,
)

OUTPUTS = {"x.md": b"new", LOCK_NAME: b"lock"}


def write_lock(folder: Path, **outputs: bytes) -> None:
    written = {name.replace("_", "."): digest(data) for name, data in outputs.items()}
    fields = {"version": "0", "agent": "x", "sources": {}, "rules": {}, "options": {}}
    text = json.dumps({"schema": "personac-lock/1", **fields, "outputs": written})
    (folder / LOCK_NAME).write_text(text)


def permission(folder: Path, *, records: Path | None = None, force: bool = False) -> Permission:
    return permission_to_write(folder, OUTPUTS, records, force=force)


def refused(folder: Path, *, records: Path | None = None) -> list[tuple[str, str]]:
    with pytest.raises(PersonacError) as caught:
        permission(folder, records=records)
    return [(diagnostic.code, Path(diagnostic.path).name) for diagnostic in caught.value.diagnostics]


def removable(folder: Path, *, records: Path | None = None, force: bool = False) -> set[str]:
    return set(permission(folder, records=records, force=force).removable)


def test_a_missing_folder_has_nothing_to_lose(tmp_path: Path) -> None:
    assert removable(tmp_path / "none") == set()


def test_outputs_of_the_last_build_may_be_replaced_and_removed(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"old")
    (tmp_path / "y.md").write_bytes(b"old")
    write_lock(tmp_path, x_md=b"old", y_md=b"old", gone_md=b"old")
    assert removable(tmp_path) == {"x.md", "y.md", "gone.md", LOCK_NAME}


def test_an_edited_output_is_refused_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"mine")
    write_lock(tmp_path, x_md=b"old")
    assert refused(tmp_path) == [("PC506", "x.md")]
    assert removable(tmp_path, force=True) == {"x.md", LOCK_NAME}


def test_an_output_with_the_new_content_is_no_edit(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"new")
    write_lock(tmp_path, x_md=b"old")
    assert removable(tmp_path) == {"x.md", LOCK_NAME}


def test_an_edited_output_that_is_no_longer_made_is_kept_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "y.md").write_bytes(b"mine")
    write_lock(tmp_path, x_md=b"old", y_md=b"old")
    given = permission(tmp_path)
    assert set(given.removable) == {"x.md", LOCK_NAME}
    assert [(one.code, Path(one.path).name) for one in given.warnings] == [("PC531", "y.md")]
    forced = permission(tmp_path, force=True)
    assert (set(forced.removable), forced.warnings) == ({"x.md", "y.md", LOCK_NAME}, ())


def test_a_file_of_somebody_else_is_refused_unless_forced(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"theirs")
    assert refused(tmp_path) == [("PC504", "x.md")]
    write_lock(tmp_path, y_md=b"old")
    assert refused(tmp_path) == [("PC504", "x.md")]
    assert removable(tmp_path, force=True) == {"y.md", LOCK_NAME}


def test_a_file_of_somebody_else_with_the_new_content_is_no_loss(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"new")
    assert removable(tmp_path) == set()


def test_what_a_dead_build_wrote_is_no_edit(tmp_path: Path, records: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"torn")
    (tmp_path / "y.md").write_bytes(b"torn")
    (tmp_path / "z.md").write_bytes(b"mine")
    write_lock(tmp_path, x_md=b"old")
    assert refused(tmp_path, records=records) == [("PC506", "x.md")]
    torn = dict.fromkeys(("x.md", "y.md", "z.md"), digest(b"torn"))
    save_record(new_record(tmp_path, records)._replace(outputs=torn))
    assert removable(tmp_path, records=records) == {"x.md", "y.md", LOCK_NAME}
    (tmp_path / "x.md").write_bytes(b"mine")
    assert refused(tmp_path, records=records) == [("PC506", "x.md")]


def test_names_of_a_lock_that_lead_outside_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_bytes(b"mine")
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "linked").symlink_to("..")
    fields = {"schema": "personac-lock/1", "version": "0", "agent": "x", "sources": {}, "rules": {}}
    outputs = {"../outside.md": "0", "linked/outside.md": "0"}
    (tmp_path / "build" / LOCK_NAME).write_text(json.dumps({**fields, "options": {}, "outputs": outputs}))
    assert permission(tmp_path / "build").warnings == ()


def test_beside_a_damaged_lock_outputs_may_be_replaced_and_not_removed(tmp_path: Path) -> None:
    (tmp_path / "x.md").write_bytes(b"old")
    (tmp_path / LOCK_NAME).write_text("<<<<<<< ours")
    assert removable(tmp_path) == set()


@pytest.mark.parametrize("number", [errno.EIO, errno.EACCES])
def test_a_lock_that_the_disk_does_not_return_is_not_a_damaged_one(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise OSError(number, os.strerror(number), str(path))

    write_lock(tmp_path, x_md=b"old")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert refused(tmp_path) == [("PC503", LOCK_NAME)]
    assert removable(tmp_path, force=True) == set()


def test_an_unreadable_output_counts_as_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.md").write_bytes(b"old")
    monkeypatch.setattr("personac.storage.overwrite_policy.read_output", lambda *_: None)
    assert refused(tmp_path) == [("PC504", "x.md")]
    write_lock(tmp_path, x_md=b"old")
    assert refused(tmp_path) == [("PC506", "x.md")]


def test_a_source_is_never_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.md").write_bytes(b"source")
    (tmp_path / "link").symlink_to(tmp_path)
    for folder in (tmp_path, tmp_path / "link"):
        with pytest.raises(PersonacError) as caught:
            refuse_overwritten_inputs(folder, OUTPUTS, ["x.md"])
        (diagnostic,) = caught.value.diagnostics
        assert (diagnostic.code, Path(diagnostic.path).name) == ("PC504", "x.md")


def test_a_source_with_the_same_content_is_no_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.md").write_bytes(b"new")
    refuse_overwritten_inputs(tmp_path, OUTPUTS, ["x.md"])
    assert (tmp_path / "x.md").read_bytes() == b"new"
