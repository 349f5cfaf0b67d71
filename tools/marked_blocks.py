"""Blocks of a page that a command writes: each is between two HTML comments that name it and the command."""

from __future__ import annotations

from collections.abc import Mapping

_OPENING, _CLOSING = "<!-- {name}: {command} -->", "<!-- end of {name} -->"


class NoMarkersError(ValueError):
    """A page lacks the markers of a block."""


def with_blocks(page: str, blocks: Mapping[str, str], command: str) -> str:
    """Return a page with each of `blocks`, by name, between its markers. Raises `NoMarkersError`."""
    for name, block in blocks.items():
        opening, closing = (mark.format(name=name, command=command) for mark in (_OPENING, _CLOSING))
        before, begins, rest = page.partition(opening)
        _, ends, after = rest.partition(closing)
        if not begins or not ends:
            message = f"no markers for the block {name!r} of `{command}`"
            raise NoMarkersError(message)
        page = f"{before}{opening}\n\n{block}\n{closing}{after}"
    return page


def fenced(language: str, text: str) -> str:
    """Return a block of code that ends with an empty line."""
    return f"```{language}\n{text}\n```\n"
