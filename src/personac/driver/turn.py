"""Wait for another build of the same folder, or end, and say so either way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from personac.backend.turns import BusyError, turns, wait_until_idle
from personac.backend.write import refusal
from personac.diagnostics.model import Diagnostic, PersonacError
from personac.diagnostics.output_kinds import CANNOT_WRITE, OUTPUTS_BUSY
from personac.driver.discover import shown

_MOST_SECONDS = 10.0
"""How long a check waits, which writes nothing and would not know whom it waits for."""
_HINT = "build again when it is done, without --no-wait to wait for it, or into another folder with -o"


@dataclass(frozen=True, slots=True)
class Patience:
    """Whether to wait for another build, and whom to tell of it."""

    wait: bool = True
    tell: Callable[[str], object] = str

    def say(self, folder: Path) -> None:
        """Tell that another build is waited for."""
        self.tell(f"another build writes to {shown(folder)}; waiting…")


@contextmanager
def writing(folder: Path, patience: Patience) -> Iterator[bool]:
    """Be the only build that writes to `folder`; yield whether that is certain.

    Raises `PersonacError` where another one is at it and is not to be waited for.
    """
    turn = turns(folder, wait=patience.wait, tell=lambda: patience.say(folder))
    with ExitStack() as stack:
        try:
            alone = stack.enter_context(turn)
        except BusyError:
            raise PersonacError(_busy(folder)) from None
        except OSError as error:
            raise PersonacError(refusal(folder, error)) from error
        yield alone


@contextmanager
def looking(folder: Path) -> Iterator[None]:
    """Turn into `PersonacError` that the disk does not let us see what is in `folder`."""
    try:
        yield
    except OSError as error:
        message = f"the outputs of the last build cannot be looked at: {error.strerror}; they are untouched"
        hint = "make the folder readable for yourself, or choose another one with -o"
        raise PersonacError(Diagnostic(CANNOT_WRITE, folder.as_posix(), 0, 0, message, hint)) from error


def let_finish(folder: Path, patience: Patience, seconds: float = _MOST_SECONDS) -> bool:
    """Wait until no build writes to `folder`, and tell whether one did.

    Raises `PersonacError` after so many seconds, at once where there is no waiting.
    """
    try:
        return wait_until_idle(folder, seconds if patience.wait else 0, lambda: patience.say(folder))
    except BusyError:
        raise PersonacError(_busy(folder)) from None


def _busy(folder: Path) -> Diagnostic:
    return Diagnostic(OUTPUTS_BUSY, folder.as_posix(), 0, 0, "another build is writing to this folder", _HINT)
