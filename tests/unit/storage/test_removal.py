from __future__ import annotations

from pathlib import Path

import pytest

from personac.diagnostics.diagnostic import PersonacError
from personac.emit.lock_entries import LOCK_NAME
from personac.storage.filesystem import Filesystem
from personac.storage.removal import remove_outputs

NAMES = ("a.md", LOCK_NAME, "variants/a.patch", "zz.d")


class Failing(Filesystem):
    """Fails to remove a file after so many."""

    def __init__(self, after: int) -> None:
        self.left = after

    def remove_file(self, path: Path) -> None:
        if not self.left:
            raise PermissionError(13, "Permission denied", str(path))
        self.left -= 1
        super().remove_file(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in NAMES:
        (tmp_path / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "out" / name).write_text(name)
    return tmp_path / "out"


def test_an_empty_folder_goes_too(folder: Path) -> None:
    remove_outputs(folder, NAMES)
    assert not folder.exists()


def test_a_folder_with_other_files_stays(folder: Path) -> None:
    (folder / "variants" / "mine").touch()
    remove_outputs(folder, NAMES)
    assert [path.name for path in folder.rglob("*")] == ["variants", "mine"]


@pytest.mark.parametrize("after", range(len(NAMES)))
def test_one_that_fails_half_way_has_its_lock_and_can_be_completed(after: int, folder: Path) -> None:
    with pytest.raises(PersonacError, match="cannot be removed: Permission denied"):
        remove_outputs(folder, NAMES, Failing(after))
    assert (folder / LOCK_NAME).exists()
    remove_outputs(folder, NAMES)
    assert not folder.exists()
