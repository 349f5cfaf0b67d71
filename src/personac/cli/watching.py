"""Building again on every change, and the cache that builds share: options, and what is shown."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from personac.cli.console import Console

if TYPE_CHECKING:
    from personac.driver.build import Request


class Watching(NamedTuple):
    """Whether to go on building, and whether results may be kept and used again."""

    watch: bool
    cached: bool


def watch_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --watch and --no-cache, and hand them on as one `watching`."""

    @click.option(
        "--watch",
        is_flag=True,
        help="Build again whenever a source or a rule changes, or an output is gone; Ctrl-C ends.",
    )
    @click.option("--no-cache", is_flag=True, help="Neither use nor keep results in the cache folder.")
    @functools.wraps(command)
    def wrapped(*args: Any, watch: bool, no_cache: bool, **kwargs: Any) -> Any:  # noqa: ANN401
        return command(*args, watching=Watching(watch, not no_cache), **kwargs)

    return wrapped


def run_watching(request: Request, console: Console, form: str, *, check: bool, each: bool) -> None:
    """Build until Ctrl-C, which is no error. Raises `click.UsageError` with `check` or `each`."""
    if check:
        problem = "--watch writes outputs, and --check only compares them: choose one"
        raise click.UsageError(problem)
    if each:
        problem = "--watch is about one group: watch each in a process of its own"
        raise click.UsageError(problem)
    try:
        _show_all(request, console, form)
    except KeyboardInterrupt:
        console.note("\nno longer watching")


def _show_all(request: Request, console: Console, form: str) -> None:
    import time

    from personac.driver.watch import Watch
    from personac.report.escape import visible

    for done in Watch(request).rebuilds():
        console.diagnostics(done.diagnostics, form)
        console.note(f"{time.strftime('%H:%M:%S')} {visible(done.line)}")
