"""One persona's variant for a reader: what it alone says, says otherwise, and lacks.

The figures come first, then only what differs; what a persona says in the
canonical's own words is counted and not listed. The page links to the lines of
both files, and every text from a source is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from personac.ir import Compilation
from personac.report.escape import html, markdown, shortened
from personac.report.field_changes import shown_value
from personac.report.links import link, relative_path
from personac.report.marks import changes_between, is_close, markdown_marks
from personac.report.model import CanonicalRow, Report
from personac.report.summary import count
from personac.report.variant import FieldPlaces, Lacking, Renamed, Saying, VariantView
from personac.report.variant_view import view_variants

_FEW = 12  # lines that are not worth folding away
_LONG_TITLE = 120
_LEGEND = "<del>Struck out</del> are the canonical's words, <ins>underlined</ins> this persona's."


@dataclass(frozen=True, slots=True)
class _Page:
    """A view, the canonical it is compared with, and the folder of the page as shown to people.

    `lacking` holds the lines on what the canonical says by its line there: all pages have them alike.
    """

    view: VariantView
    canonical: CanonicalRow
    folder: str
    lacking: dict[int, str]

    def here(self, line: int, label: str = "") -> str:
        target = relative_path(self.view.persona.path, self.folder)
        return link(label or f"line {line}", target, line)

    def there(self, line: int, label: str = "") -> str:
        return link(label or f"{self.canonical.path}:{line}", f"../{self.canonical.path}", line)

    def places(self, saying: Saying) -> str:
        here = self.here(saying.source_line)
        return f"({here} → {self.there(saying.line)})" if saying.line else f"({here})"


def render_variant_pages(compilation: Compilation, report: Report, folder: str) -> dict[str, str]:
    """Render a page for each persona, by its id; `folder` is the build's, a path like the sources'."""
    told: dict[int, str] = {}
    pages = (
        _Page(view, report.canonical, f"{folder}/variants", told)
        for view in view_variants(compilation, report)
    )
    return {page.view.persona.id: _page(page, report) for page in pages}


def _page(page: _Page, report: Report) -> str:
    view = page.view
    lines = [
        f"# {markdown(view.persona.id)}",
        "",
        *_summary(page, report),
        "",
        *_sayings("Only this persona says", view.of("alone"), page, _alone),
        *_sayings("It says otherwise", view.of("otherwise"), page, _otherwise, _LEGEND),
        *_sayings("Folded into broader lines", view.of("covered"), page, _covered),
        *_sayings("Left out of the canonical", view.of("left out"), page, _left_out),
        *_part("Front matter that differs", [*_fields(page)], len(view.fields)),
        *_part("Sections of another name", [*_renamed(page)]),
        *_lacks(page),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _summary(page: _Page, report: Report) -> Iterator[str]:
    view, row = page.view, page.view.persona
    figures = [
        f"**{len(view.of('alone'))}** only here",
        f"**{len(view.of('same'))}** in the canonical's words",
        f"**{len(view.of('otherwise'))}** in other words",
        *([f"**{len(view.of('covered'))}** folded into broader lines"] if view.of("covered") else []),
        *([f"**{len(view.of('left out'))}** left out"] if view.of("left out") else []),
    ]
    canonical = page.there(0, report.canonical.path)
    lacks = f"It lacks **{view.lacking}** of the {count(view.total, 'thing')} that {canonical} says"
    yield f"It says {count(len(view.sayings), 'thing')}: {', '.join(figures)}. {lacks}.  "
    source, patch = page.here(0, row.path), link(f"{row.id}.patch", f"{row.id}.patch")
    yield f"Source: {source} ({row.bytes:,} bytes, {count(row.bullets, 'bullet')}), given back by {patch}."


def _part(title: str, lines: list[str], size: int | None = None, note: str = "") -> Iterator[str]:
    if lines:
        yield f"## {title} ({len(lines) if size is None else size})"
        yield ""
        yield from (note, "") if note else ()
        yield from lines
        yield ""


def _sayings(
    title: str,
    found: tuple[Saying, ...],
    page: _Page,
    entry: Callable[[Saying, _Page], Iterable[str]],
    note: str = "",
) -> Iterator[str]:
    """A part in the order of the source, its sections as lines between the lists."""
    lines: list[str] = []
    for section, group in groupby(found, key=lambda saying: saying.section):
        if section:
            lines += ["", _titled(section)]
        lines += ["", *(line for saying in group for line in entry(saying, page))]
    yield from _part(title, lines[1:], len(found), note)


def _alone(saying: Saying, page: _Page) -> Iterator[str]:
    yield f"- {_said(saying.text)} {page.places(saying)}"


def _otherwise(saying: Saying, page: _Page) -> Iterator[str]:
    if is_close(saying.canonical, saying.text):
        marks = markdown_marks(changes_between(saying.canonical, saying.text))
        yield f"- {marks} {page.places(saying)}"
        return
    yield f"- {_said(saying.text)} ({page.here(saying.source_line)})  "
    yield f"  *canonical:* {_said(saying.canonical)} ({page.there(saying.line)})"


def _covered(saying: Saying, page: _Page) -> Iterator[str]:
    yield f"- {_said(saying.text)} ({page.here(saying.source_line)})  "
    yield f"  *in:* {_said(saying.canonical)} ({page.there(saying.line)})"


def _left_out(saying: Saying, page: _Page) -> Iterator[str]:
    reason = f" — {markdown(saying.reason)}" if saying.reason else ""
    yield f"- {_said(saying.text)} ({page.here(saying.source_line)}){reason}"


def _fields(page: _Page) -> Iterator[str]:
    for found in page.view.fields:
        yield from _field(found, page)


def _field(found: FieldPlaces, page: _Page) -> Iterator[str]:
    key, canonical, own = markdown(found.change.key), found.change.a, found.change.b
    here = page.here(found.source_line) if found.source_line else ""
    there = page.there(found.line) if found.line else ""
    if canonical is not None and own is not None and is_close(canonical, own):
        places = " → ".join(place for place in (here, there) if place)
        yield f"- **{key}**: {markdown_marks(changes_between(canonical, own))} ({places})"
        return
    yield f"- **{key}**: {_said(shown_value(found.change, own))}{_in_brackets(here)}  "
    yield f"  *canonical:* {_said(shown_value(found.change, canonical))}{_in_brackets(there)}"


def _in_brackets(place: str) -> str:
    return f" ({place})" if place else ""


def _renamed(page: _Page) -> Iterator[str]:
    for found in sorted(page.view.renamed, key=_by_place):
        title, canonical = _said(found.title), _said(found.canonical)
        here, there = page.here(found.source_line), page.there(found.line)
        yield f"- {title} ({here}) is part of {canonical} ({there})"


def _by_place(found: Renamed) -> tuple[int, int]:
    return (found.source_line, found.line)


def _lacks(page: _Page) -> Iterator[str]:
    lacks = page.view.lacks
    lines: list[str] = []
    for title, group in groupby(lacks, key=lambda lacking: lacking.section[:1]):
        found = list(group)
        entries = list(_lacking(found, page))
        lines += _folded(title, entries, len(found)) if len(lacks) > _FEW else [*entries, ""]
    yield from _part("It lacks", lines, page.view.lacking, _cut_short(page))


def _cut_short(page: _Page) -> str:
    """Say what is not listed, and where it stands; nothing where all is."""
    shown, size = len(page.view.lacks), page.view.lacking
    if shown == size:
        return ""
    canonical = page.there(0, page.canonical.path)
    return f"Listed are the {shown} that most personas say; all {size} stand in {canonical}."


def _lacking(found: list[Lacking], page: _Page) -> Iterator[str]:
    """One list for each section, under its title where it is not the outermost."""
    for number, (section, group) in enumerate(groupby(found, key=lambda lacking: lacking.section)):
        if number:
            yield ""
        if section[1:] or (section and len(page.view.lacks) <= _FEW):
            yield from (_titled(section), "")
        for lacking in group:
            if lacking.line not in page.lacking:
                others = markdown(", ".join(lacking.personas))
                told = f"- {_said(lacking.text)} ({page.there(lacking.line)}; {others})"
                page.lacking[lacking.line] = told
            yield page.lacking[lacking.line]


def _folded(title: tuple[str, ...], entries: list[str], size: int) -> list[str]:
    text = html(shortened(title[0], _LONG_TITLE)) if title else "Before the first section"
    return [f"<details><summary>{text} ({size})</summary>", "", *entries, "", "</details>"]


def _titled(section: tuple[str, ...]) -> str:
    return f"**{markdown(shortened(' / '.join(section), _LONG_TITLE))}**"


def _said(text: str) -> str:
    return markdown(shortened(text))
