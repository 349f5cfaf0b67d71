"""One persona's variant as markdown: what it has alone, in other words, and what it lacks.

The figures come first, then only the differences; statements in the canonical's own words are counted,
not listed, and what one other persona alone says is on its own page. So a page changes with its persona, and
hardly with the others: it links to lines of its source, and to none of the canonical. Texts are escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from personac.model import Compilation
from personac.report.differences import Change, close_changes
from personac.report.markdown_parts import (
    FEW,
    FileLinks,
    contrasted,
    folded,
    heading,
    in_brackets,
    relative_path,
)
from personac.report.report_schema import Report
from personac.report.safe_text import count, html, markdown, shortened
from personac.report.variant import (
    LACK_LIMITS,
    CanonicalStatement,
    FieldPlaces,
    LackLimits,
    Statement,
    VariantView,
    view_variants,
)

_LONG_TITLE = 120
_MOST_NAMED = 5
_LEGEND = "<del>Struck out</del> are the canonical's words, <ins>underlined</ins> this persona's."


@dataclass(frozen=True, slots=True)
class _Page:
    """A view, and the links from the page to its source and to the canonical.

    `lacking` has the entry of each statement of the canonical by its line: the same on all pages.
    """

    view: VariantView
    source: FileLinks
    canonical: FileLinks
    lacking: Mapping[int, str]

    def place(self, of: Statement | FieldPlaces) -> str:
        """The link to the line of the source, empty where there is none."""
        return self.source.line(of.source_line, f"line {of.source_line}")


def render_variant_pages(
    compilation: Compilation, report: Report, folder: str, limits: LackLimits = LACK_LIMITS
) -> dict[str, str]:
    """Render a page for each persona, by its id; `folder` is the build's, a path like the sources'."""
    views = view_variants(compilation, report, limits)
    canonical = FileLinks.to(report.canonical.path, f"../{report.canonical.path}")
    statements = {statement.line: statement for view in views for statement in view.lacks}
    lacking = {line: _lacking(statement) for line, statement in statements.items()}
    pages: dict[str, str] = {}
    for view in views:
        path = view.persona.path
        source = FileLinks.to(path, relative_path(path, f"{folder}/variants"))
        pages[view.persona.id] = _render(_Page(view, source, canonical, lacking))
    return pages


def _render(page: _Page) -> str:
    view = page.view
    fields = [line for field in view.fields for line in _field(field, page)]
    renamed = [
        _renamed(row, page) for row in sorted(view.renamed, key=lambda row: (row.source_line, row.line))
    ]
    lines = [
        f"# {markdown(view.persona.id)}",
        "",
        *_summary(page),
        "",
        *_statements("Only in this persona", view.of("alone"), page, _alone),
        *_statements("In other words", view.of("otherwise"), page, _otherwise, _LEGEND),
        *_statements("Covered by broader lines", view.of("covered"), page, _covered),
        *_statements("Left out of the canonical", view.of("left out"), page, _left_out),
        *_part("Different front matter", len(view.fields), fields),
        *_part("Renamed sections", len(renamed), renamed),
        *_lacks(page),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _summary(page: _Page) -> Iterator[str]:
    view, row = page.view, page.view.persona
    covered, left_out = len(view.of("covered")), len(view.of("left out"))
    figures = [
        f"**{len(view.of('alone'))}** only here",
        f"**{len(view.of('same'))}** in the canonical's words",
        f"**{len(view.of('otherwise'))}** in other words",
        *([f"**{covered}** covered by broader lines"] if covered else []),
        *([f"**{left_out}** left out"] if left_out else []),
    ]
    yield f"{count(len(view.statements), 'statement')}: {', '.join(figures)}.  "
    patch, size = FileLinks.to(f"{row.id}.patch", f"{row.id}.patch").file, count(row.bullets, "bullet")
    yield f"Source: {page.source.file} ({size}), restored from {page.canonical.file} by {patch}."


def _part(title: str, size: int, lines: Sequence[str], note: str = "") -> Iterator[str]:
    if lines:
        yield from (heading(title, size), "")
        yield from (note, "") if note else ()
        yield from (*lines, "")


def _statements(
    title: str,
    statements: tuple[Statement, ...],
    page: _Page,
    entry: Callable[[Statement, _Page], Iterable[str]],
    note: str = "",
) -> Iterator[str]:
    """A part in the order of the source, its sections as lines between the lists."""
    lines: list[str] = []
    for section, group in groupby(statements, key=lambda statement: statement.section):
        if section:
            lines += ["", _titled(section)]
        lines += ["", *(line for statement in group for line in entry(statement, page))]
    yield from _part(title, len(statements), lines[1:], note)


def _alone(statement: Statement, page: _Page) -> Iterator[str]:
    yield f"- {_text(statement.text)}{in_brackets(page.place(statement))}"


def _otherwise(statement: Statement, page: _Page) -> Iterable[str]:
    return _pair(statement, "canonical:", page, close_changes(statement.canonical, statement.text))


def _covered(statement: Statement, page: _Page) -> Iterable[str]:
    return _pair(statement, "in:", page)


def _pair(one: Statement, word: str, page: _Page, changes: Sequence[Change] = ()) -> Iterable[str]:
    return contrasted("", (_text(one.text), _text(one.canonical)), word, (page.place(one), ""), changes)


def _left_out(statement: Statement, page: _Page) -> Iterator[str]:
    reason = f" — {markdown(statement.reason)}" if statement.reason else ""
    yield f"- {_text(statement.text)}{in_brackets(page.place(statement))}{reason}"


def _field(field: FieldPlaces, page: _Page) -> Iterable[str]:
    change = field.change
    own, canonical = (_text(change.shown(value)) for value in (change.b, change.a))
    label, changes = f"**{markdown(change.key)}**: ", change.close_changes()
    return contrasted(label, (own, canonical), "canonical:", (page.place(field), ""), changes)


def _renamed(title: Statement, page: _Page) -> str:
    return f"- {_text(title.text)} ({page.place(title)}) is part of {_text(title.canonical)}"


def _lacks(page: _Page) -> Iterator[str]:
    view = page.view
    lines: list[str] = []
    for title, group in groupby(view.lacks, key=lambda statement: statement.section[:1]):
        statements = list(group)
        entries = list(_lacking_lists(statements, page))
        summary = html(shortened(title[0], _LONG_TITLE)) if title else "Before the first section"
        lines += folded(summary, len(statements), entries) if len(view.lacks) > FEW else [*entries, ""]
    note = "Listed is what two personas or more say."
    if len(view.lacks) < view.lacking:
        note = f"Listed are the {len(view.lacks)} that most personas say; all are in {page.canonical.file}."
    yield from _part("Lacking", view.lacking, lines, note)
    if view.others:
        yield _others(view.others)


def _others(personas: tuple[str, ...]) -> str:
    named = personas if len(personas) <= FEW else ()
    links = ", ".join(FileLinks.to(name, f"{name}.md").file for name in named)
    return f"What one persona alone says is on its own page{': ' if links else ''}{links}."


def _lacking_lists(statements: Sequence[CanonicalStatement], page: _Page) -> Iterator[str]:
    """One list for each section, under its title where it is not the outermost."""
    for number, (section, group) in enumerate(groupby(statements, key=lambda one: one.section)):
        if number:
            yield ""
        if section[1:] or (section and len(page.view.lacks) <= FEW):
            yield from (_titled(section), "")
        yield from (page.lacking[statement.line] for statement in group)


def _lacking(statement: CanonicalStatement) -> str:
    named, more = statement.personas[:_MOST_NAMED], len(statement.personas) - _MOST_NAMED
    personas = ", ".join([*named, *([f"{more} more"] if more > 0 else [])])
    return f"- {_text(statement.text)} ({markdown(personas)})"


def _titled(section: tuple[str, ...]) -> str:
    return f"**{markdown(shortened(' / '.join(section), _LONG_TITLE))}**"


def _text(text: str) -> str:
    return markdown(shortened(text))
