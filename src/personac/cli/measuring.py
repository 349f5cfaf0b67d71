"""The options that say what to measure of a run, and the run watched: measured, and shown as it goes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from personac.cli.console import Console

if TYPE_CHECKING:
    from personac.driver.measuring import Wishes
    from personac.driver.observer import Observer

_FILE = click.Path(path_type=Path, dir_okay=False)


def measure_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --timings, --timings-json and --profile, and hand them on as one `wishes`."""

    @click.option("--timings", "table", is_flag=True, help="Say how long each step took, on stderr.")
    @click.option("--timings-json", type=_FILE, metavar="FILE", help="Write the timings to FILE.")
    @click.option("--profile", type=_FILE, metavar="FILE", help="Write a profile for pstats or snakeviz.")
    @functools.wraps(command)
    def wrapped(
        *args: Any, table: bool, timings_json: Path | None, profile: Path | None, **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401 # fmt: skip
        from personac.driver.measuring import Wishes

        return command(*args, wishes=Wishes(table, timings_json, profile), **kwargs)

    return wrapped


@contextmanager
def watched(console: Console, wishes: Wishes) -> Iterator[Observer]:
    """Yield the observer of a run, which measures and shows it. Raises `PersonacError` as `measured` does."""
    from personac.driver.measuring import measured
    from personac.driver.observer import Several

    def say(text: str) -> None:
        click.echo(text, nl=False, err=True)

    with measured(wishes, say) as measuring, showing(console) as teller:
        yield Several((measuring, teller))


@contextmanager
def showing(console: Console) -> Iterator[Observer]:
    """Yield an observer that shows on a terminal what takes long; nothing may be printed meanwhile."""
    if console.quiet or not _is_looked_at():
        from personac.driver.observer import NOBODY

        yield NOBODY
        return
    from personac.driver.progress import progress_teller

    teller = progress_teller(color=console.color is not False)
    try:
        yield teller
    finally:
        teller.rests()


@contextmanager
def working(console: Console, what: str) -> Iterator[None]:
    """Show on a terminal that `what` is being done, where it takes long; nothing may be printed meanwhile."""
    from personac.driver.observer import step

    with showing(console) as observer, step(observer, what):
        yield


def _is_looked_at() -> bool:
    """Tell whether somebody looks at stderr as it is written: a terminal that can redraw, and no CI's."""
    import os
    import sys

    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
