"""The report on a terminal, by rich; in a pipe whole tables without lines, bars and colour.

Nothing depends on colour alone: a bar has its number beside it, and the colours are distinct for
colour-blind readers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rich import box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from personac.report.canonical_wording import cluster_titles
from personac.report.report_schema import NOT_COMPARED, BulletRow, ClusterRow, Report, cover_outcome
from personac.report.safe_text import count, percent, shortened, visible

_PIPE_WIDTH = 10_000
_LINE_END = "\n"
Styled = tuple[str, str]
"""A text and the name of the style it is in, empty for none."""
_WITH_BARS = 60  # columns of a terminal; a narrower one has no room for them
_NARROW_FIGURES = 2
_BAR = 8
_TRACK = "\u2508"  # a space would be stripped, and the bars would not be aligned
_EIGHTHS = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589\u2588"
_CLOSEST = 20


def render_text(report: Report, *, color: bool | None, verbose: bool = False) -> str:
    """Return the whole report for stdout; `color` None follows the terminal and NO_COLOR.

    With `verbose` every pair of a cluster has the reasons of its match.
    """
    console = _stdout_console(color=color)
    return _printed(_report(report, verbose=verbose, is_terminal=console.is_terminal), console)


class Bar(NamedTuple):
    """A number; a terminal that is wide enough has a bar of its share (0 to 1) beside it."""

    number: str
    share: float


@dataclass(frozen=True, slots=True)
class RankedTable:
    """A table: a text first, then figures, and `notes` of which each belongs to a row.

    A terminal has the note below the first text, a pipe in the last column. A heading may have a line end,
    where a terminal breaks it.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str | Bar]]
    notes: Sequence[str]
    note_heading: str


def ranked_tables(parts: Iterable[RankedTable | Sequence[Styled]], *, color: bool | None) -> str:
    """Return tables, and lines of styled texts between them, for stdout."""
    console = _stdout_console(color=color)
    drawn = (_ranked(part, console) if isinstance(part, RankedTable) else _assembled(part) for part in parts)
    lines = _printed(drawn, console).split("\n")
    return "\n".join(line.rstrip() for line in lines)


def styled_lines(lines: Iterable[Sequence[Styled]], *, color: bool | None) -> str:
    """Return lines of styled texts for stdout; line ends inside a text stay visible."""
    return _printed(map(_assembled, lines), _stdout_console(color=color))


def figures_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, color: bool | None) -> str:
    """Return a table for stdout: texts in the first column, figures in the others."""
    table = Table(box=box.SIMPLE)
    for number, heading in enumerate(headings):
        table.add_column(_plain(heading), justify="right" if number else "left")
    for row in rows:
        table.add_row(*map(_plain, row))
    text = _printed([table], _stdout_console(color=color))
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return f"\n{lines.strip(_LINE_END)}\n"


def _assembled(line: Sequence[Styled]) -> Text:
    return Text.assemble(*((visible(text), style) for text, style in line))


def _ranked(ranked: RankedTable, console: Console) -> Table:
    """Draw a table; a terminal that is too narrow for bars has the first figures only."""
    is_terminal, has_bars = console.is_terminal, console.is_terminal and console.width >= _WITH_BARS
    table = Table(box=box.SIMPLE_HEAD if is_terminal else None, pad_edge=False, show_edge=False)
    first, *figures = ranked.headings[: None if has_bars or not is_terminal else 1 + _NARROW_FIGURES]
    table.add_column(_heading(first, console), overflow="fold", no_wrap=not is_terminal)
    for at, heading in enumerate(figures, start=1):
        is_barred = has_bars and any(isinstance(row[at], Bar) for row in ranked.rows)
        justify: Literal["left", "right"] = "left" if is_barred else "right"
        table.add_column(_heading(heading, console), justify=justify, no_wrap=True)
    if not is_terminal:
        table.add_column(ranked.note_heading, no_wrap=True)
    for (text, *cells), note in zip(ranked.rows, ranked.notes, strict=True):
        head = _noted(str(text), note) if is_terminal else _plain(str(text))
        last = [] if is_terminal else [_plain(note)]
        table.add_row(head, *(_figure(cell, has_bars=has_bars) for cell in cells[: len(figures)]), *last)
    return table


