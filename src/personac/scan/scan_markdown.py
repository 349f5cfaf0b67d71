"""A scan as markdown, short enough for a pull-request comment.

The families come first, in a table; what their members say alone is folded in `<details>`, which GitHub and
GitLab open on a click. What does not fit is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from personac.report.markdown_entries import joined
from personac.report.markdown_parts import (
    LIMIT,
    FileLinks,
    Part,
    join_parts,
    relative_path,
    table_head,
    table_row,
)
from personac.report.safe_text import html, markdown, percent, shortened
from personac.scan.scan_findings import KIND_WORDS
from personac.scan.scan_report import FamilyRow, MemberRow, ScanReport
from personac.scan.scan_words import (
    closest,
    common_share,
    families_line,
    family_size,
    member_names,
    ranked_descriptions,
    saved_tokens,
    totals_line,
)

_ROWS = 25  # of a table, and families that are opened: the page is for reading in a pull request
_FOLDED = 300
_PATHS = 6
_TERMS = 8
_MEMBERS = 40
_LONGEST = 80
_FAMILY_COLUMNS = ("family", "personas", "alike", "in common", "tokens saved", "of tokens", "contradictions")
_MEMBER_COLUMNS = ("persona", "closest to", "alike", "bullets", "only here", "tokens")


def render_scan_markdown(report: ScanReport, folder: str = "", limit: int = LIMIT) -> str:
    """Render a scan in at most `limit` bytes of UTF-8; the rest is in scan.json.

    `folder` is the page's, relative to where the paths start: it gives the links to files. Without it there
    are none, as in a comment.
    """
    return join_parts([*_Page(report, folder).parts()], "scan.json", limit)


class _Page:
    """The parts of the page of one scan."""

    def __init__(self, report: ScanReport, folder: str) -> None:
        self._report, self._folder = report, folder
        self._names = {row.path: row.name for row in report.files}

    def parts(self) -> Iterator[Part]:
        report = self._report
        totals = f"{markdown(totals_line(report))}\n\n{markdown(families_line(report))}\n\n"
        estimated = "" if all(row.is_measured for row in report.families) else "~ is estimated.\n\n"
        yield Part(f"# Scan of personas\n\n{totals}{estimated}")
        yield from self._families()
        yield from self._copies()
        yield from self._drifted()
        yield from self._descriptions()
        alone = [f"- {self._file(path, self._names[path])}\n" for path in report.alone]
        yield from _list("Nothing overlaps these", alone, "persona", _FOLDED)
        told = (f"{row.code} {markdown(row.path)}: {markdown(row.message)}" for row in report.diagnostics)
        yield from _list("Diagnostics", [f"- {line}\n" for line in told], "diagnostic", _FOLDED)

    def _families(self) -> Iterator[Part]:
        rows = self._report.families
        cells = ([*self._named(row), *_figures(row)] for row in rows)
        yield from _table("Families", _FAMILY_COLUMNS, cells)
        members = [*map(self._members, rows[:_ROWS]), *[""] * len(rows[_ROWS:])]
        yield from _list("What each member says alone", members, "table", _ROWS, _ROWS)

    def _named(self, row: FamilyRow) -> tuple[str, str]:
        names = [*map(markdown, member_names(row))]
        return f"**{markdown(shortened(row.id, _LONGEST))}**: {_first(names)}", f"{len(row.members):,}"

    def _members(self, row: FamilyRow) -> str:
        """Return the members of a family with what is theirs alone, to be opened."""
        summary = f"{html(shortened(row.id, _LONGEST))}: {family_size(row)}, {percent(row.likeness)} alike"
        lines = [
            table_row([self._file(one.path, one.name), *self._closest(row, at), *_sizes(one)])
            for at, one in enumerate(row.members[:_MEMBERS])
        ]
        left = len(row.members) - len(lines)
        more = ["", f"_{left} more._"] if left else []
        head = f"<details><summary>{summary}</summary>"
        return joined(head, "", *table_head(_MEMBER_COLUMNS, 2), *lines, *more, "", "</details>", "")

    def _closest(self, row: FamilyRow, at: int) -> tuple[str, str]:
        found = closest(row, at)
        if found is None:
            return "", ""
        other, share = found
        return markdown(shortened(row.members[other].name, _LONGEST)), percent(share)

    def _copies(self) -> Iterator[Part]:
        cells = (
            [self._files(row.files), KIND_WORDS[row.kind], percent(row.similarity), f"{row.tokens_saved:,}"]
            for row in self._report.copies
        )
        columns = ("files", "what is the same", "in common", "tokens saved")
        yield from _table("Copies of whole files", columns, cells, 2)

    def _drifted(self) -> Iterator[Part]:
        cells = (
            [markdown(shortened(row.name, _LONGEST)), self._files(row.files), percent(row.similarity)]
            for row in self._report.drifted
        )
        yield from _table("Drifted copies", ("name", "files", "alike"), cells, 2)

    def _descriptions(self) -> Iterator[Part]:
        cells = (
            [
                self._files(row.files),
                _first([markdown(term) for term in row.terms], _TERMS),
                percent(row.similarity),
            ]
            for row in ranked_descriptions(self._report)
        )
        title = "Descriptions that compete for the same tasks"
        yield from _table(title, ("personas", "both say", "similar"), cells, 2)

    def _files(self, paths: Sequence[str]) -> str:
        return _first([self._file(path) for path in paths])

    def _file(self, path: str, name: str = "") -> str:
        """Return the link to a file, labelled with its name or else its path."""
        target = relative_path(path, self._folder) if self._folder else ""
        if not name:
            return FileLinks.to(shortened(path, 2 * _LONGEST), target).file
        label = FileLinks.to(shortened(name, _LONGEST), target).file
        return label if target else f"{label} ({markdown(path)})" if name != path else label


def _figures(row: FamilyRow) -> tuple[str, ...]:
    contradictions = "" if row.contradictions is None else f"{row.contradictions:,}"
    shares = (percent(row.likeness), common_share(row))
    return (*shares, saved_tokens(row), f"{row.tokens:,}", contradictions)


def _sizes(one: MemberRow) -> tuple[str, ...]:
    return (f"{one.bullets:,}", f"{one.alone:,}", f"{one.tokens:,}")


def _first(cells: Sequence[str], most: int = _PATHS) -> str:
    more = len(cells) - most
    return ", ".join(cells[:most]) + (f" and {more} more" if more > 0 else "")


def _table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1
) -> Iterator[Part]:
    """Yield a part with the first rows of a table."""
    lines = tuple(joined(table_row(cells)) for cells in rows)
    if lines:
        head = joined(*table_head(columns, texts))
        yield Part(f"## {title} ({len(lines):,})\n\n{head}", lines[:_ROWS], "row", 4, left=len(lines[_ROWS:]))


def _list(title: str, entries: Sequence[str], noun: str, most: int, unfolded: int = 0) -> Iterator[Part]:
    """Yield a part with the first entries of a list, folded from the one at `unfolded` on."""
    shown, left = tuple(entries[:most]), len(entries[most:])
    if shown:
        yield Part(f"## {title} ({len(entries):,})\n\n", shown, noun, 4, unfolded, left)
