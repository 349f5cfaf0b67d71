"""Two compared personas as markdown for a pull-request comment: what needs a decision first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from personac.report.comparison import (
    Comparison,
    FindingKind,
    FindingRow,
    StatementRow,
    figures,
    headings,
    short_names,
    verdict,
)
from personac.report.escape import html, markdown, shortened
from personac.report.field_changes import FieldChange, shown_value
from personac.report.markdown_parts import FEW, contrasted, folded, heading, table_head, table_row
from personac.report.word_diff import close_changes, markdown_marks


def render_comparison_markdown(comparison: Comparison, *, stat: bool) -> str:
    """Render for a forge; `stat` stops after the table of figures."""
    rows = ([markdown(shortened(cell, 100)) for cell in row] for row in figures(comparison))
    lines = [
        f"# {markdown(comparison.a.path)} and {markdown(comparison.b.path)}",
        "",
        markdown(verdict(comparison)),
        "",
        *table_head([markdown(column) for column in headings(comparison)]),
        *map(table_row, rows),
        "",
        *([] if stat else _parts(comparison)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _parts(comparison: Comparison) -> Iterator[str]:
    a, b = short_names(comparison)
    yield from _part("Contradictions", _of(comparison, "contradicts"))
    yield from _part("Front matter", [_field(change) for change in comparison.front_matter])
    yield from _part(f"Only in {a}", _of(comparison, "only a"))
    yield from _part(f"Only in {b}", _of(comparison, "only b"))
    yield from _part("Part of a broader statement", _of(comparison, "partly"))
    yield from _part("In other words", _of(comparison, "otherwise"))


def _part(title: str, entries: Sequence[Sequence[str]]) -> Iterator[str]:
    lines = [line for entry in entries for line in entry]
    if len(entries) > FEW:
        yield from (*folded(html(title), len(entries), lines), "")
    elif entries:
        yield from (heading(markdown(title), len(entries)), "", *lines, "")


def _of(comparison: Comparison, kind: FindingKind) -> list[Sequence[str]]:
    return [_entry(finding) for finding in comparison.findings if finding.kind == kind]


def _entry(finding: FindingRow) -> Sequence[str]:
    a, b = _all(finding.a), _all(finding.b)
    match finding.kind:
        case "contradicts":
            return contrasted(a, "against", f"{b} ({markdown(finding.reason)})")
        case "partly" if finding.broad == "a":
            return contrasted(f"second, {b}", "in", f"first, {a}")
        case "partly":
            return contrasted(f"first, {a}", "in", f"second, {b}")
        case "otherwise":
            return _reworded(finding.a, finding.b) or contrasted(a, "as", b)
        case _:
            return (f"- {a or b}",)


def _reworded(a: Sequence[StatementRow], b: Sequence[StatementRow]) -> Sequence[str]:
    changes = close_changes(a[0].text, b[0].text) if len(a) == len(b) == 1 else ()
    return (f"- {markdown_marks(changes)} (lines {a[0].line} and {b[0].line})",) if changes else ()


def _field(change: FieldChange) -> Sequence[str]:
    key, a, b = f"**{markdown(change.key)}**", change.a, change.b
    changes = close_changes(a, b) if a is not None and b is not None else ()
    if changes:
        return (f"- {key}: {markdown_marks(changes)}",)
    one, other = (markdown(shortened(shown_value(change, side))) for side in (a, b))
    return contrasted(f"{key}: {one}", "against", other)


def _all(rows: Iterable[StatementRow]) -> str:
    return "; ".join(f"line {row.line}: {markdown(shortened(row.text))}" for row in rows)
