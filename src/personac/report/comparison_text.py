"""Two compared personas for a terminal: signs in front, so that nothing depends on colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from personac.report.comparison import (
    Comparison,
    FindingRow,
    StatementRow,
    figures,
    headings,
    section_title,
    verdict,
)
from personac.report.escape import one_line
from personac.report.field_changes import FieldChange, shown_value
from personac.report.summary import count
from personac.report.terminal import Styled, figures_table, styled_lines
from personac.report.word_diff import Change, close_changes, sign_mark

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
