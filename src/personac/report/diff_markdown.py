"""Two personas compared, as markdown fit for a pull-request comment: what needs a decision first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from personac.report.comparison import Comparison, FindingKind, FindingRow, SaidRow
from personac.report.diff_figures import figures, headings, short_names, verdict
from personac.report.escape import html, markdown, shortened
from personac.report.field_changes import FieldChange, shown_value
from personac.report.marks import changes_between, is_close, markdown_marks

_FEW = 12  # lines that are not worth folding away


def render_diff_markdown(comparison: Comparison, *, stat: bool) -> str:
    """Render for a forge; `stat` stops behind the table of figures."""
    lines = [
        f"# {markdown(comparison.a.path)} and {markdown(comparison.b.path)}",
        "",
        markdown(verdict(comparison)),
        "",
        *_table(comparison),
        *([] if stat else _parts(comparison)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(comparison: Comparison) -> Iterator[str]:
    columns = headings(comparison)
    yield f"| {' | '.join(markdown(column) for column in columns)} |"
    yield f"| --- |{' ---: |' * (len(columns) - 1)}"
    for row in figures(comparison):
        yield f"| {' | '.join(markdown(shortened(cell, 100)) for cell in row)} |"
    yield ""


def _parts(comparison: Comparison) -> Iterator[str]:
    a, b = short_names(comparison)
    yield from _part("Contradictions", _of(comparison, "contradicts", _contradiction))
    yield from _part("Front matter", [line for change in comparison.front_matter for line in _field(change)])
    yield from _part(f"Only in {a}", _of(comparison, "only a", _only_a))
    yield from _part(f"Only in {b}", _of(comparison, "only b", _only_b))
    yield from _part("Said by one among other things", _of(comparison, "partly", _partly))
    yield from _part("Said in other words", _of(comparison, "otherwise", _otherwise))


def _part(title: str, lines: list[str]) -> Iterator[str]:
    size = sum(line.startswith("- ") for line in lines)
    if size > _FEW:
        yield from (f"<details><summary>{html(title)} ({size})</summary>", "", *lines, "", "</details>", "")
    elif lines:
        yield from (f"## {markdown(title)} ({size})", "", *lines, "")


def _of(comparison: Comparison, kind: FindingKind, entry: Callable[[FindingRow], Iterable[str]]) -> list[str]:
    return [line for finding in comparison.findings if finding.kind == kind for line in entry(finding)]


def _contradiction(finding: FindingRow) -> Iterator[str]:
    yield f"- {_all(finding.a)}  "
    yield f"  *against* {_all(finding.b)} ({markdown(finding.reason)})"


def _only_a(finding: FindingRow) -> Iterator[str]:
    yield f"- {_all(finding.a)}"


def _only_b(finding: FindingRow) -> Iterator[str]:
    yield f"- {_all(finding.b)}"


def _partly(finding: FindingRow) -> Iterator[str]:
    narrow, broad = (finding.b, finding.a) if finding.broad == "a" else (finding.a, finding.b)
    sides = ("second", "first") if finding.broad == "a" else ("first", "second")
    yield f"- {sides[0]}, {_all(narrow)}  "
    yield f"  *in* {sides[1]}, {_all(broad)}"


def _otherwise(finding: FindingRow) -> Iterator[str]:
    a, b = finding.a, finding.b
    if len(a) == len(b) == 1 and is_close(a[0].text, b[0].text):
        marks = markdown_marks(changes_between(a[0].text, b[0].text))
        yield f"- {marks} (lines {a[0].line} and {b[0].line})"
        return
    yield f"- {_all(a)}  "
    yield f"  *as* {_all(b)}"


def _field(change: FieldChange) -> Iterator[str]:
    key = markdown(change.key)
    if change.a is not None and change.b is not None and is_close(change.a, change.b):
        yield f"- **{key}**: {markdown_marks(changes_between(change.a, change.b))}"
        return
    a, b = (markdown(shortened(shown_value(change, side))) for side in (change.a, change.b))
    yield f"- **{key}**: {a}  "
    yield f"  *against* {b}"


def _all(said: Iterable[SaidRow]) -> str:
    return "; ".join(f"line {one.line}: {markdown(shortened(one.text))}" for one in said)
