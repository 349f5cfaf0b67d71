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
    """Yield the observer of a run. Raises `PersonacError` as `measured` does."""
    from personac.driver.measuring import measured
    from personac.driver.observer import Several

    with measured(wishes, lambda text: click.echo(text, nl=False, err=True)) as observer:
        if console.quiet or not _is_looked_at():
            yield observer
            return
        from personac.driver.progress import progress_teller

        yield Several((observer, progress_teller(color=console.color is not False)))


def _is_looked_at() -> bool:
    """Tell whether somebody looks at stderr as it is written: a terminal that can redraw, and no CI's."""
    import os
    import sys

    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")
