from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from personac.backend.disk import Disk
from personac.backend.folders import missing_above, new_folders


def _use(path: Path) -> None:
    path.touch()
    path.touch(exist_ok=False)


def test_what_is_missing_is_made_and_stays(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "build"
    assert missing_above(target) == [tmp_path / "a", tmp_path / "a" / "b"]
    with new_folders(missing_above(target), Disk()):
        pass
    assert missing_above(target) == []


def test_what_was_made_goes_where_it_fails_unless_somebody_uses_it(tmp_path: Path) -> None:
    folders = [tmp_path / "a", tmp_path / "a" / "b"]
    with pytest.raises(KeyError), new_folders(folders, Disk()):
        raise KeyError
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(FileExistsError), new_folders(folders, Disk()):
        _use(tmp_path / "a" / "theirs")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["theirs"]


def test_a_folder_that_another_process_made_is_as_good_and_stays(tmp_path: Path) -> None:
    def late(path: Path, mode: int) -> None:
        path.mkdir(mode)
        raise FileExistsError

    with pytest.raises(KeyError), new_folders([tmp_path / "a"], replace(Disk(), mkdir=late)):
        raise KeyError
    assert (tmp_path / "a").is_dir()


def test_a_file_in_its_place_is_not(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(FileExistsError), new_folders([tmp_path / "a"], Disk()):
        pass