def _heading(text: str, console: Console) -> Text:
    return _plain(text if console.is_terminal else text.replace("-\n", "").replace("\n", " "))


def _noted(text: str, note: str) -> Text:
    return Text.assemble((visible(text), "bold"), *([f"\n{visible(note)}"] if note else []))


def _figure(cell: str | Bar, *, has_bars: bool) -> Text:
    if isinstance(cell, Bar):
        return _barred(cell.number, cell.share, is_terminal=has_bars)
    return _plain(cell)


def _printed(parts: Iterable[RenderableType], console: Console) -> str:
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return captured.get()


def _report(report: Report, *, verbose: bool, is_terminal: bool) -> Iterator[RenderableType]:
    yield from _head(report)
    yield from ("", _personas(report, is_terminal=is_terminal))
    yield from ("", _overlap(report, is_terminal=is_terminal), "")
    bullets = report.bullets_by_id()
    yield from _contradictions(report, bullets)
    yield _title("Duplicates", len(report.clusters))
    titles = cluster_titles(report)
    yield _plain(
        "   = the wording that is kept, + kept too, because its list or procedure stays whole", "dim"
    )
    for cluster in report.by_spread():
        yield _plain(f"{len(cluster.members)} x {shortened(titles[cluster.id])}", "bold")
        yield from _cluster(cluster, bullets, verbose=verbose)
    yield from _near_misses(report, bullets)
    yield from _covers(report, bullets)
    yield from _fields(report)
    yield from _left_out(report)
    if report.losses:
        yield _title("Words that the canonical lacks", len(report.losses))
    for row in report.losses:
        yield _plain(f"  {row.path}:{row.line}: {shortened(row.text)}")


def _head(report: Report) -> Iterator[Text]:
    name = (visible(report.canonical.name), "bold")
    yield Text.assemble(name, (": ", "bold"), visible(report.summary))
    yield _plain(f"{report.became}.")


def _personas(report: Report, *, is_terminal: bool) -> Table:
    table = _table("Personas", "persona", "file", is_terminal=is_terminal)
    for heading in ("bullets", "only here", "bytes", "tokens"):
        table.add_column(heading, justify="right")
    for row in report.personas:
        share = row.unique / row.bullets if row.bullets else 0.0
        only_here = _barred(str(row.unique), share, is_terminal=is_terminal)
        sizes = (f"{row.bytes:,}", f"{row.tokens:,}")
        table.add_row(_plain(row.id), _plain(row.path), f"{row.bullets:,}", only_here, *sizes)
    table.add_section()
    for name, file, size in report.totals:
        table.add_row(name, _plain(file), f"{size.bullets:,}", "", f"{size.bytes:,}", f"{size.tokens:,}")
    return table


def _overlap(report: Report, *, is_terminal: bool) -> Table:
    names = report.overlap.personas
    if is_terminal and not report.overlap.is_narrow:
        return _closest(report)
    table = _table("Share of the row's bullets that the column has too", "", is_terminal=is_terminal)
    for name in names:
        table.add_column(_plain(name), justify="right")
    for name, row in zip(names, report.overlap.matrix, strict=True):
        cells = (
            Text() if name == other else _barred(percent(share), share, is_terminal=is_terminal)
            for other, share in zip(names, row, strict=True)
        )
        table.add_row(_plain(name), *cells)
    return table


def _closest(report: Report) -> Table:
    pairs = report.overlap.closest(_CLOSEST)
    left = sum(1 for _ in report.overlap.shares()) - len(pairs)
    more = f"; {count(left, 'more pair')} in report.html" if left > 0 else ""
    more = more if report.overlap.personas else f" not measured: {NOT_COMPARED}"
    table = _table(f"Highest overlap{more}", "persona", "has bullets of", is_terminal=True)
    table.add_column("share", justify="right")
    for one, other, share in pairs:
        table.add_row(_plain(one), _plain(other), _barred(percent(share), share, is_terminal=True))
    return table


