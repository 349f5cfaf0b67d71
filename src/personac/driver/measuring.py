"""Measure one run of a command, as far as a user asked for it, and say or write what came of it.

What was measured is told after whatever the run itself says, and of a run that
failed as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from personac.driver.observer import NOBODY, Observer

if TYPE_CHECKING:
    from personac.driver.profiling import Profile
    from personac.report.timings import Timings

_NOTHING = "nothing was compiled, so there is nothing to measure; --force compiles anyway"


class Wishes(NamedTuple):
    """What a user wants measured: a table, the same as JSON in a file, a profile of every call in a file."""

    table: bool = False
    json: Path | None = None
    profile: Path | None = None

    def __bool__(self) -> bool:
        """Tell whether anything is wanted."""
        return self.table or bool(self.files)

    @property
    def files(self) -> tuple[Path, ...]:
        """The files to write."""
        return tuple(path for path in (self.json, self.profile) if path is not None)


@contextmanager
def measured(wishes: Wishes, say: Callable[[str], None]) -> Iterator[Observer]:
    """Yield the observer of a run; `say` gets what there is to tell, a text of whole lines.

    Raises `PersonacError` where a file cannot be written, or holds something else.
    """
    if not wishes:
        yield NOBODY
        return
    from personac.driver.profiling import Profile, refuse_other_files
    from personac.driver.timer import Timer

    refuse_other_files(wishes.json, wishes.profile)
    timer, profile = Timer(), Profile() if wishes.profile else None
    if profile:
        profile.start()
    try:
        yield timer
    finally:
        if profile:
            profile.stop()
        _tell(wishes, timer.timings(), profile, say)


def _tell(
    wishes: Wishes, timings: Timings | None, profile: Profile | None, say: Callable[[str], None]
) -> None:
    if timings is None:
        say(f"{_NOTHING}\n")
        return
    _write(wishes, timings, profile)
    if wishes.table:
        from personac.report.timings import render_timings

        say(render_timings(timings))


def _write(wishes: Wishes, timings: Timings, profile: Profile | None) -> None:
    from personac.report.timings import encode_timings
    from personac.storage.file_writer import write_file

    if wishes.json is not None:
        write_file(wishes.json, encode_timings(timings))
    if wishes.profile is not None and profile is not None:
        write_file(wishes.profile, profile.data())
