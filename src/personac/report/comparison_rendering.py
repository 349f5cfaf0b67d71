"""Two compared personas for a terminal and as markdown.

On a terminal signs are in front, so that nothing depends on colour; markdown for a pull-request comment
starts with what needs a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from personac.report.comparison import (
    Comparison,
    FindingKind,
    FindingRow,
    StatementRow,
    figures,
    headings,
    section_title,
    short_names,
    verdict,
)
from personac.report.escape import html, markdown, one_line, shortened
from personac.report.field_changes import FieldChange, shown_value
from personac.report.markdown_parts import FEW, contrasted, folded, heading, table_head, table_row
from personac.report.summary import count
from personac.report.terminal import Styled, figures_table, styled_lines
from personac.report.word_diff import Change, close_changes, markdown_marks, sign_mark

_STYLES = {"same": "", "gone": "red", "new": "green"}
_LEGEND = (
    "- only the first   + only the second   ~ both, [-first-] {+second+}   "
    "> the first includes it, < the second   ! contradiction"
)
_Line = Sequence[Styled]


def render_comparison_text(comparison: Comparison, *, stat: bool, color: bool | None) -> str:
    """Render for stdout; `color` None follows the terminal and NO_COLOR."""
    head = styled_lines(_head(comparison), color=color)
    if stat:
        return head + figures_table(headings(comparison), figures(comparison), color=color)
    return head + styled_lines(_body(comparison), color=color)


def _head(comparison: Comparison) -> Iterator[_Line]:
    for sign, side, style in (("---", comparison.a, "red"), ("+++", comparison.b, "green")):
        size = f" ({count(side.bullets, 'bullet')}, {side.bytes:,} bytes)"
        yield [(f"{sign} {one_line(side.path)}", f"bold {style}"), (size, "")]
    yield [(verdict(comparison), "bold")]


def _body(comparison: Comparison) -> Iterator[_Line]:
    findings = [finding for finding in comparison.findings if finding.kind != "exact"]
    if findings or comparison.front_matter:
        yield [(_LEGEND, "dim")]
    if comparison.front_matter:
        yield from ([], [("Front matter", "bold")])
        for change in comparison.front_matter:
            yield from _field(change)
    for number, section in enumerate(comparison.sections):
        here = [finding for finding in findings if finding.section == number]
        if here:
            yield from ([], [(one_line(section_title(section)), "bold")])
            for finding in here:
                yield from _finding(finding, comparison)


def _field(change: FieldChange) -> Iterator[_Line]:
    key, a, b = one_line(change.key), change.a, change.b
    changes = close_changes(a, b) if a is not None and b is not None else ()
    if changes:
        yield [("~ ", "yellow"), (f"{key}: ", ""), *_marked(changes)]
        return
    yield [(f"- {key}: {_flat(shown_value(change, a))}", "red")]
    yield [(f"+ {key}: {_flat(shown_value(change, b))}", "green")]


def _finding(finding: FindingRow, comparison: Comparison) -> Iterator[_Line]:
    match finding.kind:
        case "only a":
            yield from _each("- ", finding.a, comparison.a.path, "red")
        case "only b":
            yield from _each("+ ", finding.b, comparison.b.path, "green")
        case "contradicts":
            yield [(f"! {finding.reason}", "bold yellow")]
            yield from _each("  - ", finding.a, comparison.a.path, "red")
            yield from _each("  + ", finding.b, comparison.b.path, "green")
        case "partly" if finding.broad == "a":
            yield from _each("> ", finding.a, comparison.a.path, "cyan")
            yield from _each("  + ", finding.b, comparison.b.path, "green")
        case "partly":
            yield from _each("< ", finding.b, comparison.b.path, "cyan")
            yield from _each("  - ", finding.a, comparison.a.path, "red")
        case _:
            yield from _reworded(finding, comparison)


def _reworded(finding: FindingRow, comparison: Comparison) -> Iterator[_Line]:
    a, b = finding.a, finding.b
    changes = close_changes(a[0].text, b[0].text) if len(a) == len(b) == 1 else ()
    if changes:
        places = f"{_place(comparison.a.path, a[0])} {_place(comparison.b.path, b[0])} "
        yield [("~ ", "yellow"), (places, "dim"), *_marked(changes)]
        return
    yield from _each("~ - ", a, comparison.a.path, "red")
    yield from _each("~ + ", b, comparison.b.path, "green")


def _each(sign: str, rows: Iterable[StatementRow], path: str, style: str) -> Iterator[_Line]:
    for row in rows:
        yield [(sign, style), (f"{_place(path, row)} ", "dim"), (_flat(row.text), style)]


def _marked(changes: Iterable[Change]) -> list[Styled]:
    return [(sign_mark(change), _STYLES[change.kind]) for change in changes]


def _place(path: str, row: StatementRow) -> str:
    return f"{one_line(path)}:{row.line}:"


def _flat(text: str) -> str:
    return " ".join(text.split())


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
    yield from _part("Front matter", [_field_entry(change) for change in comparison.front_matter])
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
            return _reworded_entry(finding.a, finding.b) or contrasted(a, "as", b)
        case _:
            return (f"- {a or b}",)


def _reworded_entry(a: Sequence[StatementRow], b: Sequence[StatementRow]) -> Sequence[str]:
    changes = close_changes(a[0].text, b[0].text) if len(a) == len(b) == 1 else ()
    return (f"- {markdown_marks(changes)} (lines {a[0].line} and {b[0].line})",) if changes else ()


def _field_entry(change: FieldChange) -> Sequence[str]:
    key, a, b = f"**{markdown(change.key)}**", change.a, change.b
    changes = close_changes(a, b) if a is not None and b is not None else ()
    if changes:
        return (f"- {key}: {markdown_marks(changes)}",)
    one, other = (markdown(shortened(shown_value(change, side))) for side in (a, b))
    return contrasted(f"{key}: {one}", "against", other)


def _all(rows: Iterable[StatementRow]) -> str:
    return "; ".join(f"line {row.line}: {markdown(shortened(row.text))}" for row in rows)
