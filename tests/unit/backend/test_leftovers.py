from __future__ import annotations

from pathlib import Path

import pytest

from personac.backend.leftovers import has_leftovers


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (".build.personac-1-00000000", True),
        (".build.personac-lock", True),
        ("build/.personac-1-00000000.journal", True),
        (".other.personac-1-00000000", False),
        ("build/personac.lock", False),
        (".build.personal", False),
    ],
)
def test_what_a_dead_build_left_is_seen(name: str, expected: bool, tmp_path: Path) -> None:  # noqa: FBT001
    assert not has_leftovers(tmp_path / "build")
    (tmp_path / "build").mkdir()
    (tmp_path / "link").symlink_to("build")
    assert not has_leftovers(tmp_path / "build")
    (tmp_path / name).touch()
    assert has_leftovers(tmp_path / "build") is has_leftovers(tmp_path / "link") is expected
