"""The report on a terminal: tables by rich, plain text when piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from personac.report.escape import shortened, visible
from personac.report.model import BulletRow, ClusterRow, Report
from personac.report.summary import bullets_by_id, by_spread, percent, summarise, totals

_PIPE_WIDTH = 10_000
_LINE_END = "\n"
Styled = tuple[str, str]
"""A text and the name of the style it is in, empty for none."""


def render_text(report: Report, *, color: bool | None) -> str:
    """Return the report as it should be on stdout; `color` None heeds the terminal and NO_COLOR."""
    console = _stdout_console(color=color)
    with console.capture() as captured:
        _print_report(report, console)
    return captured.get()


def styled_lines(lines: Iterable[Sequence[Styled]], *, color: bool | None) -> str:
    """Return lines of styled texts as they should be on stdout; line ends inside are kept visible."""
    console = _stdout_console(color=color)
    with console.capture() as captured:
        for line in lines:
            console.print(Text.assemble(*((visible(text), style) for text, style in line)))
    return captured.get()


def figures_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, color: bool | None) -> str:
    """Return a table as it should be on stdout: a text in the first column, figures in the others."""
    table = Table(box=SIMPLE)
    for number, heading in enumerate(headings):
        table.add_column(_plain(heading), justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(_plain, row))
    console = _stdout_console(color=color)
    with console.capture() as captured:
        console.print(table)
    lines = "\n".join(line.rstrip() for line in captured.get().split("\n"))
    return f"\n{lines.strip(_LINE_END)}\n"


def _print_report(report: Report, console: Console) -> None:
    console.print(_plain(report.canonical.name), style="bold", end=": ")
    console.print(_plain(summarise(report).sentence))
    console.print()
    console.print(_personas(report))
    console.print(_overlap(report))
    bullets = bullets_by_id(report)
    for cluster in by_spread(report):
        _print_cluster(cluster, bullets, console)
    _print_contradictions(report, bullets, console)
    _print_covers(report, bullets, console)
    if report.left_out:
        console.print("Left out of the canonical", style="bold")
        for row in report.left_out:
            console.print(_plain(f"  {row.path}:{row.line}: {shortened(row.text)} [{row.reason}]"))


def _personas(report: Report) -> Table:
    table = Table("persona", "file", title="Personas", title_justify="left")
    for heading in ("bullets", "only here", "bytes", "tokens"):
        table.add_column(heading, justify="right")
    for row in report.personas:
        figures = (row.bullets, row.unique, row.bytes, row.tokens)
        table.add_row(_plain(row.id), _plain(row.path), *(f"{figure:,}" for figure in figures))
    table.add_section()
    for name, file, size in totals(report):
        table.add_row(name, _plain(file), f"{size.bullets:,}", "", f"{size.bytes:,}", f"{size.tokens:,}")
    return table


def _overlap(report: Report) -> Table:
    title = "Share of the row's bullets that the column says too"
    table = Table("", title=title, title_justify="left")
    names = report.overlap.personas
    for name in names:
        table.add_column(_plain(name), justify="right")
    for name, row in zip(names, report.overlap.matrix, strict=True):
        shares = ("" if name == other else percent(share) for other, share in zip(names, row, strict=True))
        table.add_row(_plain(name), *shares)
    return table


def _print_cluster(cluster: ClusterRow, bullets: Mapping[str, BulletRow], console: Console) -> None:
    console.print(_plain(f"{len(cluster.members)} x {shortened(cluster.text)}"), style="bold")
    for member in cluster.members:
        bullet = bullets[member]
        mark = "=" if member == cluster.representative else " "
        console.print(_plain(f" {mark} {bullet.path}:{bullet.line}: {shortened(bullet.text)}"))
    for why in cluster.why:
        if why.reasons:
            console.print(_plain(f"   {why.a} ~ {why.b}: {'; '.join(why.reasons)}"))


def _print_contradictions(report: Report, bullets: Mapping[str, BulletRow], console: Console) -> None:
    if report.contradictions:
        console.print("Cannot both hold", style="bold")
    for row in report.contradictions:
        places = " / ".join(_said(bullets[side]) for side in (row.a, row.b))
        console.print(_plain(f"  {places} [{row.reason}]"))


def _print_covers(report: Report, bullets: Mapping[str, BulletRow], console: Console) -> None:
    if report.covers:
        console.print("Said inside a broader bullet", style="bold")
    for row in report.covers:
        console.print(_plain(f"  {_said(bullets[row.narrow])} in {_said(bullets[row.broad])}"))


def _said(bullet: BulletRow) -> str:
    return f"{bullet.path}:{bullet.line}: {shortened(bullet.text, 100)}"


def _plain(text: str) -> Text:
    """Text without console markup, and without anything a terminal would obey."""
    return Text(visible(text))


def _stdout_console(*, color: bool | None) -> Console:
    # A pipe has no width: tables that were cut to fit one would say less than they know.
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    no_color = None if color is None else not color
    return Console(force_terminal=color, no_color=no_color, highlight=False, soft_wrap=True, width=width)
