"""The report on a terminal: tables by rich, plain text when piped."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from personac.report.escape import shortened, visible
from personac.report.model import BulletRow, ClusterRow, Report
from personac.report.summary import bullets_by_id, by_spread, percent, summarise


def print_report(report: Report, console: Console) -> None:
    """Print the whole report to `console`."""
    console.print(_plain(report.canonical.name), style="bold", end=": ")
    console.print(_plain(summarise(report).sentence))
    console.print()
    console.print(_personas(report))
    console.print(_overlap(report))
    bullets = bullets_by_id(report)
    for cluster in by_spread(report):
        _print_cluster(cluster, bullets, console)
    if report.left_out:
        console.print("Left out of the canonical", style="bold")
        for row in report.left_out:
            console.print(_plain(f"  {row.path}:{row.line}: {shortened(row.text)} [{row.reason}]"))


def _personas(report: Report) -> Table:
    table = Table("persona", "file", title="Personas", title_justify="left")
    for heading in ("bullets", "only here", "bytes"):
        table.add_column(heading, justify="right")
    for row in report.personas:
        table.add_row(_plain(row.id), _plain(row.path), str(row.bullets), str(row.unique), f"{row.bytes:,}")
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


def _plain(text: str) -> Text:
    """Text without console markup, and without anything a terminal would obey."""
    return Text(visible(text))


def stdout_console(*, color: bool | None) -> Console:
    """Return a console on stdout; `color` None heeds the terminal and NO_COLOR."""
    return Console(force_terminal=color, no_color=color is False or None, highlight=False, soft_wrap=True)
