"""Work shared among forked copies: the same results, whatever becomes of the copies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from personac import cores as module
from personac.cores import OWN_THREAD, cores, shared

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nothing is forked but on Linux")
_COPIES = 3
_FILES = Path("/proc/self/fd")
_NUMBERS = range(9)
_SQUARES = [number * number for number in _NUMBERS]


@pytest.fixture(autouse=True)
def three(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine of three cores; afterwards no copy is left, and nothing is open that was not."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    monkeypatch.setattr(threading, "enumerate", lambda: [threading.current_thread()])  # xdist has its own
    monkeypatch.delenv("PERSONAC_CORES", raising=False)
    children = Path(f"/proc/self/task/{threading.get_native_id()}/children")
    before = _open_files(), children.read_text("ascii")
    yield
    assert (_open_files(), children.read_text("ascii")) == before


def _who(part: int) -> tuple[int, int]:
    return part, os.getpid()


def _elsewhere(do: Callable[[], object]) -> Callable[[int], int]:
    """Return work that squares, but in copies does something else first."""
    here = os.getpid()

    def work(part: int) -> int:
        if os.getpid() != here:
            do()
        return part * part

    return work


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


def test_results_may_be_larger_than_a_pipe() -> None:
    found = shared(lambda part: bytes([part]) * 3_000_000, _NUMBERS)
    assert [(len(one), one[0]) for one in found] == [(3_000_000, part) for part in _NUMBERS]


@pytest.mark.parametrize(
    "do",
    [
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        lambda: os.kill(os.getpid(), signal.SIGINT),
        lambda: sys.exit(1),
        lambda: 1 // 0,
    ],
)
def test_what_a_copy_does_not_send_is_done_here(
    do: Callable[[], object], capfd: pytest.CaptureFixture[str]
) -> None:
    assert shared(_elsewhere(do), _NUMBERS) == _SQUARES
    assert capfd.readouterr() == ("", "")


def test_what_cannot_be_sent_is_done_here() -> None:
    here = os.getpid()
    found = shared(lambda part: part if os.getpid() == here else lambda: part, _NUMBERS)
    assert found == [*_NUMBERS]


def test_half_an_answer_is_none() -> None:
    def half() -> None:
        (question,) = (int(name) for name in _open_files() if _is_pipe(name))
        os.write(question, (100).to_bytes(8) + b"and less than a hundred bytes")
        os._exit(0)

    assert shared(_elsewhere(half), _NUMBERS) == _SQUARES


def _open_files() -> list[str]:
    return sorted(path.name for path in _FILES.iterdir())


def _is_pipe(name: str) -> bool:
    try:
        return str((_FILES / name).readlink()).startswith("pipe:")
    except OSError:  # the descriptor that the folder was read by
        return False


@pytest.mark.parametrize("stop", [lambda: time.sleep(3600), lambda: os.kill(os.getpid(), signal.SIGSTOP)])
def test_a_copy_that_hangs_is_not_waited_for(
    stop: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AT_LEAST", 0.05)
    assert shared(_elsewhere(stop), _NUMBERS) == _SQUARES


@pytest.mark.parametrize("call", ["fork", "pipe", "pidfd_open"])
@pytest.mark.parametrize("error", [BlockingIOError, RuntimeError])
def test_where_nothing_can_be_forked_all_is_done_here(
    call: str, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> int:
        raise error

    monkeypatch.setattr(os, call, refuse)
    assert {pid for _, pid in shared(_who, _NUMBERS)} == {os.getpid()}


def test_somebody_else_may_wait_for_copies() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert shared(_elsewhere(lambda: None), _NUMBERS) == _SQUARES
    finally:
        signal.signal(signal.SIGCHLD, before)


def test_an_error_is_that_of_the_work_done_here() -> None:
    def fail(part: int) -> int:
        if part == _NUMBERS[-1]:
            message = f"no part {part}"
            raise LookupError(message)
        return part

    with pytest.raises(LookupError, match="no part 8"):
        shared(fail, _NUMBERS)


def test_an_interrupt_ends_the_copies() -> None:
    here = os.getpid()

    def interrupted(_: int) -> None:
        if os.getpid() == here:
            raise KeyboardInterrupt
        time.sleep(3600)

    with pytest.raises(KeyboardInterrupt):
        shared(interrupted, _NUMBERS)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == set()


def test_a_copy_has_nothing_of_its_parent_but_memory_and_the_pipe() -> None:
    def held(_: int) -> tuple[int, bool, object, int]:
        handler = signal.getsignal(signal.SIGINT)
        is_default = handler is signal.SIG_DFL
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        return cores(), is_default, blocked, sum(map(_is_pipe, _open_files()))

    assert shared(held, _NUMBERS)[3:] == [(1, True, set(), 1)] * 6
    adjusted = shared(lambda _: Path("/proc/self/oom_score_adj").read_text("ascii"), _NUMBERS)[3:]
    assert set(adjusted) == {"1000\n"}


_DYING = """
import os, signal, sys, time
from personac.cores import shared
os.sched_getaffinity = lambda _: {0, 1}
here = os.getpid()
def work(part):
    if os.getpid() == here:
        time.sleep(0.2)
        os.kill(here, signal.SIGKILL)
    time.sleep(3600)
shared(work, range(2))
"""


def test_copies_die_with_their_parent_and_hold_nothing_open() -> None:
    process = subprocess.run([sys.executable, "-c", _DYING], capture_output=True, check=False, timeout=60)
    assert (process.returncode, process.stdout, process.stderr) == (-signal.SIGKILL, b"", b"")


def test_elsewhere_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cores() == 1


def test_other_systems_lack_what_forking_takes() -> None:
    lacking = "del select.poll, os.fork, os.pidfd_open, os.sched_getaffinity, signal.pthread_sigmask"
    code = f"import os, select, signal, sys\n{lacking}\nsys.platform = 'win32'\n"
    told = "from personac.cores import shared\nassert shared(str, [1, 2]) == ['1', '2']"
    subprocess.run([sys.executable, "-c", code + told], check=True)


def test_in_a_process_among_several_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    for parent, found in ((None, _COPIES), ("a pool's", 1)):
        process = SimpleNamespace(parent_process=lambda parent=parent: parent)
        monkeypatch.setitem(sys.modules, "multiprocessing.process", process)
        assert cores() == found
    monkeypatch.delitem(sys.modules, "multiprocessing.process")
    assert cores() == _COPIES


def test_beside_threads_of_others_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [threading.current_thread(), threading.Thread(name=f"{OWN_THREAD}progress")]
    monkeypatch.setattr(threading, "enumerate", lambda: found)
    assert cores() == _COPIES
    found.append(threading.Thread(name="server"))
    assert cores() == 1


def test_memory_bounds_how_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {*range(64)})
    assert cores() == 4


@pytest.mark.parametrize(
    ("said", "found"),
    [("1", 1), ("2", 2), ("9", 3), ("", 3), ("0", 3), ("-1", 3), ("two", 3), ("\N{SUPERSCRIPT TWO}", 3)],
)
def test_a_variable_bounds_it(said: str, found: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSONAC_CORES", said)
    assert cores() == found
