"""The pieces that a page has very many of: each made once for as long as what it shows stays the same.

An edit changes a few cards and lines of a page that has hundreds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping

from jinja2 import Environment
from markupsafe import Markup

from personac.memory import Memory

_PIECES = {"card": "card.html.jinja", "run": "entries.html.jinja", "content": "entries.html.jinja"}


class Pieces:
    """Renders macros of templates by all that they are given: values that are equal give equal markup."""

    def __init__(self, environment: Environment, page: Hashable, memory: Memory) -> None:
        """Take macros from `environment`; `page` is all that they read besides what they are given."""
        self._environment, self._memory = environment, memory
        # One object stands for all of it: whatever `page` holds is compared once, and not for each piece.
        self._page = memory.recall(("page", page), object)

    def all(self) -> Mapping[str, Callable[..., Markup]]:
        """Return what templates call by the name of the piece."""
        return {name: self._remembered(name, file) for name, file in _PIECES.items()}

    def _remembered(self, name: str, file: str) -> Callable[..., Markup]:
        recall, page = self._memory.recall, self._page
        macro = getattr(self._environment.get_template(file).module, name)

        def piece(*given: Hashable) -> Markup:
            return recall(("piece", name, page, given), lambda: Markup(macro(*given)))  # noqa: S704 - it is

        return piece
