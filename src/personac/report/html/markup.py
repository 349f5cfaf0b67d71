"""Small values that the page shows thousands of times, and the functions that mark them up.

They are functions, since a macro of a template takes ten times as long, and they reuse markup within one
page: many entries have the same persona, section or path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol

from markupsafe import Markup, escape

from personac.report.escape import flat, visible
from personac.report.links import SourceLinks
from personac.report.model import Report
from personac.report.word_diff import Change

_COLOURS = 8
_SHAPES = 3
_LETTERS = 26


class Badge(NamedTuple):
    """The mark of a persona; `css` are the classes of its mark, `number` its position in the report."""

    number: int
    persona: str
    letter: str
    css: str
    path: str


class Score(NamedTuple):
    """A score in [0, 1], and its place in report.json."""

    value: float
    json: str


class Placed(Protocol):
    """Anything in a line of a source."""

    @property
    def path(self) -> str:
        """Return the source's path."""

    @property
    def line(self) -> int:
        """Return the line, counted from 1."""


def badges(report: Report) -> Mapping[str, Badge]:
    """Return the badge of each persona by its id: a unique letter, a colour, and a shape.

    The eight colours are distinct for colour-blind readers; where they repeat, the shape changes.
    """
    return {row.id: _badge(number, row.id, row.path) for number, row in enumerate(report.personas)}


def _badge(number: int, persona: str, path: str) -> Badge:
    shape = number // _COLOURS % _SHAPES
    css = f"p{number % _COLOURS}" + (f" s{shape}" if shape else "")
    return Badge(number, persona, _letter(number), css, path)


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(number, _LETTERS)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


class Markers:
    """The filters of one page; every text from a source is escaped here."""

    def __init__(self, links: SourceLinks) -> None:
        """Link to sources by `links`."""
        self._links = links
        self._badges: dict[Badge, Markup] = {}
        self._trails: dict[tuple[str, ...], Markup] = {}
        self._paths: dict[str, Markup] = {}

    def filters(self) -> Mapping[str, Callable[..., Markup | str]]:
        """Return all filters by name."""
        return {
            "badge": self.badge,
            "place": self.place,
            "trail": self.trail,
            "score": score,
            "reading": reading,
            "flat": flat,
        }

    def badge(self, mark: Badge) -> Markup:
        """Return the letter of a persona."""
        if mark not in self._badges:
            self._badges[mark] = Markup(f'<b class="b {escape(mark.css)}">{escape(mark.letter)}</b>')  # noqa: S704
        return self._badges[mark]

    def place(self, row: Placed) -> Markup:
        """Return `path:line`, as a link where the source can be reached."""
        path, to = row.path, self._links.href(row.path, row.line)
        if path not in self._paths:
            self._paths[path] = escape(flat(path))
        label = f"{self._paths[path]}:{row.line}"
        return Markup(f'<a href="{escape(to)}">{label}</a>' if to else f"<code>{label}</code>")  # noqa: S704

    def trail(self, section: tuple[str, ...]) -> Markup:
        """Return titles, the outermost first."""
        if section not in self._trails:
            arrow = Markup(" \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ")
            self._trails[section] = arrow.join(map(flat, section))
        return self._trails[section]


def score(one: Score) -> Markup:
    """Return a score with its place in report.json."""
    return Markup(f'<b data-json="{escape(one.json)}">{one.value:.2f}</b>')  # noqa: S704


def reading(changes: Iterable[Change]) -> Markup:
    """Return a text with new and removed words marked."""
    return Markup("".join(map(_change, changes)))  # noqa: S704


def _change(change: Change) -> str:
    """White space precedes what is new, so that the mark starts with a word."""
    text = change.text
    if change.kind == "same":
        return escape(visible(text))
    if change.kind == "gone":
        return f"<del>{escape(visible(text))}</del>"
    return f"{' ' if text[0].isspace() else ''}<ins>{escape(visible(text.lstrip()))}</ins>"
