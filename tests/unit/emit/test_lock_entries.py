from __future__ import annotations

import pytest

from personac.emit.lock_entries import is_inside


@pytest.mark.parametrize("name", ["a.md", "variants/a.md", ".hidden", "a b/c:d"])
def test_names_below_the_folder(name: str) -> None:
    assert is_inside(name)


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/../b", "/a", "a//b", "./a", "a/", "a\0b"])
def test_names_outside_the_folder_or_not_plain(name: str) -> None:
    assert not is_inside(name)
