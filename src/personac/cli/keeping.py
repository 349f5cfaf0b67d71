"""The options that say how much to keep, for every command that builds."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import click

_COUNT = click.IntRange(min=1)
_TOKENIZERS = ("auto", "estimate", "cl100k_base", "o200k_base")


def keep_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --keep, --min-support, --budget and --tokenizer, and hand them on as one `keep`."""

    @click.option(
        "--keep",
        "mode",
        type=click.Choice(["all", "shared"]),
        help="Keep everything, or only what two personas or more say.",
    )
    @click.option("--min-support", type=_COUNT, help="Keep only what this many personas or more say.")
    @click.option(
        "--budget",
        type=click.IntRange(min=0),
        metavar="TOKENS",
        help="Keep what says most within this size, front matter included; 0 for no limit.",
    )
    @click.option(
        "--tokenizer",
        type=click.Choice(_TOKENIZERS),
        help="What counts tokens.  [default: a formula, the same on every machine]",
    )
    @functools.wraps(command)
    def wrapped(
        *args: Any, mode: Any, min_support: int | None, budget: int | None, tokenizer: Any, **kwargs: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401 # fmt: skip
        from personac.driver.options import KeepOptions

        return command(*args, keep=KeepOptions(mode, min_support, budget, tokenizer), **kwargs)

    return wrapped
