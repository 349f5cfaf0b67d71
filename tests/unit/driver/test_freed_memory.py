from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from personac.driver.freed_memory import keep_freed_memory


def test_the_c_library_is_asked_to_keep_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    library = SimpleNamespace(mallopt=lambda *setting: asked.append(setting))
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    keep_freed_memory()
    assert asked == [(-1, 256 * 2**20), (-3, 32 * 2**20)]


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def refuse(_: object) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    keep_freed_memory()
