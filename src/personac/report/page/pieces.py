"""The pieces that a page has very many of: each made once for as long as what it shows stays the same.

An edit changes a few cards and lines of a page that has hundreds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Protocol

from markupsafe import Markup

from personac.report.model import LineRow
from personac.report.page.cards import KIND_GLYPHS, KIND_WORDS, Card
from personac.report.page.compiled import Templates


class Piece(Protocol):
    """A macro that remembers what it made."""

    def __call__(self, *given: Hashable) -> Markup:
        """Return the markup of what is given."""


class Pieces:
    """Renders macros of templates by all that they are given: values that are equal give equal markup."""

    def __init__(self, templates: Templates) -> None:
        """Take macros from `templates`, with all that they read besides what they are given."""
        self._templates = templates

    def piece(self, file: str, name: str) -> Piece:
        """Return the macro `name` of a template."""
        macro = getattr(self._templates.get_template(file).module, name)

        def made(*given: Hashable) -> Markup:
            return Markup(macro(*given))  # noqa: S704 - it is

        return made

    def cards(self, cards: Iterable[Card], sections: Mapping[tuple[str, ...], int]) -> Markup:
        """Return all cards; `sections` numbers the sections of the canonical."""
        card = self.piece("card.html.jinja", "card")
        return Markup().join(
            card(one, sections[one.section], KIND_WORDS[one.kind], KIND_GLYPHS[one.kind]) for one in cards
        )

    def lines(self, lines: Iterable[LineRow]) -> Markup:
        """Return lines of the canonical, numbered from 1."""
        content = self.piece("entries.html.jinja", "content")
        numbered = enumerate(lines, start=1)
        return Markup("".join(f'<li id="L{number}"{content(line)}</li>\n' for number, line in numbered))  # noqa: S704
