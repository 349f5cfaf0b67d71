"""Free memory: asked of the C library, where that is glibc."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from personac.heap import give_back_after, keep_freed_memory


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """What the library was asked, in order."""
    found: list[tuple[int, ...]] = []
    library = SimpleNamespace(
        mallopt=lambda *setting: found.append(setting), malloc_trim=lambda pad: found.append((pad,))
    )
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    return found


def test_it_is_given_back_after_many_bullets_only(asked: list[tuple[int, ...]]) -> None:
    give_back_after(19_999)
    assert asked == []
    give_back_after(20_000)
    assert asked == [(0,)]


def test_it_is_kept_where_builds_follow_each_other(asked: list[tuple[int, ...]]) -> None:
    keep_freed_memory()
    assert asked == [(-1, 256 * 2**20), (-3, 32 * 2**20)]


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_library_is_let_alone(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    keep_freed_memory()
    give_back_after(20_000)
