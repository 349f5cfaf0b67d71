"""Work shared among forked copies: the same results, whatever becomes of the copies."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator

import pytest

from personac import cores as module
from personac.cores import cores, shared

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked but on Linux")
_COPIES = 3


@pytest.fixture(autouse=True)
def three(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine of three cores; afterwards no copy is left."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    monkeypatch.delenv("PERSONAC_CORES", raising=False)
    yield
    assert multiprocessing.active_children() == []


def _who(part: int) -> tuple[int, int]:
    return part, os.getpid()


def test_each_process_does_neighbouring_parts_and_the_order_stays() -> None:
    found = shared(_who, range(7))
    assert [part for part, _ in found] == [*range(7)]
    who = [pid for _, pid in found]
    assert who[:2] == [os.getpid()] * 2
    assert len(set(who)) == _COPIES
    assert who[2:4] == [who[2]] * 2
    assert who[4:] == [who[4]] * 3


@pytest.mark.parametrize(("parts", "processes"), [(0, 0), (1, 1), (5, 1), (6, 2), (9, 3), (40, 3)])
def test_nobody_gets_less_than_is_worth_a_copy(parts: int, processes: int) -> None:
    found = shared(_who, range(parts), least=3)
    assert [part for part, _ in found] == [*range(parts)]
    assert len({pid for _, pid in found}) == processes


def test_what_a_copy_does_not_send_is_done_here() -> None:
    here = os.getpid()

    def killed(part: int) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part * part

    def failing(part: int) -> int:
        return part * part if os.getpid() == here else 1 // 0

    def unsendable(part: int) -> object:
        return part * part if os.getpid() == here else lambda: part

    for work in (killed, failing, unsendable):
        assert shared(work, range(9)) == [part * part for part in range(9)]


def test_a_copy_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_LEAST", 0.05)
    here = os.getpid()

    def slow(part: int) -> int:
        if os.getpid() != here:
            time.sleep(3600)
        return part

    assert shared(slow, range(4)) == [*range(4)]


def test_where_nothing_can_be_forked_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    assert {pid for _, pid in shared(_who, range(9))} == {os.getpid()}


def test_an_error_is_that_of_the_work_done_here() -> None:
    def fail(part: int) -> int:
        if part == 8:
            message = f"no part {part}"
            raise LookupError(message)
        return part

    with pytest.raises(LookupError, match="no part 8"):
        shared(fail, range(9))


def test_an_interrupt_ends_the_copies() -> None:
    here = os.getpid()

    def interrupted(part: int) -> int:
        if os.getpid() == here:
            raise KeyboardInterrupt
        time.sleep(3600)
        return part

    with pytest.raises(KeyboardInterrupt):
        shared(interrupted, range(9))


def test_a_copy_makes_no_copies() -> None:
    assert cores() == _COPIES
    assert {shares for _, shares in shared(lambda part: (part, cores()), range(9))[3:]} == {1}


def test_elsewhere_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cores() == 1


def test_memory_bounds_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {*range(64)})
    assert cores() == 4


@pytest.mark.parametrize(
    ("said", "found"), [("1", 1), ("2", 2), ("9", 3), ("", 3), ("0", 3), ("-1", 3), ("two", 3), ("²", 3)]
)
def test_a_variable_bounds_it(said: str, found: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_CORES", said)
    assert cores() == found
