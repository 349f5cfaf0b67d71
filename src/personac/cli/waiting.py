"""The option that says whether to wait for another build of the same folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click


def wait_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --no-wait, and hand it on as `wait`."""
    option = click.option(
        "--no-wait",
        "wait",
        is_flag=True,
        flag_value=False,
        default=True,
        help="End with exit status 2 where another build is writing to the same folder.",
    )
    return option(command)
