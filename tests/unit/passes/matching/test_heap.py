"""Free memory goes back to the system, where that can be asked."""

from __future__ import annotations

import ctypes

import pytest

from personac.passes.matching.heap import give_back_after


class _Library:
    def __init__(self) -> None:
        self.trimmed: list[int] = []

    def malloc_trim(self, pad: int) -> int:
        self.trimmed.append(pad)
        return 1


def test_memory_goes_back_after_many_bullets_only(monkeypatch: pytest.MonkeyPatch) -> None:
    library = _Library()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: library)
    give_back_after(19_999)
    assert library.trimmed == []
    give_back_after(20_000)
    assert library.trimmed == [0]


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_c_library_is_let_alone(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_name: object) -> None:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", refuse)
    give_back_after(20_000)
