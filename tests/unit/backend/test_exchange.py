"""Two directories trade places, where the platform can do it."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from personac.backend import exchange as module
from personac.backend.exchange import exchange

CAN = pytest.mark.skipif(
    sys.platform not in ("linux", "darwin"), reason="this platform cannot exchange directories"
)


@CAN
def test_two_directories_trade_places(tmp_path: Path) -> None:
    for name in ("a", "ü b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    exchange(tmp_path / "a", tmp_path / "ü b")
    assert (tmp_path / "a" / "file").read_text() == "ü b"
    assert (tmp_path / "ü b" / "file").read_text() == "a"


@CAN
def test_the_kernel_s_refusal_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        exchange(tmp_path / "a", tmp_path / "b")
    assert caught.value.filename == str(tmp_path / "a")


def test_a_platform_without_the_call_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "plan9")
    with pytest.raises(OSError, match="not implemented") as caught:
        exchange(tmp_path, tmp_path)
    assert caught.value.errno == errno.ENOSYS


def asked(system: str, machine: str, *functions: str) -> tuple[str, tuple[object, ...]] | None:
    """Return which function of a C library is called, and with what."""
    calls: list[tuple[str, tuple[object, ...]]] = []

    def function(name: str) -> object:
        def called(*arguments: object) -> int:
            calls.append((name, arguments))
            return 0

        return called

    library = SimpleNamespace(**{name: function(name) for name in functions})
    call = module._call(system, library, machine)  # noqa: SLF001 - other platforms are not at hand
    if call is None:
        return None
    assert call(b"a", b"b") == 0
    return calls[0]


def test_each_platform_is_asked_in_its_own_words() -> None:
    assert asked("linux", "x86_64", "renameat2", "syscall") == ("renameat2", (-100, b"a", -100, b"b", 2))
    assert asked("linux", "aarch64", "syscall") == ("syscall", (276, -100, b"a", -100, b"b", 2))
    assert asked("linux", "vax", "syscall") is None
    assert asked("darwin", "arm64", "renamex_np") == ("renamex_np", (b"a", b"b", 2))
    assert asked("darwin", "arm64") is None
    assert asked("freebsd14", "amd64", "renameat2") is None
