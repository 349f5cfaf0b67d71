from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from personac.storage.cache_folder import cache_folder


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"PERSONAC_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, Path("/c")),
        ({"PERSONAC_CACHE_DIR": "", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, None),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, Path("/x/personac")),
        ({"XDG_CACHE_HOME": "not/absolute", "HOME": "/h"}, Path("/h/.cache/personac")),
        ({"HOME": "/h"}, Path("/h/.cache/personac")),
        ({"HOME": ""}, None),
        ({}, None),
    ],
)
def test_the_folder_follows_from_the_environment(environment: Mapping[str, str], folder: Path | None) -> None:
    assert cache_folder(environment) == folder


def test_a_relative_folder_is_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cache_folder({"PERSONAC_CACHE_DIR": "c"}) == tmp_path / "c"
