"""What the parts of the page share: limits, badges, scores, links, and the filters that mark them up.

Filters are functions, since a macro of a template takes ten times as long, and the page shows small
values thousands of times. Every text from a source is escaped here. Links are relative and harmless:
everything in a path that could be a scheme, a host or markup is percent-encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import quote

from markupsafe import Markup, escape

from personac.emit.lockfile import DiagnosticRow
from personac.report.report_schema import BulletRow, LossRow, Report
from personac.report.safe_text import flat, visible
from personac.report.word_marks import Mark

_COLOURS = 8
_SHAPES = 3
_LETTERS = 26
_ARROW = Markup(" \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ")
_FRAGMENT_SAFE = ":~,@"


class PageLimits(NamedTuple):
    """How much of a very large report the page shows; report.json has everything."""

    clusters: int = 5_000
    """Cards of clusters."""
    pairs: int = 2_000
    """Cards of each other kind."""
    members: int = 60
    """Bullets on a card."""
    entries: int = 12_000
    """Bullets of sources; the personas that do not fit are summed up."""
    lines: int = 10_000
    """Lines of the canonical."""
    personas: int = 60
    """Personas in their heat map; of more the `closest` are shown."""
    closest: int = 40
    sections: int = 24
    """Sections in their heat map."""


PAGE_LIMITS = PageLimits()


class Badge(NamedTuple):
    """The mark of a persona: a letter in the classes `css`; `number` is its position in the report."""

    number: int
    persona: str
    letter: str
    css: str
    path: str
    markup: Markup


class Score(NamedTuple):
    """A score in [0, 1], and its place in report.json."""

    value: float
    json: str


def badges(report: Report) -> Mapping[str, Badge]:
    """Return the badge of each persona by its id: a unique letter, a colour, and a shape.

    The eight colours are distinct for colour-blind readers; where they repeat, the shape changes.
    """
    return {row.id: _badge(number, row.id, row.path) for number, row in enumerate(report.personas)}


def _badge(number: int, persona: str, path: str) -> Badge:
    shape, letter = number // _COLOURS % _SHAPES, _letter(number)
    css = f"p{number % _COLOURS}" + (f" s{shape}" if shape else "")
    markup = Markup(f'<b class="b {css}">{letter}</b>')  # noqa: S704 - made of digits and letters
    return Badge(number, persona, letter, css, path, markup)


def _letter(number: int) -> str:
    """A to Z, then AA, AB and so on."""
    before, last = divmod(number, _LETTERS)
    return (_letter(before - 1) if before else "") + chr(ord("A") + last)


def anchor(kind: str, *names: str) -> str:
    """Return the id of a part of the page, which is also its fragment: `cluster=one:7`."""
    return f"{kind}={quote(visible('~'.join(names)), safe=_FRAGMENT_SAFE)}"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Links from the page: to sources by `root`, and to the first `shown` lines of the canonical at `path`.

    `root` leads to where the paths of the sources start, as `../` does (a file called `javascript:x` is
    a file); None: no links to sources.
    """

    root: str | None
    path: str
    shown: int

    @classmethod
    def of(cls, report: Report, folder: str, limits: PageLimits = PAGE_LIMITS) -> PageLinks:
        """Return the links from a page in `folder`; to sources only where the way up is known."""
        path = PurePosixPath(folder)
        root = None if path.is_absolute() or ".." in path.parts else "../" * len(path.parts) or "./"
        return cls(root, report.canonical.path, limits.lines)

    def source(self, path: str, line: int) -> str:
        """Return the link to a line of a source (0: to the file), empty where it cannot be reached."""
        if self.root is None or path.startswith("/"):
            return ""
        file = f"{self.root}{quote(path)}"
        return f"{file}#L{line}" if line else file

    def line(self, number: int) -> str:
        """Return the link to a line of the canonical: on the page, beyond the lines shown in its file."""
        return f"#L{number}" if number <= self.shown else f"{quote(self.path)}#L{number}"

    def place(self, row: BulletRow | LossRow | DiagnosticRow) -> Markup:
        """Return `path:line`, as a link where the source can be reached."""
        to, label = self.source(row.path, row.line), f"{escape(flat(row.path))}:{row.line}"
        return Markup(f'<a href="{escape(to)}">{label}</a>' if to else f"<code>{label}</code>")  # noqa: S704 - all escaped


def filters(links: PageLinks) -> Mapping[str, Callable[..., Markup | str]]:
    """Return the filters of the templates by name."""
    return {
        "place": links.place,
        "trail": trail,
        "score": score,
        "reading": reading,
        "flat": flat,
        "visible": visible,
    }


def trail(section: tuple[str, ...]) -> Markup:
    """Return titles, the outermost first."""
    return _ARROW.join(map(flat, section))


def score(one: Score) -> Markup:
    """Return a score with its place in report.json."""
    return Markup(f'<b data-json="{escape(one.json)}">{one.value:.2f}</b>')  # noqa: S704 - all escaped


def reading(marks: Iterable[Mark]) -> Markup:
    """Return a text with its marks: `ins` said otherwise, `mark` lost, `del` words of the other text."""
    return Markup("".join(map(_marked, marks)))  # noqa: S704 - all escaped


def _marked(mark: Mark) -> str:
    text = escape(visible(mark.text))
    match mark.kind:
        case "same":
            return text
        case "gone":
            return f"<del>{text} </del>"
        case "lost":
            return f"<mark>{text}</mark>"
    return f"<ins>{text}</ins>"
