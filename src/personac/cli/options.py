"""Group the options of a command into one typed value."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

PATH = click.Path(path_type=Path)
Command = Callable[..., Any]


def grouped_options(
    record: Callable[..., Any], *options: Callable[[Command], Command], name: str = "options"
) -> Callable[[Command], Command]:
    """Add options and arguments to a command, and pass their values as one parameter called `name`.

    `record` is a NamedTuple whose fields are the parameters of `options`.
    """
    fields: tuple[str, ...] = record._fields  # type: ignore[attr-defined]

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def grouped(**values: Any) -> Any:  # noqa: ANN401 - click's values
            own = {field: values.pop(field) for field in fields}
            return command(**{name: record(**own)}, **values)

        wrapped: Command = grouped
        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return decorate
