"""Small pieces of markup that the page shows thousands of times over.

A macro of a template takes ten times as long as a function, and most of what
it would make was made before: a persona's letter, a section's titles, a path.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from markupsafe import Markup, escape

from personac.report.escape import visible
from personac.report.page.badges import Badge
from personac.report.page.cards import Score
from personac.report.page.compiled import Templates
from personac.report.page.links import SourceLinks
from personac.report.word_diff import Change


class Placed(Protocol):
    """Whatever stands in a line of a source."""

    @property
    def path(self) -> str:
        """Return the source's path."""

    @property
    def line(self) -> int:
        """Return the line, counted from 1."""


class Marks:
    """What templates call by name, as filters; every text from a source is escaped here."""

    def __init__(self, links: SourceLinks) -> None:
        """Lead to sources by `links`."""
        self._links = links
        self._badges: dict[Badge, Markup] = {}
        self._trails: dict[tuple[str, ...], Markup] = {}
        self._paths: dict[str, Markup] = {}

    def install(self, templates: Templates) -> None:
        """Let templates use all of these."""
        filters = {"badge": self.badge, "place": self.place, "trail": self.trail}
        templates.filters.update(filters, score=score, reading=reading, flat=flat)

    def badge(self, mark: Badge) -> Markup:
        """Return the letter of a persona."""
        if mark not in self._badges:
            self._badges[mark] = Markup(f'<b class="b {escape(mark.css)}">{escape(mark.letter)}</b>')  # noqa: S704
        return self._badges[mark]

    def place(self, row: Placed) -> Markup:
        """Return `path:line`, with the way there if there is one."""
        path, to = row.path, self._links.href(row.path, row.line)
        if path not in self._paths:
            self._paths[path] = escape(flat(path))
        label = f"{self._paths[path]}:{row.line}"
        return Markup(f'<a href="{escape(to)}">{label}</a>' if to else f"<code>{label}</code>")  # noqa: S704

    def trail(self, section: tuple[str, ...]) -> Markup:
        """Return the titles that something stands under, the outermost first."""
        if section not in self._trails:
            self._trails[section] = Markup(" \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ").join(
                map(flat, section)
            )
        return self._trails[section]


def score(found: Score) -> Markup:
    """Return a score with its place in report.json."""
    return Markup(f'<b data-json="{escape(found.json)}">{found.value:.2f}</b>')  # noqa: S704


def reading(changes: Iterable[Change]) -> Markup:
    """Return a text with what is new and what is gone marked."""
    return Markup("".join(map(_change, changes)))  # noqa: S704


def _change(change: Change) -> str:
    """White space stands before what is new, so that the mark starts with a word."""
    text = change.text
    if change.kind == "same":
        return escape(visible(text))
    if change.kind == "gone":
        return f"<del>{escape(visible(text))}</del>"
    return f"{' ' if text[0].isspace() else ''}<ins>{escape(visible(text.lstrip()))}</ins>"


def flat(text: str) -> str:
    """On one line, as what is hidden in it shows."""
    return visible(" ".join(text.split()))
