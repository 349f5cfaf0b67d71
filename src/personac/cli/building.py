"""The options of `personac build` that are about how it is run: for make, and over many groups."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import click


class Manner(NamedTuple):
    """`jobs` is the number of processes, 0 for as many as help; `each` makes every folder a group."""

    if_changed: bool = False
    each: bool = False
    jobs: int = 0


def manner_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --if-changed, --each and --jobs, and hand them on as one `manner`."""

    @click.option(
        "--if-changed", is_flag=True, help="Outputs whose content stays the same keep their time, for make."
    )
    @click.option(
        "--each",
        is_flag=True,
        help="Build every folder named as a group of its own, into a folder of its name below -o.",
    )
    @click.option(
        "--jobs",
        type=click.IntRange(min=1),
        help="With --each, build in this many processes.  [default: as many as help]",
    )
    @functools.wraps(command)
    def wrapped(*args: Any, if_changed: bool, each: bool, jobs: int | None, **kwargs: Any) -> Any:  # noqa: ANN401
        if jobs and not each:
            message = "--jobs is about --each: how many cores one group may use is said by $PERSONAC_CORES"
            raise click.UsageError(message)
        return command(*args, manner=Manner(if_changed, each, jobs or 0), **kwargs)

    return wrapped
