"""Two compared personas for a terminal, as markdown and as JSON.

On a terminal signs are in front, so that nothing depends on colour; markdown for a pull-request comment
starts with what needs a decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Literal

from personac.report.comparison import (
    KINDS,
    Comparison,
    FindingKind,
    FindingRow,
    SectionDiffRow,
    StatementRow,
)
from personac.report.differences import Change, FieldChange, close_changes, sign_mark
from personac.report.markdown_parts import FEW, contrasted, folded, heading, table_head, table_row
from personac.report.report_schema import encode_json
from personac.report.safe_text import count, flat, html, markdown, one_line, shortened
from personac.report.terminal import Styled, figures_table, styled_lines

DiffFormat = Literal["text", "md", "json"]
_STYLES = {"same": "", "gone": "red", "new": "green"}
_LEGEND = (
    "- only the first   + only the second   ~ both, [-first-] {+second+}   "
    "> the first includes it, < the second   ! contradiction"
)
_Line = Sequence[Styled]


def render_comparison(comparison: Comparison, form: DiffFormat, *, stat: bool, color: bool | None) -> str:
    """Render in one of the formats; `stat` gives figures only (JSON always has everything).

    `color` None follows the terminal and NO_COLOR.
    """
    if form == "json":
        return encode_json(comparison)
    if form == "md":
        return _markdown(comparison, stat=stat)
    head = styled_lines(_head(comparison), color=color)
    if stat:
        return head + figures_table(_headings(comparison), _figures(comparison), color=color)
    return head + styled_lines(_body(comparison), color=color)


def _verdict(comparison: Comparison) -> str:
    """One line on how much the two have in common."""
    counts, (a, b) = comparison.counts, _short_names(comparison)
    both = counts["exact"] + counts["otherwise"]
    if comparison.identical:
        return "The two files are identical, byte for byte."
    if comparison.is_equivalent:
        how = f"{counts['otherwise']} of them in other words" if counts["otherwise"] else "word for word"
        return f"The same content: {count(both, 'statement')}, {how}."
    parts = [
        f"{both} in both ({counts['exact']} word for word)",
        *([f"{counts['partly']} part of a broader statement"] if counts["partly"] else []),
        *([count(counts["contradicts"], "contradiction")] if counts["contradicts"] else []),
        f"{counts['only a']} only in {a}",
        f"{counts['only b']} only in {b}",
        *([f"{count(len(comparison.front_matter), 'different key')}"] if comparison.front_matter else []),
    ]
    return ", ".join(parts)


def _short_names(comparison: Comparison) -> tuple[str, str]:
    """The file names of the two, their paths where those are equal."""
    a, b = comparison.a.path, comparison.b.path
    names = (PurePosixPath(a).name, PurePosixPath(b).name)
    if names[0] != names[1]:
        return names
    return (a, b) if a != b else ("the first", "the second")


def _headings(comparison: Comparison) -> tuple[str, ...]:
    """The headings of the table of figures."""
    a, b = _short_names(comparison)
    titles: dict[FindingKind, str] = {"only a": f"only {a}", "only b": f"only {b}"}
    titles |= {"otherwise": "reworded", "partly": "part", "contradicts": "contradiction"}
    return ("section", *(titles.get(kind, kind) for kind in KINDS))


def _figures(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """The rows of the table of figures: each section that is not empty, and the sum."""
    filled = [section for section in comparison.sections if any(section.counts.values())]
    rows = ((_section_title(section), section.counts) for section in filled)
    for title, counts in (*rows, ("all", comparison.counts)):
        yield (title, *(str(counts[kind] or "") for kind in KINDS))


def _section_title(section: SectionDiffRow) -> str:
    """The title, or both where they differ."""
    titles = [title for title in (section.a, section.b) if title is not None]
    return " | ".join(dict.fromkeys(title or "(before the first section)" for title in titles))


def _head(comparison: Comparison) -> Iterator[_Line]:
    for sign, side, style in (("---", comparison.a, "red"), ("+++", comparison.b, "green")):
        size = f" ({count(side.bullets, 'bullet')}, {side.bytes:,} bytes)"
        yield [(f"{sign} {one_line(side.path)}", f"bold {style}"), (size, "")]
    yield [(_verdict(comparison), "bold")]


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
            yield from ([], [(one_line(_section_title(section)), "bold")])
            for finding in here:
                yield from _finding(finding, comparison)


def _field(change: FieldChange) -> Iterator[_Line]:
    key, changes = one_line(change.key), change.close_changes()
    if changes:
        yield [("~ ", "yellow"), (f"{key}: ", ""), *_marked(changes)]
        return
    yield [(f"- {key}: {flat(change.shown(change.a))}", "red")]
    yield [(f"+ {key}: {flat(change.shown(change.b))}", "green")]


def _finding(finding: FindingRow, comparison: Comparison) -> Iterator[_Line]:
    match finding.kind:
        case "contradicts":
            yield [(f"! {finding.reason}", "bold yellow")]
            signs = (("  - ", "red"), ("  + ", "green"))
        case "partly":
            signs = (("> ", "cyan"), ("  + ", "green"))
            if finding.broad == "b":
                signs = (("  - ", "red"), ("< ", "cyan"))
        case "only a" | "only b":
            signs = (("- ", "red"), ("+ ", "green"))
        case _:
            changes = _only_changes(finding)
            if changes:
                places = (
                    f"{_place(comparison.a.path, finding.a[0])} {_place(comparison.b.path, finding.b[0])} "
                )
                yield [("~ ", "yellow"), (places, "dim"), *_marked(changes)]
                return
            signs = (("~ - ", "red"), ("~ + ", "green"))
    a = _each(signs[0], finding.a, comparison.a.path)
    b = _each(signs[1], finding.b, comparison.b.path)
    yield from (*b, *a) if finding.broad == "b" else (*a, *b)


def _only_changes(finding: FindingRow) -> Sequence[Change]:
    """The changes of the one statement of each side; empty where there are more, or much differs."""
    a, b = finding.a, finding.b
    return close_changes(a[0].text, b[0].text) if len(a) == len(b) == 1 else ()


def _each(sign: Styled, rows: Iterable[StatementRow], path: str) -> Iterator[_Line]:
    for row in rows:
        yield [sign, (f"{_place(path, row)} ", "dim"), (flat(row.text), sign[1])]


def _marked(changes: Iterable[Change]) -> list[Styled]:
    return [(sign_mark(change), _STYLES[change.kind]) for change in changes]


def _place(path: str, row: StatementRow) -> str:
    return f"{one_line(path)}:{row.line}:"


def _markdown(comparison: Comparison, *, stat: bool) -> str:
    """Markdown for a forge; `stat` stops after the table of figures."""
    rows = ([markdown(shortened(cell, 100)) for cell in row] for row in _figures(comparison))
    lines = [
        f"# {markdown(comparison.a.path)} and {markdown(comparison.b.path)}",
        "",
        markdown(_verdict(comparison)),
        "",
        *table_head([markdown(column) for column in _headings(comparison)]),
        *map(table_row, rows),
        "",
        *([] if stat else _parts(comparison)),
    ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _parts(comparison: Comparison) -> Iterator[str]:
    a, b = _short_names(comparison)
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
            return contrasted("", (a, f"{b} ({markdown(finding.reason)})"), "against")
        case "partly" if finding.broad == "a":
            return contrasted("", (f"second, {b}", f"first, {a}"), "in")
        case "partly":
            return contrasted("", (f"first, {a}", f"second, {b}"), "in")
        case "otherwise":
            changes = _only_changes(finding)
            lines = f"lines {finding.a[0].line} and {finding.b[0].line}" if changes else ""
            return contrasted("", (a, b), "as", (lines, ""), changes)
        case _:
            return (f"- {a or b}",)


def _field_entry(change: FieldChange) -> Sequence[str]:
    one, other = (markdown(shortened(change.shown(side))) for side in (change.a, change.b))
    label = f"**{markdown(change.key)}**: "
    return contrasted(label, (one, other), "against", changes=change.close_changes())


def _all(rows: Iterable[StatementRow]) -> str:
    return "; ".join(f"line {row.line}: {markdown(shortened(row.text))}" for row in rows)
