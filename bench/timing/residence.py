"""The memory of a process and all that it started, which shares pages with it.

The kernel's own count is of one process. Of forked copies most pages are those of
the process they came from, so sizes cannot be added; the proportional ones can, in
which a page that several share counts once altogether. They have to be asked for
while everybody lives: ten times a second, and only of processes that have started others.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

_PERIOD = 0.1  # seconds
_PROC = Path("/proc")


class Residence:
    """The most bytes that a process held together with its descendants; 0 where it never had any."""

    peak = 0

    def look(self, process: int) -> None:
        """Take what is held now into account."""
        family = [process, *descendants(process)]
        if len(family) > 1:
            self.peak = max(self.peak, sum(map(_proportional, family)))


@contextmanager
def watched(process: int) -> Iterator[Residence]:
    """Look at a process again and again, as long as this lasts."""
    found, over = Residence(), Event()

    def look() -> None:
        while not over.wait(_PERIOD):
            found.look(process)

    thread = Thread(target=look, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def descendants(process: int) -> Iterator[int]:
    """Yield the processes that one has started, and those that these have; none where nobody tells."""
    tasks = sorted((_PROC / str(process) / "task").glob("*"))
    for child in (int(number) for task in tasks for number in _read(f"{task}/children").split()):
        yield child
        yield from descendants(child)


def _proportional(process: int) -> int:
    """Return the bytes of one process, what it shares divided by those who share it; 0 when it is gone."""
    rows = (line.split() for line in _read(f"{process}/smaps_rollup").splitlines())
    return sum(int(row[1]) * 1024 for row in rows if row[0] == "Pss:")


def _read(name: str) -> str:
    try:
        return (_PROC / name).read_text("utf-8")
    except OSError:  # it has ended, or the system has no such file
        return ""
