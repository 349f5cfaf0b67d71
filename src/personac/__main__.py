"""The program, as `personac` and as `python -m personac`: how it starts, and how it ends on Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType, TracebackType
from typing import NoReturn

INTERRUPTED = 128 + signal.SIGINT


class _Interrupts:
    """Whether Ctrl-C was pressed. Then nothing that failed for that reason prints a traceback.

    A library that is being imported, or a callback, may turn the `KeyboardInterrupt` into another error.
    """

    def __init__(self) -> None:
        """Take notice of Ctrl-C, unless it is ignored, as in a background job of a shell."""
        self.happened = False
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._handle)
            sys.excepthook = self._print_error
            unraisable = sys.unraisablehook
            sys.unraisablehook = lambda error: None if self.happened else unraisable(error)

    def _handle(self, _number: int, _frame: FrameType | None) -> NoReturn:
        self.happened = True
        raise KeyboardInterrupt

    def _print_error(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not self.happened:
            sys.__excepthook__(kind, error, trace)


def run() -> NoReturn:
    """Run the command line, and exit."""
    interrupts = _Interrupts()
    try:
        _open_streams()
        _read_names_as_utf8()
        from personac.cli import main  # noqa: PLC0415 - Ctrl-C may come while it is imported

        main()
    except BaseException:
        if not interrupts.happened:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done: only the interpreter has to end
            raise
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    exec("")  # noqa: S102 - or Python ends by the signal: an `eval` was interrupted, as in each `namedtuple`
    sys.exit(INTERRUPTED)


def _read_names_as_utf8() -> None:
    """Start again in Python's UTF-8 mode, if it could not open a file of a name that sources may have."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - itself


def _open_streams() -> None:
    """Open the streams that the caller closed, or files that are opened later would have their numbers.

    What is printed to a closed stdout cannot be written; a closed stderr was closed so as to hear nothing.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)  # has the lowest number that is free
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - for as long as we run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - as above


if __name__ == "__main__":
    run()