def _table(title: str, *headings: str, is_terminal: bool) -> Table:
    lines = box.ROUNDED if is_terminal else None
    return Table(*headings, title=title, title_justify="left", box=lines, pad_edge=lines is not None)


def _barred(number: str, share: float, *, is_terminal: bool) -> Text:
    """A number, on a terminal followed by a bar of its share."""
    if not is_terminal:
        return Text(number)
    full, rest = divmod(round(share * _BAR * 8), 8)
    bar = _EIGHTHS[8] * full + (_EIGHTHS[rest] if rest else "")
    return Text.assemble(f"{number} ", (bar, "blue"), (_TRACK * (_BAR - len(bar)), "dim"))


def _title(title: str, number: int) -> Text:
    return Text(f"{title} ({number})", "bold underline")


def _cluster(cluster: ClusterRow, bullets: Mapping[str, BulletRow], *, verbose: bool) -> Iterator[Text]:
    for member in cluster.members:
        bullet = bullets[member]
        mark = "=" if member == cluster.representative else "+" if bullet.state == "kept" else " "
        yield _plain(f" {mark} {bullet.path}:{bullet.line}: {shortened(bullet.text)}")
    for why in cluster.why if verbose else ():
        if why.reasons:
            one, other = (f"{bullets[side].path}:{bullets[side].line}" for side in (why.a, why.b))
            yield _plain(f"   {one} ~ {other}: {'; '.join(why.reasons)}")


def _contradictions(report: Report, bullets: Mapping[str, BulletRow]) -> Iterator[Text]:
    if report.contradictions:
        yield _title("Contradictions", len(report.contradictions))
    for row in report.contradictions:
        yield _plain(row.reason, "bold")
        yield from (_plain(f"   {_placed(bullets[side])}") for side in (row.a, row.b))


def _near_misses(report: Report, bullets: Mapping[str, BulletRow]) -> Iterator[Text]:
    if report.near_misses:
        yield _title("Near misses, not merged", len(report.near_misses))
    for row in report.near_misses:
        yield _plain(f"{row.score:.2f}: {row.why(report.threshold)}", "bold")
        yield from (_plain(f"   {_placed(bullets[side])}") for side in (row.a, row.b))


def _fields(report: Report) -> Iterator[Text]:
    paths = {row.id: row.path for row in report.personas}
    if report.front_matter:
        yield _title("Front matter", len(report.front_matter))
    for row in report.front_matter:
        yield _plain(f"{row.key}: {shortened(row.value, 100)}", "bold")
        for one in row.values:
            yield _plain(f"   {paths[one.persona]}:{one.line}: {shortened(one.value, 100)}")


def _left_out(report: Report) -> Iterator[Text]:
    if report.left_out:
        yield _title("Left out, or in a broader bullet", len(report.left_out))
    for row in report.left_out:
        yield _plain(f"  {row.path}:{row.line}: {shortened(row.text)} [{row.reason}]")


def _covers(report: Report, bullets: Mapping[str, BulletRow]) -> Iterator[Text]:
    if report.covers:
        yield _title("Broader and narrower bullets", len(report.covers))
    for row in report.covers:
        outcome = cover_outcome(bullets[row.narrow])
        yield _plain(f"  {_placed(bullets[row.narrow])} in {_placed(bullets[row.broad])}; {outcome}")


def _placed(bullet: BulletRow) -> str:
    return f"{bullet.path}:{bullet.line}: {shortened(bullet.text, 100)}"


def _plain(text: str, style: str = "") -> Text:
    """Text without console markup and control characters."""
    return Text(visible(text), style)


def _stdout_console(*, color: bool | None) -> Console:
    # A pipe has no width: tables must not be cut to fit one.
    is_terminal = sys.stdout.isatty()
    return Console(
        force_terminal=True if color or is_terminal else None,
        color_system=None if color is False else "auto",
        no_color=None if color is None else not color,
        highlight=False,
        soft_wrap=True,
        width=None if is_terminal else _PIPE_WIDTH,
    )
