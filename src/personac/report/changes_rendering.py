"""The differences between two builds as text, markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec

from personac.report.changes_since import (
    Changes,
    ClusterChange,
    Figure,
    Group,
    PersonaChange,
    compare_reports,
)
from personac.report.markdown_parts import LIMIT, Part, join_parts, table_head, table_row, titled_parts
from personac.report.report_schema import BulletRow, PersonaRow, Report, encode_json
from personac.report.safe_text import count, flat, markdown, percent, shortened

SinceFormat = Literal["json", "md", "text"]
_LONGEST = 120
_OPEN = 10
_MOST = 12
_NO_CHANGES = "No other changes: the same personas, clusters and contradictions."


def render_since(old: Report, new: Report, form: SinceFormat) -> str:
    """Render what changed since an earlier report."""
    changes = compare_reports(old, new)
    renderers = {"json": render_since_json, "md": render_since_markdown, "text": render_since_text}
    return renderers[form](changes)


def render_since_json(changes: Changes) -> str:
    """Render as JSON (`personac-since/1`): the fields of `Changes` by name."""
    return encode_json({"schema": "personac-since/1", **msgspec.to_builtins(changes)})


def render_since_text(changes: Changes) -> str:
    """Render as plain text, one change a line."""
    figures = [f"{figure.name}: {_numbers(figure)}\n" for figure in changes.figures]
    blocks = [
        f"\n{chapter.title} ({len(chapter.entries)})\n{''.join(chapter.entries)}"
        for chapter in _chapters(changes, _Style(is_markdown=False))
        if chapter.entries
    ]
    return "".join([*figures, *(blocks or [f"\n{_NO_CHANGES}\n"])])


def render_since_markdown(changes: Changes, limit: int = LIMIT) -> str:
    """Render as markdown for a pull-request comment, in at most `limit` bytes of UTF-8."""
    table = "\n".join(table_head(("figure", "before", "now", "change")))
    rows = tuple(f"{table_row((figure.name, *_cells(figure)))}\n" for figure in changes.figures)
    parts = [
        part
        for chapter in _chapters(changes, _Style(is_markdown=True))
        for part in titled_parts(chapter.title, chapter.entries, chapter.noun, 2, _OPEN)
    ]
    head = Part(f"# Since the earlier build\n\n{table}\n", rows, "figure")
    return join_parts([head, *(parts or [Part(f"{_NO_CHANGES}\n\n")])], "--format json", limit)


class _Chapter(NamedTuple):
    title: str
    noun: str
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Style:
    """How entries look: indented on a terminal, list items in markdown."""

    is_markdown: bool

    @property
    def step(self) -> str:
        return "- " if self.is_markdown else "  "

    def text(self, text: str) -> str:
        short = shortened(text, _LONGEST)
        return markdown(short) if self.is_markdown else flat(short)

    def sign(self, sign: str) -> str:
        return f"\\{sign}" if self.is_markdown else sign


def _chapters(changes: Changes, style: _Style) -> Iterator[_Chapter]:
    """The changes under their titles, what needs a decision first."""
    yield _Chapter("New contradictions", "contradiction", _groups(changes.new_contradictions, style))
    yield _Chapter("Resolved contradictions", "contradiction", _groups(changes.gone_contradictions, style))
    yield _Chapter("New in the review, undecided", "item", _groups(changes.new_undecided, style))
    yield _Chapter("New decisions", "decision", _groups(changes.new_decided, style))
    yield _Chapter("New personas", "persona", tuple(_persona(row, style) for row in changes.appeared))
    yield _Chapter("Removed personas", "persona", tuple(_persona(row, style) for row in changes.went))
    yield _Chapter("Changed personas", "persona", tuple(_changed(row, style) for row in changes.changed))
    yield _Chapter("New clusters", "cluster", _groups(changes.new_clusters, style))
    yield _Chapter("Changed clusters", "cluster", tuple(_moved(row, style) for row in changes.moved_clusters))
    yield _Chapter("Removed clusters", "cluster", _groups(changes.gone_clusters, style))


def _groups(rows: Sequence[Group], style: _Style) -> tuple[str, ...]:
    return tuple(f"{style.step}{style.text(row.about)}\n" + _bullets("", row.bullets, style) for row in rows)


def _persona(row: PersonaRow, style: _Style) -> str:
    return f"{style.step}{style.text(row.id)}: {style.text(row.path)}, {count(row.bullets, 'bullet')}\n"


def _changed(row: PersonaChange, style: _Style) -> str:
    was = f" (was {style.text(row.was)})" if row.was else ""
    sizes = ((len(row.added), "new"), (len(row.removed), "removed"))
    words = ", ".join(count(size, f"{what} bullet") for size, what in sizes if size)
    same = f"the same text, now {style.text(row.persona.path)}" if row.only_moved else "the same bullets"
    head = f"{style.step}{style.text(row.persona.id)}{was}: {words or same}\n"
    added, removed = style.sign("+ "), style.sign("- ")
    return head + _bullets(added, row.added, style) + _bullets(removed, row.removed, style)


def _moved(row: ClusterChange, style: _Style) -> str:
    head = f"{style.step}{style.text(row.cluster.text)}\n"
    return head + _bullets("joined: ", row.joined, style) + _bullets("left: ", row.left, style)


def _bullets(mark: str, rows: Sequence[BulletRow], style: _Style) -> str:
    lines = [
        f"  {style.step}{mark}{style.text(row.path)}:{row.line}: {style.text(row.text)}\n"
        for row in rows[:_MOST]
    ]
    left = len(rows) - len(lines)
    return "".join(lines) + (f"  {style.step}{count(left, 'more bullet')}\n" if left else "")


def _numbers(figure: Figure) -> str:
    before, after, change = _cells(figure)
    return f"{before} -> {after} ({change})" if change else f"{after} (unchanged)"


def _cells(figure: Figure) -> tuple[str, str, str]:
    if figure.is_share:
        points = round(100 * figure.after) - round(100 * figure.before)
        return percent(figure.before), percent(figure.after), f"{points:+d} points" if points else ""
    change = round(figure.after - figure.before)
    return f"{figure.before:,.0f}", f"{figure.after:,.0f}", f"{change:+,d}" if change else ""
