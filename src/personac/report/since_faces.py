"""What is different since an earlier build, for people and for tools."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from personac.report.comment_size import LIMIT, Part, join_parts
from personac.report.escape import markdown, shortened, visible
from personac.report.model import BulletRow, PersonaRow
from personac.report.since import Changes, ClusterChange, Figure, PersonaChange
from personac.report.since_match import Said
from personac.report.summary import count, percent

_LONGEST = 120
_OPEN = 10
_MOST = 12
_NOTHING = "Nothing else: the same personas, clusters and contradictions."


def render_since_json(changes: Changes) -> str:
    """Render as JSON (`personac-since/1`): the fields of `Changes` by name."""
    found: dict[str, Any] = {"schema": "personac-since/1", **msgspec.to_builtins(changes)}
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode("utf-8") + "\n"


def render_since_text(changes: Changes) -> str:
    """Render as plain text, one change a line."""
    figures = [f"{figure.name}: {_numbers(figure)}\n" for figure in changes.figures]
    blocks = [_block(title, entries) for title, _, entries in _chapters(changes, _Plain()) if entries]
    return "".join([*figures, *(blocks or [f"\n{_NOTHING}\n"])])


def render_since_markdown(changes: Changes, limit: int = LIMIT) -> str:
    """Render as markdown for a pull-request comment, in at most `limit` bytes of UTF-8."""
    head = "# Since the earlier build\n\n| | before | now | |\n| --- | ---: | ---: | ---: |\n"
    rows = (f"| {' | '.join((figure.name, *_cells(figure)))} |\n" for figure in changes.figures)
    parts = [
        Part(f"## {title} ({len(entries)})\n\n", entries, noun, 2, _OPEN)
        for title, noun, entries in _chapters(changes, _Marked())
        if entries
    ]
    nothing = [] if parts else [Part(f"{_NOTHING}\n\n")]
    return join_parts([Part(head, tuple(rows), "figure"), *parts, *nothing], "--format json", limit)


class _Plain:
    """How text looks on a terminal."""

    step = "  "

    def text(self, text: str) -> str:
        return " ".join(visible(shortened(text, _LONGEST)).split())


class _Marked(_Plain):
    """How text looks in markdown."""

    step = "- "

    def text(self, text: str) -> str:
        return markdown(shortened(text, _LONGEST))


Chapter = tuple[str, str, tuple[str, ...]]


def _chapters(changes: Changes, face: _Plain) -> Iterator[Chapter]:
    """The changes under their titles, what needs a decision first."""
    yield "Cannot both hold, new", "contradiction", _all_said(changes.new_contradictions, face)
    yield "Contradictions gone", "contradiction", _all_said(changes.gone_contradictions, face)
    yield "Personas that appeared", "persona", tuple(_persona(row, face) for row in changes.appeared)
    yield "Personas that went", "persona", tuple(_persona(row, face) for row in changes.went)
    yield "Personas that changed", "persona", tuple(_changed(row, face) for row in changes.changed)
    yield "New clusters", "cluster", _all_said(changes.new_clusters, face)
    yield "Clusters with other members", "cluster", tuple(_moved(row, face) for row in changes.moved_clusters)
    yield "Clusters gone", "cluster", _all_said(changes.gone_clusters, face)


def _all_said(rows: Sequence[Said], face: _Plain) -> tuple[str, ...]:
    return tuple(f"{face.step}{face.text(row.about)}\n" + _bullets("", row.bullets, face) for row in rows)


def _persona(row: PersonaRow, face: _Plain) -> str:
    return f"{face.step}{face.text(row.id)}: {face.text(row.path)}, {count(row.bullets, 'bullet')}\n"


def _changed(row: PersonaChange, face: _Plain) -> str:
    was = f" (was {face.text(row.was)})" if row.was else ""
    parts = (_many(row.added, "new"), _many(row.removed, "gone"))
    told = ", ".join(part for part in parts if part)
    same = f"the same text, now {face.text(row.persona.path)}" if row.only_moved else "the same bullets"
    head = f"{face.step}{face.text(row.persona.id)}{was}: {told or same}\n"
    return head + _bullets("+ ", row.added, face) + _bullets("- ", row.removed, face)


def _many(rows: Sequence[BulletRow], what: str) -> str:
    return f"{count(len(rows), 'bullet')} {what}" if rows else ""


def _moved(row: ClusterChange, face: _Plain) -> str:
    head = f"{face.step}{face.text(row.cluster.text)}\n"
    return head + _bullets("joined: ", row.joined, face) + _bullets("left: ", row.left, face)


def _bullets(mark: str, rows: Sequence[BulletRow], face: _Plain) -> str:
    sign = "\\" + mark if face.step == "- " and mark in {"+ ", "- "} else mark
    lines = [
        f"  {face.step}{sign}{face.text(row.path)}:{row.line}: {face.text(row.text)}\n"
        for row in rows[:_MOST]
    ]
    left = len(rows) - len(lines)
    return "".join(lines) + (f"  {face.step}{count(left, 'more bullet')}\n" if left else "")


def _block(title: str, entries: tuple[str, ...]) -> str:
    return f"\n{title} ({len(entries)})\n" + "".join(entries)


def _numbers(figure: Figure) -> str:
    before, after, change = _cells(figure)
    return f"{before} -> {after} ({change})" if change else f"{after} (as before)"


def _cells(figure: Figure) -> tuple[str, str, str]:
    if figure.is_share:
        points = round(100 * figure.after) - round(100 * figure.before)
        return percent(figure.before), percent(figure.after), f"{points:+d} points" if points else ""
    change = round(figure.after - figure.before)
    return f"{figure.before:,.0f}", f"{figure.after:,.0f}", f"{change:+,d}" if change else ""
