"""Two personas compared, for a terminal: signs in front, so that colour adds and never tells alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from personac.report.comparison import Comparison, FindingRow, SaidRow
from personac.report.diff_figures import figures, headings, section_title, verdict
from personac.report.escape import one_line
from personac.report.field_changes import FieldChange, shown_value
from personac.report.marks import changes_between, is_close, sign_of
from personac.report.summary import count
from personac.report.terminal import Styled, figures_table, styled_lines

_STYLES = {"same": "", "gone": "red", "new": "green"}
_LEGEND = (
    "- only the first   + only the second   ~ both, [-first-] {+second+}   "
    "> the first says it among other things, < the second   ! contradiction"
)
_Line = Sequence[Styled]


def render_diff_text(comparison: Comparison, *, stat: bool, color: bool | None) -> str:
    """Render for stdout; `color` None heeds the terminal and NO_COLOR."""
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
    found = [finding for finding in comparison.findings if finding.kind != "exact"]
    if found or comparison.front_matter:
        yield [(_LEGEND, "dim")]
    if comparison.front_matter:
        yield from ([], [("Front matter", "bold")])
        for change in comparison.front_matter:
            yield from _field(change)
    for number, section in enumerate(comparison.sections):
        here = [finding for finding in found if finding.section == number]
        if here:
            yield from ([], [(one_line(section_title(section)), "bold")])
            for finding in here:
                yield from _finding(finding, comparison)


def _field(change: FieldChange) -> Iterator[_Line]:
    key = one_line(change.key)
    if change.a is not None and change.b is not None and is_close(change.a, change.b):
        yield [("~ ", "yellow"), (f"{key}: ", ""), *_marked(change.a, change.b)]
        return
    yield [(f"- {key}: {_flat(shown_value(change, change.a))}", "red")]
    yield [(f"+ {key}: {_flat(shown_value(change, change.b))}", "green")]


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
        case "partly":
            yield from _partly(finding, comparison)
        case _:
            yield from _otherwise(finding, comparison)


def _partly(finding: FindingRow, comparison: Comparison) -> Iterator[_Line]:
    a, b = (finding.a, comparison.a.path), (finding.b, comparison.b.path)
    (broad, where), (narrow, there) = (a, b) if finding.broad == "a" else (b, a)
    yield from _each("> " if finding.broad == "a" else "< ", broad, where, "cyan")
    signs = ("  + ", "green") if finding.broad == "a" else ("  - ", "red")
    yield from _each(signs[0], narrow, there, signs[1])


def _otherwise(finding: FindingRow, comparison: Comparison) -> Iterator[_Line]:
    if len(finding.a) == len(finding.b) == 1 and is_close(finding.a[0].text, finding.b[0].text):
        places = f"{_place(comparison.a.path, finding.a[0])} {_place(comparison.b.path, finding.b[0])} "
        yield [("~ ", "yellow"), (places, "dim"), *_marked(finding.a[0].text, finding.b[0].text)]
        return
    yield from _each("~ - ", finding.a, comparison.a.path, "red")
    yield from _each("~ + ", finding.b, comparison.b.path, "green")


def _each(sign: str, said: Iterable[SaidRow], path: str, style: str) -> Iterator[_Line]:
    for one in said:
        yield [(sign, style), (f"{_place(path, one)} ", "dim"), (_flat(one.text), style)]


def _marked(a: str, b: str) -> list[Styled]:
    return [(sign_of(change), _STYLES[change.kind]) for change in changes_between(a, b)]


def _place(path: str, said: SaidRow) -> str:
    return f"{one_line(path)}:{said.line}:"


def _flat(text: str) -> str:
    return " ".join(text.split())
